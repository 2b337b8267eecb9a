// Members as an app sees them, and as WeCom writes them.
#pragma once
#include "wecom/desk.hpp"
#include <weft/directory/reading.hpp>
#include <weft/directory/types.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/visibility.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::wecom {

/// What the app that asks sees of the directory.
struct Eyes {
  explicit Eyes(const Desk& desk);
  identity::View view;
  /// Where it is told everything of members; elsewhere nothing by which somebody is reached from outside.
  identity::Reach managed;
};

/// Who a userid of a request is to the app.
struct Found {
  std::optional<PrincipalId> member = {};  ///< who is there and seen
  int refusal = 0;                         ///< else 60111 for who is not there (any more), or 60011 for who is not seen
};
/// In the order asked; a few statements, however many they are.
std::vector<Found> find_members(const Desk& desk, const Eyes& eyes, std::span<const std::string> userids);
/// The member, or the refusal as a Fault.
PrincipalId need_found(const Found& found, const std::string& userid);
/// One of them. Raises 60111 for who is not there (any more), 60011 for who is not seen.
PrincipalId need_member(const Desk& desk, const Eyes& eyes, const std::string& userid);
/// Raises 60003 and 60011.
directory::Node need_department(const Desk& desk, const Eyes& eyes, std::int64_t number);

/// "1" male, "2" female, "0" not said.
std::string gender_number(directory::Gender gender);
/// Userids of these, in their order.
std::vector<std::string> userids_of(const Desk& desk, std::span<const PrincipalId> members);

/// Members as user/get and user/list tell of them.
Json members_json(const Desk& desk, const Eyes& eyes, std::span<const PrincipalId> members);
/// As user/simplelist does.
Json simple_members_json(const Desk& desk, const Eyes& eyes, std::span<const PrincipalId> members);

}  // namespace weft::wecom
