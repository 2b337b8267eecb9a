// broadcast.preview: what would become of it now, without doing it. The audience is frozen as it would be, and that is
// taken back.
#include "broadcasts/operations.hpp"
#include <weft/base/meter.hpp>

namespace weft::broadcasts {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

constexpr std::int64_t kLooked = 10000;  // recipients, and about as many relations
constexpr std::int64_t kPage = 500;

struct PreviewIn {
  BroadcastId broadcast;
  std::optional<Int<0, 50>> samples;
};
BOOST_DESCRIBE_STRUCT(PreviewIn, (), (broadcast, samples))

struct Sample {
  RecipientId recipient;
  std::string name;
  Person sender;
  bool reached = false;
  std::optional<Reason> reason;
  std::optional<Time> allowed_at;
  std::optional<Time> due_at;  ///< outside of its hours
  std::optional<std::string> text;
};
BOOST_DESCRIBE_STRUCT(Sample, (), (recipient, name, sender, reached, reason, allowed_at, due_at, text))

/// reached and put_off together will get it.
struct PreviewOut {
  std::int64_t recipients = 0;
  std::int64_t reached = 0;  ///< at once, or at `send_at`
  std::int64_t put_off = 0;  ///< when their hours begin
  std::int64_t over_quota = 0;
  std::int64_t opted_out = 0;
  std::int64_t blocked = 0;
  std::int64_t gone = 0;    ///< whom the sender, or the author, reaches no more; one person with another recipient
  std::int64_t shared = 0;  ///< others could send it, too; who chatted last does
  bool more = false;        ///< than 10,000: these were looked at
  std::vector<Sample> samples;
};
BOOST_DESCRIBE_STRUCT(
    PreviewOut, (), (recipients, reached, put_off, over_quota, opted_out, blocked, gone, shared, more, samples))

void count(PreviewOut& out, const ledger::Outcome& outcome) {
  ++out.recipients;
  if (outcome.state == State::sent) ++out.reached;
  if (outcome.state == State::waiting) ++out.put_off;
  if (!outcome.reason) return;
  switch (*outcome.reason) {
    case Reason::quota: ++out.over_quota; break;
    case Reason::opted_out: ++out.opted_out; break;
    case Reason::blocked: ++out.blocked; break;
    default: ++out.gone; break;
  }
}

class Looker {
 public:
  Looker(db::Tx& tx, const Broadcast& broadcast, const PreviewIn& in)
      : tx_(tx),
        broadcast_(broadcast),
        company_(store::company(tx)),
        wanted_(in.samples ? static_cast<std::size_t>(in.samples->value) : 5) {
    for (const customers::Line& line : customers::lines_of(broadcast.content))
      if (line.kind == conversations::MessageKind::text) text_ = line.body.at("text").get<std::string>();
  }

  PreviewOut look() {
    std::int64_t after = 0;
    for (auto page = next(after); !page.empty(); page = next(after)) {
      if (out_.recipients >= kLooked) {
        out_.more = true;
        break;
      }
      after = page.back().due.number;
      look_at(page);
    }
    return std::move(out_);
  }

 private:
  std::vector<ledger::Open> next(std::int64_t after) { return ledger::look(tx_, broadcast_, after, kPage); }

  void look_at(const std::vector<ledger::Open>& page) {
    std::vector<ledger::Due> due;
    for (const ledger::Open& one : page) {
      due.push_back(one.due);
      if (one.shared > 0) ++out_.shared;
    }
    const Time at = std::max(broadcast_.send_at.value_or(tx_.now()), tx_.now());
    const auto standings = ledger::standings(tx_, broadcast_, due, at, company_.zone);
    Judge judge(tx_, broadcast_, due, reached_);
    for (const ledger::Due& one : due) {
      const auto found = standings.find(one.number);
      const ledger::Standing* standing = found == standings.end() ? nullptr : &found->second;
      const auto outcome = judge.of(one, standing);
      count(out_, outcome);
      if (standing && out_.samples.size() < wanted_) show(one, *standing, outcome);
    }
  }

  void show(const ledger::Due& due, const ledger::Standing& standing, const ledger::Outcome& outcome) {
    Sample sample;
    sample.recipient = due.recipient;
    sample.name = standing.name;
    sample.sender = {due.sender, standing.sender_name};
    sample.reached = outcome.state == State::sent;
    sample.reason = outcome.reason;
    sample.allowed_at = outcome.allowed_at;
    sample.due_at = outcome.due_at;
    if (text_) {
      const Json body = Json::parse(text_for(*text_, standing, company_.name, broadcast_.target));
      sample.text = body.at("text").get<std::string>();
    }
    out_.samples.push_back(std::move(sample));
  }

  db::Tx& tx_;
  const Broadcast& broadcast_;
  const store::Company company_;
  const std::size_t wanted_;
  std::optional<std::string> text_;
  std::set<RecipientId> reached_;
  PreviewOut out_;
};

PreviewOut preview(db::Tx& tx, const Context& context, const PreviewIn& in) {
  Broadcast one = seen(tx, context.who(), in.broadcast);
  const db::Savepoint taken_back(tx);
  bool more = false;
  if (one.status == Status::draft) {
    one.rules = rules(tx);
    if (!one.hours && one.target != Target::employees) one.hours = one.rules.hours;
    std::int64_t looked = 0;
    for (std::string after = gather(tx, one, ""); !after.empty() && !more; after = gather(tx, one, after))
      more = (looked += 1000) >= kLooked;
  }
  PreviewOut out = Looker(tx, one, in).look();
  out.more = out.more || more;
  return out;
}

}  // namespace

std::vector<api::Operation> preview_operations(const Parts& parts) {
  const auto meter = std::make_shared<Meter>(Meter::Measure{
      parts.previews_per_minute, std::chrono::minutes(1), "you preview faster than this server looks: wait a moment"});
  std::vector<api::Operation> table;
  table.push_back(api::transactional<PreviewIn, PreviewOut>(
      Declaration(
          "broadcast.preview", Method::get, "/api/v1/broadcasts/{broadcast}/preview", Policy::signed_in,
          "Who would get it now, or at its time; who would not and why; samples. Changes nothing."),
      [meter](db::Tx& tx, const Context& context, const PreviewIn& in) {
        meter->take(context.who().principal.str(), 1, tx.now());
        return preview(tx, context, in);
      }));
  return table;
}

}  // namespace weft::broadcasts
