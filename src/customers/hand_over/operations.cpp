// hand_over.begin, hand_over.resigned, and what ends one that the company began: cancel, undo.
#include "customers/hand_over/operations.hpp"

#include "customers/hand_over/effect.hpp"
#include "customers/hand_over/jobs.hpp"
#include <weft/base/json.hpp>
#include <weft/identity/audit.hpp>

namespace weft::customers {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

struct BeginIn {
  PersonRef from;
  PersonRef to;
  List<ContactId, 1, 100> customers;
  std::optional<Text<0, 200>> message;
};
BOOST_DESCRIBE_STRUCT(BeginIn, (), (from, to, customers, message))

struct BeginOut {
  std::vector<HandOverAnswer> results;
};
BOOST_DESCRIBE_STRUCT(BeginOut, (), (results))

struct HandOverIn {
  HandOverId hand_over;
};
BOOST_DESCRIBE_STRUCT(HandOverIn, (), (hand_over))

BeginHandOvers plan(db::Tx& tx, const Context& context, const BeginIn& in, const Reach& reach) {
  BeginHandOvers begin;
  const PrincipalId to = person_in(tx, context.who(), in.to, "to");
  for (const ContactId& contact : in.customers)
    begin.assignments.push_back({contact, to});
  begin.actor = context.who().principal;
  if (!within(tx, reach, to)) begin.out_of_reach.push_back(to);
  return begin;
}

BeginOut carry_out(db::Tx& tx, const Context& context, const BeginHandOvers& begin, const char* action) {
  BeginOut out{begin_hand_overs(tx, begin)};
  Json results = Json::array();
  for (const HandOverAnswer& one : out.results)
    results.push_back(
        {{"customer", one.customer.str()},
         {"code", boost::describe::enum_to_string(one.code, "")},
         {"hand_over", one.hand_over ? Json(one.hand_over->str()) : Json()}});
  const Json after = {{"owner", begin.assignments.front().to.str()}, {"results", std::move(results)}};
  identity::audit::append(
      tx, {identity::origin_of(context), action, begin.from.str(),
           identity::audit::change({{"owner", begin.from.str()}}, after)});
  return out;
}

BeginOut begin(db::Tx& tx, const Context& context, const BeginIn& in, conversations::Screen* screen) {
  identity::audit::lock(tx);
  const PrincipalId from = person_in(tx, context.who(), in.from, "from");
  const Reach reach = need_reach(tx, context.who(), from);
  if (identity::load_principal(tx, from).value().status == identity::PrincipalStatus::left)
    throw ApiError(Errc::conflict, "this employee has left the company: hand_over.resigned is for those", "from");
  BeginHandOvers plan_ = plan(tx, context, in, reach);
  plan_.message = said(tx, context, screen, in.message);
  plan_.kind = HandOverKind::on_job;
  plan_.from = from;
  return carry_out(tx, context, plan_, "hand_over.begin");
}

BeginOut resigned(db::Tx& tx, const Context& context, const BeginIn& in, conversations::Screen* screen) {
  identity::audit::lock(tx);
  const PrincipalId from = person_in(tx, context.who(), in.from, "from");
  const Reach reach = need_reach(tx, context.who(), from);
  need_departed(tx, from);
  BeginHandOvers plan_ = plan(tx, context, in, reach);
  plan_.message = said(tx, context, screen, in.message);
  plan_.kind = HandOverKind::resigned;
  plan_.from = from;
  return carry_out(tx, context, plan_, "hand_over.resigned");
}

void record(db::Tx& tx, const Context& context, const char* action, const HandOver& before, const HandOver& after) {
  const auto status = [](const HandOver& one) {
    return Json{{"status", boost::describe::enum_to_string(one.status, "")}};
  };
  identity::audit::append(
      tx,
      {identity::origin_of(context), action, after.id.str(), identity::audit::change(status(before), status(after))});
}

HandOverView cancel(db::Tx& tx, const Context& context, const HandOverIn& in) {
  identity::audit::lock(tx);
  const HandOver before = seen_hand_over(tx, context.who(), in.hand_over);
  if (before.begun_by != context.who().principal &&
      !within(tx, hand_over_reach(tx, context.who(), before.kind), before.from))
    throw ApiError(Errc::forbidden, "who began it cancels it, or who manages the customers of the old owner");
  const HandOver after = cancel_hand_over(tx, in.hand_over, context.who().principal);
  record(tx, context, "hand_over.cancel", before, after);
  return view_of(tx, after);
}

HandOverView undo(db::Tx& tx, const Context& context, const HandOverIn& in) {
  identity::audit::lock(tx);
  const HandOver before = seen_hand_over(tx, context.who(), in.hand_over);
  const Reach reach = hand_over_reach(tx, context.who(), before.kind);
  if (!within(tx, reach, before.from) || !within(tx, reach, before.to))
    throw ApiError(Errc::forbidden, "you may not hand over the customers of both owners");
  const HandOver after = undo_hand_over(tx, in.hand_over, context.who().principal);
  record(tx, context, "hand_over.undo", before, after);
  return view_of(tx, after);
}

}  // namespace

void need_departed(db::Tx& tx, const PrincipalId& from) {
  const auto left = store::departure(tx, from);
  if (!left)
    throw ApiError(Errc::conflict, "this employee has not left the company: hand_over.begin is for those", "from");
  if (left->at + store::kInherited < tx.now())
    throw ApiError(Errc::conflict, "this employee left more than a year ago", "from");
}

std::string said(
    db::Tx& tx, const Context& context, conversations::Screen* screen, const std::optional<Text<0, 200>>& message) {
  if (!message) return {};
  conversations::screen_text(screen, tx, context.who().principal, std::nullopt, "message", message->value);
  return message->value;
}

std::vector<api::Operation> begin_operations(conversations::Screen* screen) {
  const std::string one = "/api/v1/hand-overs/{hand_over}";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<BeginIn, BeginOut>(
      Declaration(
          "hand_over.begin", Method::post, "/api/v1/hand-overs", Policy::staff,
          "Begins to hand over customers of an employee who works on; an answer for each."),
      [screen](db::Tx& tx, const Context& context, const BeginIn& in) { return begin(tx, context, in, screen); }));
  table.push_back(api::transactional<BeginIn, BeginOut>(
      Declaration(
          "hand_over.resigned", Method::post, "/api/v1/resigned-hand-overs", Policy::staff,
          "Begins to hand over customers of somebody who has left; an answer for each."),
      [screen](db::Tx& tx, const Context& context, const BeginIn& in) { return resigned(tx, context, in, screen); }));
  table.push_back(api::transactional<HandOverIn, HandOverView>(
      Declaration(
          "hand_over.cancel", Method::post, one + "/cancel", Policy::staff, "Ends a hand-over before it takes effect."),
      cancel));
  table.push_back(api::transactional<HandOverIn, HandOverView>(
      Declaration(
          "hand_over.undo", Method::post, one + "/undo", Policy::staff,
          "Takes a hand-over back that took effect, with all that was written since."),
      undo));
  return table;
}

std::vector<api::Operation> hand_over_operations(conversations::Screen* screen) {
  std::vector<api::Operation> all;
  for (auto&& part : {begin_operations(screen), list_operations(), visit_operations(), assign_operations(screen)})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

db::JobKinds hand_over_jobs() {
  db::JobKinds kinds = effect_jobs();
  kinds.merge(bulk_jobs());
  return kinds;
}

}  // namespace weft::customers
