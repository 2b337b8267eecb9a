// The rules of a group: who may do what in it. Kept beside the conversation, read under its lock.
#pragma once
#include <weft/conversations/log.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::conversations {

/// Who may do something in a group: everybody, or who manages it.
enum class Circle { everybody, admins };
BOOST_DESCRIBE_ENUM(Circle, everybody, admins)

struct Notice {
  std::string text;
  PrincipalId by;
  Time at;
};
BOOST_DESCRIBE_STRUCT(Notice, (), (text, by, at))

struct GroupRules {
  Circle invite = Circle::everybody;
  Circle rename = Circle::everybody;
  Circle mention_all = Circle::everybody;
  bool confirm_invites = false;                ///< what an ordinary member proposes waits for who manages the group
  bool owner_only = false;                     ///< the owner alone manages; admins only keep their voice
  std::optional<std::int64_t> member_limit;    ///< stored: none is the company's
  std::optional<std::int64_t> retention_days;  ///< stored: none is the company's, 0 keeps everything
  std::optional<Notice> notice;
};
BOOST_DESCRIBE_STRUCT(
    GroupRules, (), (invite, rename, mention_all, confirm_invites, owner_only, member_limit, retention_days, notice))

/// What new groups of a company begin with, and how large one may become that has no limit of its own.
struct GroupDefaults {
  Int<2, 2000> member_limit{2000};
  Int<2, 2000> customer_member_limit{500};  ///< of a group with customers in it; no group's own limit passes it
  Circle invite = Circle::everybody;
  Circle rename = Circle::everybody;
  Circle mention_all = Circle::everybody;
  bool confirm_invites = false;
  bool owner_only = false;
};
BOOST_DESCRIBE_STRUCT(
    GroupDefaults, (), (member_limit, customer_member_limit, invite, rename, mention_all, confirm_invites, owner_only))

inline constexpr std::size_t kMostAdmins = 50;
inline constexpr std::size_t kMaxNotice = 2000;  ///< characters
/// "Until it is lifted", where a time has to be named.
inline constexpr Time kNoEnd{std::chrono::milliseconds(253'402'300'799'999)};  // 9999-12-31T23:59:59.999Z

inline constexpr auto kGroupSettings = "groups";
GroupDefaults group_defaults(db::Tx& tx);

GroupRules load_rules(db::Tx& tx, const ConversationId& group);
/// All but the notice.
void save_rules(db::Tx& tx, const ConversationId& group, const GroupRules& rules);
void save_notice(db::Tx& tx, const ConversationId& group, const Notice& notice);
/// How many people the group may have: its own limit or the company's, `most` in any case.
std::int64_t member_limit(db::Tx& tx, Kind kind, const GroupRules& rules, std::int64_t most);

/// Whether these rules let this participant manage the group.
bool manages(const Access& access, const GroupRules& rules);
/// Raises forbidden unless the circle holds the participant; `what` completes "... may ".
void need_circle(const Access& access, const GroupRules& rules, Circle circle, const char* what);
/// may_change_group, and raises forbidden for who does not manage the group.
struct Managed {
  Access access;
  GroupRules rules;
};
Managed may_manage_group(db::Tx& tx, const ConversationId& group, const PrincipalId& principal);

/// The owner and, unless the owner alone manages, the admins: who is told of what waits for a decision.
std::vector<PrincipalId> managers(db::Tx& tx, const ConversationId& group, const GroupRules& rules);

/// Each of these (who are members) becomes an admin, or an ordinary member again; nobody is silenced as an admin.
/// Returns whom it changed.
std::vector<PrincipalId> set_standing(
    db::Tx& tx, const ConversationId& group, std::span<const PrincipalId> people, Standing standing);
/// All admins, without the owner.
std::vector<PrincipalId> list_admins(db::Tx& tx, const ConversationId& group);

/// Silences these ordinary members until then, or gives them their voice back; returns whom it changed.
std::vector<PrincipalId> set_muted(
    db::Tx& tx, const ConversationId& group, std::span<const PrincipalId> people, const std::optional<Time>& until);
void set_mute_all(db::Tx& tx, const ConversationId& group, const std::optional<Time>& until);

}  // namespace weft::conversations
