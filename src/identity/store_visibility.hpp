// The SQL behind who sees whom.
#pragma once
#include <weft/identity/visibility.hpp>

namespace weft::identity::store {

/// Of these, the customers with whom the viewer is in no conversation.
std::vector<PrincipalId> unmet_customers(db::Tx& tx, const PrincipalId& viewer, std::span<const PrincipalId> ids);

/// weft_view: what the rules say, permissions aside.
View view(db::Tx& tx, const PrincipalId& viewer);
/// The range of an app: everybody, or these departments with all below, and these members.
struct AppRange {
  bool everybody = false;
  std::vector<std::string> paths;
  std::vector<PrincipalId> members;
};
AppRange app_range(db::Tx& tx, const PrincipalId& app);
std::vector<PrincipalId> visible(db::Tx& tx, const View& view, std::span<const PrincipalId> ids);
/// The departments of these that are seen, main ones first, as (index into ids, full name); one each at most.
std::vector<std::pair<std::size_t, std::string>> seen_departments(
    db::Tx& tx, const View& view, const std::vector<PrincipalId>& ids);
/// Of these, the ones with whom `viewer` may not begin a chat.
std::vector<PrincipalId> chat_refused(db::Tx& tx, const PrincipalId& viewer, const std::vector<PrincipalId>& ids);

}  // namespace weft::identity::store
