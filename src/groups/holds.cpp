// Rules of retention settings and of legal holds: who may set them; all of it is in the audit log.
#include "groups/holds.hpp"

#include <weft/base/json.hpp>
#include <weft/conversations/group_rules.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/settings.hpp>

namespace weft::groups {

using api::Permission;

namespace {

constexpr const char* kSettings = "retention";

Json number_or_null(const std::optional<std::int64_t>& number) {
  return number ? Json(*number) : Json();
}

Json told(const store::Hold& hold) {
  Json detail = {{"scope", boost::describe::enum_to_string(hold.scope, "")}, {"reason", hold.reason}};
  if (hold.conversation) detail["conversation"] = hold.conversation->str();
  if (hold.principal) detail["principal"] = hold.principal->str();
  return detail;
}

void begin(db::Tx& tx, const api::Context& by, Permission permission) {
  const auto caller = identity::begin_admin(tx, by.who(), permission);
  identity::require_company(tx, caller, permission);
}

/// No step that knows the days of before deletes anything once this transaction has committed. A step holds the row of
/// its job first and lines up then: so does who makes it run.
void line_up_behind_the_job(db::Tx& tx, bool make_it_run) {
  if (make_it_run) begin_retention(tx);
  store::line_up(tx);
}

}  // namespace

RetentionSettings load_retention(db::Tx& tx) {
  return identity::load_settings<RetentionSettings>(tx, kSettings);
}

RetentionSettings set_retention(db::Tx& tx, const api::Context& by, Days days) {
  begin(tx, by, Permission::retention_manage);
  line_up_behind_the_job(tx, days.value > 0);
  return identity::save_settings(tx, kSettings, RetentionSettings{days}, identity::origin_of(by));
}

Seq set_group_retention(
    db::Tx& tx, const api::Context& by, const ConversationId& group, const std::optional<Days>& days) {
  begin(tx, by, Permission::retention_manage);
  line_up_behind_the_job(tx, days && days->value > 0);
  const auto running = store::lock_any_group(tx, group);
  if (!running) throw ApiError(Errc::not_found, "no such group", "conversation");
  conversations::GroupRules rules = conversations::load_rules(tx, group);
  std::optional<std::int64_t> wanted;
  if (days) wanted = days->value;
  if (rules.retention_days == wanted) return 0;
  const Json after = {{"retention_days", number_or_null(wanted)}};
  const Json detail = {{"before", {{"retention_days", number_or_null(rules.retention_days)}}}, {"after", after}};
  rules.retention_days = wanted;
  conversations::save_rules(tx, group, rules);
  identity::audit::append(tx, {identity::origin_of(by), "retention.set_group", group.str(), {detail.dump()}});
  if (!*running) return 0;
  return conversations::append(tx, group, "rules", by.who().principal, after, false);
}

store::Hold set_hold(db::Tx& tx, const api::Context& by, store::Hold hold) {
  begin(tx, by, Permission::legal_hold_manage);
  if (hold.conversation && !store::conversation_exists(tx, *hold.conversation))
    throw ApiError(Errc::not_found, "no such conversation", "conversation");
  store::line_up(tx);
  hold.id = HoldId::make();
  hold.set_by = by.who().principal;
  hold.set_at = tx.now();
  store::insert_hold(tx, hold);
  const Json detail = {{"before", nullptr}, {"after", told(hold)}};
  identity::audit::append(tx, {identity::origin_of(by), "legal_hold.create", hold.id.str(), {detail.dump()}});
  return hold;
}

store::Hold lift_hold(db::Tx& tx, const api::Context& by, const HoldId& id) {
  begin(tx, by, Permission::legal_hold_manage);
  auto hold = store::find_hold(tx, id);
  if (!hold) throw ApiError(Errc::not_found, "no such hold", "hold");
  if (!store::lift_hold(tx, id, by.who().principal)) throw ApiError(Errc::conflict, "it is lifted already", "hold");
  const Json detail = {{"before", told(*hold)}, {"after", nullptr}};
  identity::audit::append(tx, {identity::origin_of(by), "legal_hold.lift", id.str(), {detail.dump()}});
  hold->lifted_by = by.who().principal;
  hold->lifted_at = tx.now();
  return *hold;
}

}  // namespace weft::groups
