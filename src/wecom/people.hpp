// Members as an app sees them, and as WeCom writes them.
#pragma once
#include "wecom/desk.hpp"
#include <weft/directory/reading.hpp>
#include <weft/directory/types.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/visibility.hpp>

#include <span>
#include <string>
#include <vector>

namespace weft::wecom {

/// What the app that asks sees of the directory.
struct Eyes {
  explicit Eyes(const Desk& desk);
  identity::View view;
  identity::Reach managed;  ///< where it sees every field
  /// Without a role an app is told of its range, and nothing by which somebody is reached from outside.
  bool ordinary = true;
};

/// Raises 60111 for who is not there (any more), 60011 for who is not seen.
PrincipalId need_member(const Desk& desk, const Eyes& eyes, const std::string& userid);
/// Raises 60003 and 60011.
directory::Node need_department(const Desk& desk, const Eyes& eyes, std::int64_t number);

/// Userids of these, in their order.
std::vector<std::string> userids_of(const Desk& desk, std::span<const PrincipalId> members);

/// Members as user/get and user/list tell of them.
Json members_json(const Desk& desk, const Eyes& eyes, std::span<const PrincipalId> members);
/// As user/simplelist does.
Json simple_members_json(const Desk& desk, const Eyes& eyes, std::span<const PrincipalId> members);

}  // namespace weft::wecom
