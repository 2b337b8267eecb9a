// Inputs and outputs of the operations, as in docs/protocol.md.
#pragma once
#include <weft/api/paging.hpp>
#include <weft/base/clock.hpp>
#include <weft/base/fields.hpp>
#include <weft/identity/admin.hpp>
#include <weft/identity/identity.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::identity {

struct CompanyView {
  CorpId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(CompanyView, (), (id, name))

struct SignIn {
  std::optional<Text<1, 64>> company;  ///< handle; may be left out where there is one company only
  Text<1, 64> user;                    ///< userid, in any case
  Secret password;
  Text<1, 100> device;
};
BOOST_DESCRIBE_STRUCT(SignIn, (), (company, user, password, device))

struct SignedIn {
  std::string token;
  SessionId session;
  Principal principal;
  CompanyView company;
  Time expires_at;
};
BOOST_DESCRIBE_STRUCT(SignedIn, (), (token, session, principal, company, expires_at))

struct PageInput {
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(PageInput, (), (limit, cursor))

struct SessionView {
  SessionId id;
  std::string device;
  std::string address;
  Time created_at;
  Time last_seen_at;
  bool current = false;
};
BOOST_DESCRIBE_STRUCT(SessionView, (), (id, device, address, created_at, last_seen_at, current))

struct SessionInput {
  SessionId session;
};
BOOST_DESCRIBE_STRUCT(SessionInput, (), (session))

struct RevokeAll {
  std::optional<bool> keep_current;  ///< default: false
};
BOOST_DESCRIBE_STRUCT(RevokeAll, (), (keep_current))

/// How many sessions ended.
struct Revoked {
  std::int64_t revoked = 0;
};
BOOST_DESCRIBE_STRUCT(Revoked, (), (revoked))

/// A permission of the caller and where it holds.
struct Granted {
  api::Permission permission = {};
  bool company = false;                   ///< everywhere
  std::vector<std::int64_t> departments;  ///< else in these and all below them
};
BOOST_DESCRIBE_STRUCT(Granted, (), (permission, company, departments))

struct Me {
  Principal principal;
  CompanyView company;
  SessionId session;
  api::Role role = api::Role::member;
  std::vector<Granted> permissions;
};
BOOST_DESCRIBE_STRUCT(Me, (), (principal, company, session, role, permissions))

struct ChangePassword {
  Secret old_password;
  Secret new_password;
};
BOOST_DESCRIBE_STRUCT(ChangePassword, (), (old_password, new_password))

struct PrincipalInput {
  PersonRef principal;
};
BOOST_DESCRIBE_STRUCT(PrincipalInput, (), (principal))

struct CreateMember {
  std::string userid;
  std::string name;
  std::optional<Secret> password;  ///< without one the member cannot sign in until member.reset_password
  std::optional<api::Role> role;
  std::optional<std::string> title;
  std::optional<std::string> department;
};
BOOST_DESCRIBE_STRUCT(CreateMember, (), (userid, name, password, role, title, department))

struct ListMembers {
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
  std::optional<Text<1, 64>> query;  ///< the beginning of a userid or a name, in any case
};
BOOST_DESCRIBE_STRUCT(ListMembers, (), (limit, cursor, query))

struct SetRole {
  PersonRef member;
  api::Role role = api::Role::member;
};
BOOST_DESCRIBE_STRUCT(SetRole, (), (member, role))

/// What an administrator may set; `left` comes with off-boarding.
enum class SettableStatus { active, disabled };
BOOST_DESCRIBE_ENUM(SettableStatus, active, disabled)

struct SetStatus {
  PersonRef member;
  SettableStatus status = SettableStatus::active;
};
BOOST_DESCRIBE_STRUCT(SetStatus, (), (member, status))

struct ResetPassword {
  PersonRef member;
  Secret password;
};
BOOST_DESCRIBE_STRUCT(ResetPassword, (), (member, password))

}  // namespace weft::identity
