// Invitations: a link that lets people in, for a time, a number of times, into certain departments, with or without
// somebody's approval.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/base/clock.hpp>
#include <weft/base/fields.hpp>
#include <weft/base/id.hpp>
#include <weft/identity/service.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::directory {

using InvitationId = Id<struct InvitationTag>;
using JoinRequestId = Id<struct JoinRequestTag>;

/// The wire object `Invitation`.
struct Invitation {
  InvitationId id;
  std::string note;
  std::vector<std::int64_t> departments;  ///< the main one first
  bool approval = false;
  std::optional<std::int64_t> uses_left;  ///< null: any number
  std::int64_t used = 0;
  PrincipalId created_by;
  Time created_at;
  Time expires_at;
  bool live = false;  ///< not revoked, not ended, uses left
};
BOOST_DESCRIBE_STRUCT(
    Invitation, (), (id, note, departments, approval, uses_left, used, created_by, created_at, expires_at, live))

enum class JoinStatus { waiting, joined, refused };
BOOST_DESCRIBE_ENUM(JoinStatus, waiting, joined, refused)

/// The wire object `JoinRequest`.
struct JoinRequest {
  JoinRequestId id;
  InvitationId invitation;
  JoinStatus status = JoinStatus::waiting;
  std::string userid, name, mobile;
  std::optional<PrincipalId> principal;  ///< who it became
  std::optional<PrincipalId> decided_by;
  Time created_at;
  std::optional<Time> decided_at;
};
BOOST_DESCRIBE_STRUCT(
    JoinRequest, (), (id, invitation, status, userid, name, mobile, principal, decided_by, created_at, decided_at))

/// invitation.* and join_request.*.
std::vector<api::Operation> invitation_operations(identity::Identity& identity);

/// Deletes what was decided, and what ended, 180 days ago, `limit` of either at most; how many. Who waits stays, and so
/// does the invitation.
std::int64_t purge_invitations(db::Tx& tx, int limit);

}  // namespace weft::directory
