// Who a reference means, and what everybody may see of a principal. What the other rooms use of identity.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/base/fields.hpp>
#include <weft/base/id.hpp>
#include <weft/db/tx.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weft::api {
BOOST_DESCRIBE_ENUM(Role, member, admin, owner)
}  // namespace weft::api

namespace weft::identity {

enum class PrincipalKind { member, external, app, bot, system };
BOOST_DESCRIBE_ENUM(PrincipalKind, member, external, app, bot, system)

/// not_activated: a member without a password, who has not come yet but may be found and written to.
enum class PrincipalStatus { not_activated, active, disabled, left };
BOOST_DESCRIBE_ENUM(PrincipalStatus, not_activated, active, disabled, left)

/// The wire object `Principal`. userid, title and department are empty for who is not a member. department is the names
/// from below the root to the main department, "Sales/North"; a '/' in a name is written "\/".
struct Principal {
  PrincipalId id;
  PrincipalKind kind = PrincipalKind::member;
  std::string userid;
  std::string name;
  std::string title;
  std::string department;
  api::Role role = api::Role::member;
  PrincipalStatus status = PrincipalStatus::active;
};
BOOST_DESCRIBE_STRUCT(Principal, (), (id, kind, userid, name, title, department, role, status))

// All functions see the tenant of the transaction only: an id of another company is an unknown one.

/// The people of the company that the references mean, never customers, in their order, duplicates kept; two statements
/// whatever their number. An unknown, disabled or departed one raises invalid_argument, "no such person: xyz", with the
/// field "members[3]" for `field` = "members".
std::vector<PrincipalId> resolve(db::Tx& tx, std::span<const PersonRef> refs, std::string_view field);

/// The same, and finds disabled and departed principals and customers too: for taking them out of something.
std::vector<PrincipalId> resolve_any(db::Tx& tx, std::span<const PersonRef> refs, std::string_view field);

/// One reference out of the body: the same, with the field as given.
PrincipalId resolve_one(db::Tx& tx, const PersonRef& ref, std::string_view field);

/// A reference out of the path: raises not_found, and finds disabled and departed principals too.
PrincipalId find_person(db::Tx& tx, const PersonRef& ref);

/// What a customer sees of somebody: name and title.
Principal public_card(Principal principal);

/// The principals in the order asked, in one statement, whatever their status. An unknown id raises not_found.
std::vector<Principal> load_principals(db::Tx& tx, std::span<const PrincipalId> ids);

std::optional<Principal> load_principal(db::Tx& tx, const PrincipalId& id);

/// The caller's own principal, read together with its session: raises unauthenticated when that was revoked meanwhile.
/// `device`, unless empty, is what the session's device is called from now on.
Principal load_self(db::Tx& tx, const api::Caller& caller, const std::string& device = {});

}  // namespace weft::identity
