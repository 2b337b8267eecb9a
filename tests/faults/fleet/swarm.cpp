// Drives the members: a tick every 5 ms makes the messages that are due, connects who is due and looks for rest.
#include "fleet/swarm.hpp"

#include "load/scan.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace weft::faults {

using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr auto kTick = 5ms;
constexpr auto kFlushEvery = 200ms;

json quantiles(load::Samples& samples) {
  return {
      {"n", samples.size()},
      {"p50", samples.quantile_ms(0.5)},
      {"p90", samples.quantile_ms(0.9)},
      {"p99", samples.quantile_ms(0.99)},
      {"max", samples.quantile_ms(1.0)}};
}

json counters(const Counters& now) {
  return {
      {"sent", now.sent},
      {"acked", now.acked},
      {"duplicates", now.duplicates},
      {"refused", now.refused},
      {"busy", now.busy},
      {"limited", now.limited},
      {"resent", now.resent},
      {"given_up", now.given_up},
      {"held_back", now.held_back},
      {"altered", now.altered},
      {"altered_accepted", now.altered_accepted},
      {"events", now.events},
      {"gaps", now.gaps},
      {"resyncs", now.resyncs},
      {"pages", now.pages},
      {"hellos", now.hellos},
      {"hello_errors", now.hello_errors},
      {"churned", now.churned},
      {"churn_errors", now.churn_errors}};
}

}  // namespace

Swarm::Swarm(Shared& shared, std::vector<MemberPlan> plans) : shared_(shared) {
  for (auto& plan : plans) {
    if (!plan.send_to.empty()) senders_.push_back(members_.size());
    members_.push_back(std::make_unique<Member>(shared_, std::move(plan)));
  }
  shared_.loop.after(kTick, [this] { tick(); });
}

void Swarm::each(std::size_t first, std::size_t last, const std::function<void(Member&)>& visit) {
  if (last == 0 || last > members_.size()) last = members_.size();
  for (auto i = first; i < last; ++i)
    visit(*members_[i]);
}

void Swarm::go_online(std::size_t first, std::size_t last, std::size_t width) {
  online_next_ = first;
  online_last_ = last == 0 ? members_.size() : std::min(last, members_.size());
  online_width_ = std::max<std::size_t>(width, 1);
}

void Swarm::churn(
    double rate, std::size_t owner, const std::string& conversation, std::size_t first, std::size_t last) {
  churn_rate_ = rate;
  churn_owner_ = owner;
  churn_conversation_ = conversation;
  churn_first_ = first;
  if (last > first && churn_inside_.size() != last - first) churn_inside_.assign(last - first, true);
}

void Swarm::tick() {
  shared_.loop.after(kTick, [this] { tick(); });
  const auto now = load::Clock::now();
  const auto seconds = std::chrono::duration<double>(now - std::exchange(ticked_, now)).count();
  if (online_next_ < online_last_) {
    auto making = static_cast<std::size_t>(std::ranges::count_if(
        members_, [](const auto& member) { return member->wants_online() && !member->online(); }));
    for (; online_next_ < online_last_ && making < online_width_; ++online_next_, ++making)
      members_[online_next_]->go_online();
  }
  make_messages(seconds);
  make_churn(seconds);
  for (const auto& member : members_)
    member->pump();
  if (now - flushed_ > kFlushEvery) {
    flushed_ = now;
    for (const auto& member : members_)
      member->history().flush();
  }
  if (settled_) look_for_rest();
}

void Swarm::make_messages(double seconds) {
  if (senders_.empty() || shared_.settings.rate <= 0) {
    owed_messages_ = 0;
    return;
  }
  // After a pause of this process no burst of more than a quarter of a second is made up for.
  owed_messages_ += shared_.settings.rate * std::min(seconds, 0.25);
  for (; owed_messages_ >= 1; owed_messages_ -= 1) {
    auto& member = *members_[senders_[shared_.below(senders_.size())]];
    if (!member.stalled() && member.wants_online()) member.say();
  }
}

void Swarm::make_churn(double seconds) {
  if (churn_rate_ <= 0 || churn_inside_.empty()) return;
  owed_churn_ = std::min(owed_churn_ + churn_rate_ * seconds, churn_rate_);
  auto& owner = *members_[churn_owner_];
  for (; owed_churn_ >= 1; owed_churn_ -= 1) {
    if (!owner.online() || owner.client().open_requests() > 56) return;
    const auto pick = shared_.below(churn_inside_.size());
    const bool remove = churn_inside_[pick];
    const auto input = R"({"conversation":")" + churn_conversation_ + R"(","members":[")" +
                       members_[churn_first_ + pick]->plan().principal + "\"]}";
    owner.client().request(
        remove ? "group.remove_members" : "group.add_members", input,
        [this, pick, remove](const load::Scanned& answer) {
          if (answer.ok.empty()) {
            ++shared_.total.churn_errors;
            ++shared_.total.errors["churn " + std::string(load::plain(load::raw_field(answer.error, "code")))];
            return;
          }
          ++shared_.total.churned;
          churn_inside_[pick] = !remove;
        });
  }
}

void Swarm::settle(load::Duration limit, std::function<void(bool)> done) {
  shared_.settings.rate = 0;
  churn_rate_ = 0;
  settle_until_ = load::Clock::now() + limit;
  settled_ = std::move(done);
}

bool Swarm::at_rest() const {
  return std::ranges::all_of(members_, [](const auto& member) {
    return !member->wants_online() || (member->online() && member->unsettled() == 0 && member->caught_up());
  });
}

void Swarm::look_for_rest() {
  const bool rest = at_rest();
  if (!rest && load::Clock::now() < settle_until_) return;
  for (const auto& member : members_) {
    if (member->wants_online()) member->write_settled();
  }
  std::exchange(settled_, nullptr)(rest);
}

json Swarm::end_phase(const std::string& next) {
  auto& phase = shared_.phase;
  json report = {
      {"phase", phase.name},
      {"seconds", std::chrono::duration<double>(load::Clock::now() - phase.began).count()},
      {"ack_ms", quantiles(phase.ack)},
      {"settled_ms", quantiles(phase.settled)},
      {"delivery_ms", quantiles(phase.delivery[0])},
      {"stalled_delivery_ms", quantiles(phase.delivery[1])},
      {"gap_ms", quantiles(phase.gap)},
      {"catch_up_ms", quantiles(phase.catch_up)},
      {"most_missed", phase.most_missed}};
  const auto before = counters(phase.at_start);
  auto during = counters(shared_.total);
  for (auto& [key, value] : during.items())
    value = value.get<std::int64_t>() - before[key].get<std::int64_t>();
  report["counts"] = during;
  phase = Phase{};
  phase.name = next;
  phase.at_start = shared_.total;
  for (const auto& member : members_)
    member->begin_phase();
  return report;
}

json Swarm::status() const {
  json report = counters(shared_.total);
  report["closes"] = shared_.total.closes;
  report["errors"] = shared_.total.errors;
  report["t"] = now_us();
  std::int64_t online = 0, unsettled = 0, behind = 0;
  for (const auto& member : members_) {
    online += member->online() ? 1 : 0;
    unsettled += static_cast<std::int64_t>(member->unsettled());
    behind += member->caught_up() ? 0 : 1;
  }
  report["online"] = online;
  report["unsettled"] = unsettled;
  report["behind"] = behind;
  return report;
}

}  // namespace weft::faults
