// Gives groups away: who may, what keeps each of them where it is, and what the group and both sides are told.
#include "customers/groups/transfer.hpp"

#include "customers/groups/manage.hpp"
#include "customers/hand_over/operations.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/customer_chats.hpp>
#include <weft/conversations/groups.hpp>
#include <weft/customers/serving.hpp>
#include <weft/identity/audit.hpp>

#include <algorithm>
#include <set>

namespace weft::customers {

using conversations::Head;

namespace {

using std::chrono::days;

constexpr std::int64_t kADay = 300;  // groups of one owner, in a natural day

/// What holds for all groups of a call.
struct Giving {
  db::Tx& tx;
  api::Caller caller;
  Reach on_job;    ///< whose groups the caller gives away while they work on
  Reach resigned;  ///< and of whom that has left
  Serving rules;
  PrincipalId to;
  std::optional<ServingTrouble> trouble;  ///< of the new owner
};

Time today(const db::Tx& tx) {
  return std::chrono::floor<days>(tx.now());
}

Giving begin_giving(db::Tx& tx, const api::Context& context, const TransferGroups& in) {
  const api::Caller caller = begin_write(tx, context.who(), api::Permission::customers_manage);
  Giving giving{
      tx,
      caller,
      customer_reach(tx, caller, Power::hand_over_on_job),
      customer_reach(tx, caller, Power::hand_over_groups),
      serving(tx),
      {},
      {}};
  if (giving.on_job.empty() && giving.resigned.empty() && !giving.rules.own_hand_overs)
    throw ApiError(Errc::forbidden, "you may not give groups away: this needs customers_manage");
  giving.to = person_in(tx, caller, in.to, "to");
  giving.trouble = serving_trouble(tx, giving.to);
  // How many customers it has is no matter: a group's are nobody's.
  if (giving.trouble == ServingTrouble::full || giving.trouble == ServingTrouble::company_full) giving.trouble.reset();
  return giving;
}

/// A group at hand, its head locked, and what its owner is.
struct Given {
  Head head;
  PrincipalId from;
  HandOverKind kind = HandOverKind::on_job;
  std::optional<store::Departure> departure = {};
};

/// Absent for what is no group with customers, and for one of somebody whose groups the caller does not give away.
std::optional<Given> take_up(const Giving& giving, const ConversationId& id) {
  if (!group_store::find_group(giving.tx, id)) return std::nullopt;
  Given given{conversations::lock_log(giving.tx, id), {}};
  if (!given.head.owner) return std::nullopt;
  given.from = *given.head.owner;
  const auto owner = identity::load_principal(giving.tx, given.from);
  if (owner && owner->status == identity::PrincipalStatus::left) {
    given.kind = HandOverKind::resigned;
    given.departure = store::departure(giving.tx, given.from);
  }
  const bool on_job = given.kind == HandOverKind::on_job;
  const bool own = on_job && giving.rules.own_hand_overs && given.from == giving.caller.principal;
  if (!own && !within(giving.tx, on_job ? giving.on_job : giving.resigned, given.from)) return std::nullopt;
  return given;
}

/// Within what the caller manages, as who hands customers over; one's own go to anybody who serves.
bool may_receive(const Giving& giving, const Given& given) {
  const Reach& reach = given.kind == HandOverKind::on_job ? giving.on_job : giving.resigned;
  const bool own = giving.rules.own_hand_overs && given.from == giving.caller.principal;
  return own || within(giving.tx, reach, giving.to);
}

TransferCode code_of(ServingTrouble trouble) {
  switch (trouble) {
    case ServingTrouble::unknown: return TransferCode::unknown;
    case ServingTrouble::left: return TransferCode::left;
    case ServingTrouble::disabled: return TransferCode::disabled;
    case ServingTrouble::not_activated: return TransferCode::not_activated;
    case ServingTrouble::inactive: return TransferCode::inactive;
    case ServingTrouble::outside_range: return TransferCode::outside_range;
    case ServingTrouble::not_verified:
    case ServingTrouble::full:
    case ServingTrouble::company_full: break;
  }
  return TransferCode::not_verified;
}

/// When the group may go again; absent: now.
std::optional<Time> capped_until(const Giving& giving, const Given& given) {
  if (given.kind != HandOverKind::on_job) return std::nullopt;
  const days span(giving.rules.hand_over_days.value);
  const auto most = static_cast<std::size_t>(giving.rules.hand_overs.value);
  const auto times = group_store::transfers_on_job(giving.tx, given.head.id, today(giving.tx) - span + days(1));
  if (times.size() < most) return std::nullopt;
  return std::chrono::floor<days>(times[times.size() - most]) + span;
}

TransferAnswer refused(const Given& given, TransferCode code, std::string text, std::optional<Time> allowed_at = {}) {
  return {given.head.id, code, std::move(text), {}, allowed_at};
}

/// Why the group stays where it is; absent: it goes.
std::optional<TransferAnswer> objection(const Giving& giving, const Given& given) {
  if (given.head.dismissed) return refused(given, TransferCode::dismissed, "this group is dismissed");
  if (given.from == giving.to) return refused(given, TransferCode::same_owner, "this employee runs the group already");
  if (given.departure && given.departure->at + store::kInherited < giving.tx.now())
    return refused(given, TransferCode::long_gone, "its owner left more than a year ago");
  if (!may_receive(giving, given))
    return refused(given, TransferCode::out_of_reach, "the new owner is none of those whom you manage");
  if (giving.trouble)
    return refused(given, code_of(*giving.trouble), "the new owner " + std::string(text_of(*giving.trouble)));
  if (const auto until = capped_until(giving, given))
    return refused(
        given, TransferCode::capped,
        "this group changed hands " + std::to_string(giving.rules.hand_overs.value) + " times in " +
            std::to_string(giving.rules.hand_over_days.value) + " days; again from " + to_rfc3339(*until).substr(0, 10),
        until);
  if (group_store::transfers_from(giving.tx, given.from, today(giving.tx)) >= kADay)
    return refused(
        given, TransferCode::day_full, std::to_string(kADay) + " groups of its owner went to somebody else today",
        today(giving.tx) + days(1));
  return std::nullopt;
}

void tell_sides(const Giving& giving, const Given& given) {
  std::vector<PrincipalId> told{giving.to};
  if (given.kind == HandOverKind::on_job) told.push_back(given.from);
  std::sort(told.begin(), told.end());
  conversations::tell_inboxes(
      giving.tx, told, "group_given", giving.caller.principal,
      {{"conversation", given.head.id.str()},
       {"name", given.head.name},
       {"from", given.from.str()},
       {"to", giving.to.str()}});
}

/// The log names the old owner as who did it: who gave the order is nobody to the customers. One more than the limit is
/// let in: a full group must not stay with nobody.
TransferAnswer hand_on(const Giving& giving, const Given& given) {
  const PrincipalId& to = giving.to;
  conversations::put_in(giving.tx, given.head, given.from, std::span(&to, 1), given.head.member_count + 1);
  conversations::give_to(giving.tx, conversations::lock_log(giving.tx, given.head.id), given.from, to);
  group_store::insert_transfer(giving.tx, {given.head.id, given.kind, given.from, to, giving.caller.principal});
  tell_sides(giving, given);
  return {given.head.id, TransferCode::done, "is run by the new owner now", given.from, {}};
}

TransferAnswer give_one(const Giving& giving, const ConversationId& id) {
  const auto given = take_up(giving, id);
  if (!given) return {id, TransferCode::not_a_group, "no such group that you may give away", {}, {}};
  if (auto no = objection(giving, *given)) return std::move(*no);
  return hand_on(giving, *given);
}

void audit(const Giving& giving, const api::Context& context, const TransferOut& out) {
  Json before = Json::array(), after = Json::array();
  for (const TransferAnswer& one : out.results) {
    before.push_back({{"group", one.group.str()}, {"owner", one.from ? Json(one.from->str()) : Json()}});
    after.push_back({{"group", one.group.str()}, {"code", boost::describe::enum_to_string(one.code, "")}});
  }
  const Json given = {{"owner", giving.to.str()}, {"groups", std::move(after)}};
  identity::audit::append(
      giving.tx, {identity::origin_of(context), "customer_group.transfer", giving.to.str(),
                  identity::audit::change({{"groups", std::move(before)}}, given)});
}

}  // namespace

TransferOut transfer_groups(db::Tx& tx, const api::Context& context, const TransferGroups& in) {
  const Giving giving = begin_giving(tx, context, in);
  std::map<ConversationId, TransferAnswer> answers;
  for (const ConversationId& id : std::set<ConversationId>(in.groups.begin(), in.groups.end()))
    answers.emplace(id, give_one(giving, id));
  TransferOut out;
  for (const ConversationId& id : in.groups)
    out.results.push_back(answers.at(id));
  audit(giving, context, out);
  return out;
}

}  // namespace weft::customers
