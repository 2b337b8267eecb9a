// What the rules of a group allow to whom.
#include <weft/base/json.hpp>
#include <weft/conversations/group_rules.hpp>
#include <weft/identity/settings.hpp>

namespace weft::conversations {

GroupDefaults group_defaults(db::Tx& tx) {
  return identity::load_settings<GroupDefaults>(tx, kGroupSettings);
}

std::int64_t member_limit(db::Tx& tx, Kind kind, const GroupRules& rules, std::int64_t most) {
  if (kind != Kind::customer_group)
    return std::min(most, rules.member_limit ? *rules.member_limit : group_defaults(tx).member_limit.value);
  const std::int64_t company = group_defaults(tx).customer_member_limit;
  return std::min({most, company, rules.member_limit.value_or(company)});
}

bool manages(const Access& access, const GroupRules& rules) {
  if (access.participant.role == Standing::owner) return true;
  return access.participant.role == Standing::admin && !rules.owner_only;
}

void need_circle(const Access& access, const GroupRules& rules, Circle circle, const char* what) {
  if (circle == Circle::everybody || manages(access, rules)) return;
  const std::string who = rules.owner_only ? "only the group's owner may " : "only the group's owner and admins may ";
  throw ApiError(Errc::forbidden, who + what);
}

Managed may_manage_group(db::Tx& tx, const ConversationId& group, const PrincipalId& principal) {
  Access access = may_change_group(tx, group, principal);
  GroupRules rules = load_rules(tx, group);
  need_circle(access, rules, Circle::admins, "do this");
  return {std::move(access), std::move(rules)};
}

}  // namespace weft::conversations
