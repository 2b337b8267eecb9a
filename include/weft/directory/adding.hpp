// Members that come with all that is known of them: what programs add, who have no password to give.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/directory/members.hpp>

#include <string>
#include <vector>

namespace weft::directory {

struct Newcomer {
  std::string userid;
  std::string name;
  MemberChange known = {};           ///< but name
  std::vector<Place> places = {};    ///< none: the root
  bool instead_of_departed = false;  ///< a userid of somebody who has left is free for it
};

/// Adds a member as the caller, within its rights: members_manage over each department, and members_offboard over the
/// company to take a userid over from the departed. Appends to the audit log. Raises forbidden; conflict for what
/// somebody else has (userid, mobile, email); invalid_argument naming the field.
PrincipalId add_member(db::Tx& tx, const api::Context& context, const Newcomer& newcomer);

}  // namespace weft::directory
