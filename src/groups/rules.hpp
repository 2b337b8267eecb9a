// Changes of a group's rules: each is an entry of its log.
#pragma once
#include <weft/conversations/group_rules.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::groups {

/// What changes; the rest stays.
struct RuleChange {
  std::optional<conversations::Circle> invite, rename, mention_all;
  std::optional<bool> confirm_invites, owner_only;
  std::optional<std::int64_t> member_limit;
};

// Each returns the seq of its entry, 0 when nothing changed.

/// By who manages the group; `owner_only` and `member_limit` by the owner.
Seq set_rules(db::Tx& tx, const ConversationId& group, const PrincipalId& by, const RuleChange& change);
/// By who manages the group; an empty text takes the notice away.
Seq set_notice(db::Tx& tx, const ConversationId& group, const PrincipalId& by, const std::string& text);
/// By the owner. Raises invalid_argument for who is not in the group, or when they become too many.
Seq set_admins(
    db::Tx& tx, const ConversationId& group, const PrincipalId& by, std::span<const PrincipalId> people, bool admins);
/// By who manages the group. Without `until`: ordinary members have their voice back.
Seq mute_all(db::Tx& tx, const ConversationId& group, const PrincipalId& by, const std::optional<Time>& until);
struct Muted {
  Seq seq = 0;
  std::vector<PrincipalId> who;
};
/// The same for some; raises invalid_argument when one of them is the owner or an admin.
Muted mute_members(
    db::Tx& tx, const ConversationId& group, const PrincipalId& by, std::span<const PrincipalId> people,
    const std::optional<Time>& until);

}  // namespace weft::groups
