// What an operator does at the command line: companies, members, passwords. The rules about who may do it are not here
// but in the operations; the rules that always hold (valid userids, one owner at least, an audit row for each write)
// are.
#pragma once
#include <weft/db/tx.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/identity.hpp>
#include <weft/identity/password.hpp>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weft::identity {

struct Company {
  CorpId id;
  std::string handle;
  std::string name;
};

/// Called in the transaction that creates a member, after its rows are written.
using MemberHook = std::function<void(db::Tx&, const PrincipalId&)>;

struct NewMember {
  std::string userid;      ///< 1-64 of [A-Za-z0-9._@-], not the form of an id
  std::string name;        ///< 1-100 characters, not blank
  std::string title = {};  ///< at most 128 characters
  /// At most 1,000 characters; a path such as "Sales/North", made where it is missing. Empty: the root.
  std::string department = {};
  api::Role role = api::Role::member;
  std::optional<std::string> password_hash = {};  ///< of hash_password; absent: not_activated until a password is set
};

/// Makes a company, starts its audit chain and sets it as the tenant of `tx`. `handle`: 1-64 of [a-z0-9-]. Needs a
/// connection of the owner of the database. Raises invalid_argument, or conflict when the handle is taken.
CorpId create_company(db::Tx& tx, const std::string& handle, const std::string& name, const Origin& origin = {});

/// In the order of their handles; 1,000 at most.
std::vector<Company> list_companies(db::Tx& tx);

/// By handle; with an empty handle the only one there is. Raises not_found, or invalid_argument (field "company") when
/// it must be named.
Company choose_company(db::Tx& tx, std::string_view handle);

// The following work on the tenant of `tx` (set_corp) and raise not_found for a principal that is not a member of it.

/// Raises invalid_argument naming the field, or conflict (field "userid") when it is taken.
PrincipalId create_member(
    db::Tx& tx, const NewMember& member, const Origin& origin = {}, std::span<const MemberHook> hooks = {});

/// All or none of them, in three statements and one audit row; the hooks run once for each. Errors name
/// "members[3].userid".
std::vector<PrincipalId> create_members(
    db::Tx& tx, std::span<const NewMember> members, const Origin& origin = {}, std::span<const MemberHook> hooks = {});

/// By userid, after `after`, `limit` at most; those who have left are not listed.
std::vector<Principal> list_members(db::Tx& tx, const std::string& after, std::int64_t limit);

/// Raises conflict when the last active owner would lose the role.
void set_role(db::Tx& tx, const PrincipalId& member, api::Role role, const Origin& origin = {});

/// Disabling ends all sessions; who has no password is let back in as not_activated. Raises conflict for the last
/// active owner, and for who has left.
void set_status(db::Tx& tx, const PrincipalId& member, PrincipalStatus status, const Origin& origin = {});

/// Sets a hash of hash_password and ends all sessions but `keep`; how many ended.
std::int64_t set_password(
    db::Tx& tx, const PrincipalId& member, const std::string& hash, const Origin& origin = {},
    const std::optional<SessionId>& keep = {});

/// Ends all sessions; how many.
std::int64_t revoke_sessions(db::Tx& tx, const PrincipalId& member, const Origin& origin = {});

/// Deletes sessions that have been over for 30 days, `limit` at most; how many.
std::int64_t purge_sessions(db::Tx& tx, int limit);

}  // namespace weft::identity
