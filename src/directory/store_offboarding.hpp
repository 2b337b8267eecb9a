// SQL of off-boarding.
#pragma once
#include <weft/directory/offboarding.hpp>

namespace weft::directory::store {

struct Leaving {
  PrincipalId member;
  std::string userid;
  std::optional<PrincipalId> actor;
  std::string reason;
  std::string departments;  ///< JSON list of Membership
  std::vector<std::string> paths;
  std::string roles = "[]";  ///< JSON list of LeftRole
  std::int64_t invitations = 0;
};
/// Before the rules about the member go: whether one hid it is kept.
void insert_offboarding(db::Tx& tx, const Leaving& leaving);
/// The roles that the member holds, as JSON list of LeftRole.
std::string roles_of(db::Tx& tx, const PrincipalId& member);
/// Ends the live invitations that the member made; how many.
std::int64_t end_invitations(db::Tx& tx, const PrincipalId& member);
void finish_offboarding(db::Tx& tx, const PrincipalId& member);

/// Tags, roles, keys of mobile and e-mail, password.
void strip_member(db::Tx& tx, const PrincipalId& member);
void rename_userid(db::Tx& tx, const PrincipalId& member, const std::string& userid);

struct GroupRow {
  ConversationId conversation;
  bool owned = false;
};
/// Groups that the member is in now.
std::vector<GroupRow> groups_of(db::Tx& tx, const PrincipalId& member, std::int64_t limit);
/// Who owns a group that is not dismissed.
std::optional<PrincipalId> owner_of(db::Tx& tx, const ConversationId& group);
void insert_left_group(
    db::Tx& tx, const PrincipalId& member, const GroupRow& group, const std::optional<PrincipalId>& heir);

struct Row {
  PrincipalId member;
  std::string userid;
  std::optional<PrincipalId> actor;
  std::string reason;
  std::string departments;
  std::vector<std::string> paths;
  Time started_at;
  std::optional<Time> finished_at;
  std::string roles;
  std::int64_t invitations = 0;
};
std::optional<Row> offboarding(db::Tx& tx, const PrincipalId& member);
struct Departed {
  Time started_at;
  PrincipalId member;
};
/// Newest first; with `within` (paths) only who was in one of these subtrees.
std::vector<Row> offboardings(
    db::Tx& tx, const std::optional<std::vector<std::string>>& within, const std::optional<Departed>& after,
    std::int64_t limit);
struct Counts {
  std::int64_t groups = 0, owned = 0, chats = 0;
};
Counts counts(db::Tx& tx, const PrincipalId& member);
std::vector<LeftGroup> left_groups(
    db::Tx& tx, const PrincipalId& member, const ConversationId& after, std::int64_t limit);
std::vector<LeftChat> left_chats(
    db::Tx& tx, const PrincipalId& member, const ConversationId& after, std::int64_t limit);

}  // namespace weft::directory::store
