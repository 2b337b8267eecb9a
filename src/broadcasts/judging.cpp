// What one recipient is sent, and whether it may be: the rules, the author's rights, the recipient's own word.
#include "broadcasts/quota.hpp"
#include "broadcasts/rights.hpp"
#include "broadcasts/sending.hpp"

namespace weft::broadcasts {
namespace {

using ledger::Due;
using ledger::Outcome;
using ledger::Standing;

/// Whom its author needs the right for.
PrincipalId ruled(const Broadcast& broadcast, const Due& due) {
  return broadcast.target == Target::employees ? PrincipalId(due.recipient.uuid()) : due.sender;
}

std::vector<PrincipalId> all_ruled(const Broadcast& broadcast, std::span<const Due> due) {
  std::vector<PrincipalId> people;
  for (const Due& one : due)
    people.push_back(ruled(broadcast, one));
  return people;
}

}  // namespace

PrincipalId holder_of(const BroadcastId& id) {
  return PrincipalId(id.uuid());
}

std::vector<Message> messages_of(db::Tx& tx, const Broadcast& broadcast, conversations::Attachments* attachments) {
  std::vector<Message> messages;
  for (const customers::Line& line : customers::lines_of(broadcast.content)) {
    const bool text = line.kind == conversations::MessageKind::text;
    messages.push_back(
        {text, text ? line.body.at("text").get<std::string>()
                    : conversations::body_for_many(tx, holder_of(broadcast.id), line.kind, line.body, attachments)});
  }
  return messages;
}

std::string text_for(const std::string& text, const Standing& standing, const std::string& company, Target target) {
  customers::Places places;
  places.name = standing.name;
  places.employee = standing.sender_name;
  places.company = company;
  if (target == Target::customers) places.state = standing.state;
  return Json{{"kind", "text"}, {"text", customers::filled(text, places)}}.dump();
}

Judge::Judge(db::Tx& tx, const Broadcast& broadcast, std::span<const Due> due, std::set<RecipientId>& reached)
    : broadcast_(broadcast),
      now_(tx.now()),
      beyond_(beyond_author(tx, broadcast, all_ruled(broadcast, due))),
      reached_(reached) {}

std::optional<Reason> Judge::refused(const Due& due, const Standing& standing) const {
  if (beyond_.count(ruled(broadcast_, due)) > 0) return Reason::no_right;
  if (!standing.sender) return Reason::no_sender;
  if (standing.opted_out) return Reason::opted_out;
  if (standing.blocked) return Reason::blocked;
  if (standing.served && !due.closed) return std::nullopt;
  return broadcast_.target == Target::customers ? Reason::no_contact : Reason::closed;
}

Outcome Judge::of(const Due& due, const Standing* standing) {
  Outcome outcome{due.number, due.sender, due.conversation};
  const auto ends = [&](State state, Reason reason) {
    outcome.state = state;
    outcome.reason = reason;
    return outcome;
  };
  const auto put_off = [&](Time until) {
    outcome.state = State::waiting;
    outcome.due_at = until;
    return outcome;
  };
  const bool customers = broadcast_.target == Target::customers;
  if (!standing) return ends(State::refused, customers ? Reason::no_contact : Reason::closed);
  if (standing->got || reached_.count(standing->person) > 0) return ends(State::skipped, Reason::merged);
  if (standing->sender && standing->elsewhere) return put_off(now_);
  if (const auto reason = refused(due, *standing)) return ends(State::refused, *reason);
  if (broadcast_.target != Target::employees) {
    const Quota quota = customers ? broadcast_.rules.customers : broadcast_.rules.groups;
    outcome.allowed_at = over_quota(quota, broadcast_.kind == Kind::own, *standing);
    if (outcome.allowed_at) return ends(State::refused, Reason::quota);
  }
  reached_.insert(standing->person);
  if (!standing->open) return put_off(standing->opens_at);
  outcome.day = standing->day;
  return outcome;
}

}  // namespace weft::broadcasts
