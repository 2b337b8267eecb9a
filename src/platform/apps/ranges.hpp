// Who came into the range of an app and who left it: their chats close and open again, and the app is told.
#pragma once
#include "platform/apps/callback.hpp"
#include <weft/db/jobs.hpp>

namespace weft::platform {

inline constexpr auto kRangeJob = "app.range";      ///< one app and everybody
inline constexpr auto kChangesJob = "app.changes";  ///< all apps and some members; the directory's triggers begin it

/// Sees to it that a job looks at the range of this app.
void look_at_range(db::Tx& tx, const PrincipalId& app);
/// One step of that; true when there may be more.
bool follow_range(db::Tx& tx, const PrincipalId& app, std::int64_t limit);
/// Looks at the members of whom the directory changed; true when there may be more.
bool follow_changes(db::Tx& tx, std::int64_t limit);

namespace store {

/// Members who see the app and of whom it was not told, or the other way round; marked as told of.
std::vector<PrincipalId> newly_subscribed(db::Tx& tx, const AppRow& app, std::int64_t limit);
std::vector<PrincipalId> newly_gone(db::Tx& tx, const AppRow& app, std::int64_t limit);
/// Chats that are open though the member does not see the app; and closed though it does.
std::vector<ConversationId> to_close(db::Tx& tx, const AppRow& app, std::int64_t limit);
std::vector<ConversationId> to_reopen(db::Tx& tx, const AppRow& app, std::int64_t limit);
/// Everybody who sees the app now counts as told of: it begins to listen.
void subscribe_all(db::Tx& tx, const AppRow& app);
std::vector<PrincipalId> all_apps(db::Tx& tx);

/// Takes some of those of whom the directory changed; absent: of anybody.
std::vector<std::optional<PrincipalId>> take_changed(db::Tx& tx, std::int64_t limit);
struct AppChat {
  PrincipalId app;
  ConversationId conversation;
};
struct AppMember {
  PrincipalId app;
  PrincipalId member;
};
// The same as above, of all apps and these members.
std::vector<AppChat> to_close(db::Tx& tx, const std::vector<PrincipalId>& members);
std::vector<AppChat> to_reopen(db::Tx& tx, const std::vector<PrincipalId>& members);
std::vector<AppMember> newly_subscribed(db::Tx& tx, const std::vector<PrincipalId>& members);
std::vector<AppMember> newly_gone(db::Tx& tx, const std::vector<PrincipalId>& members);

}  // namespace store
}  // namespace weft::platform
