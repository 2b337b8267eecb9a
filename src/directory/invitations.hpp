// Inputs and outputs of the operations on invitations, and the rules behind them.
#pragma once
#include "directory/store_invitations.hpp"
#include <weft/api/paging.hpp>
#include <weft/base/told_once.hpp>
#include <weft/directory/invitations.hpp>

namespace weft::directory {

struct CreateInvitation {
  List<Int<1, 2147483647>, 1, 20> departments;
  std::optional<Int<1, 8760>> hours;  ///< until it ends; default: a week
  std::optional<Int<1, 10000>> uses;  ///< absent: any number
  std::optional<bool> approval;       ///< default: false
  std::optional<Text<0, 100>> note;
};
BOOST_DESCRIBE_STRUCT(CreateInvitation, (), (departments, hours, uses, approval, note))

/// The code is shown this once.
struct MadeInvitation {
  Invitation invitation;
  ToldOnce code;
  ToldOnce link;  ///< path on this server
};
BOOST_DESCRIBE_STRUCT(MadeInvitation, (), (invitation, code, link))

struct InvitationInput {
  InvitationId invitation;
};
BOOST_DESCRIBE_STRUCT(InvitationInput, (), (invitation))

struct PageInput {
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(PageInput, (), (limit, cursor))

enum class PictureFormat { png, svg };
BOOST_DESCRIBE_ENUM(PictureFormat, png, svg)

struct DrawInvitation {
  Secret code;
  Text<8, 200> origin;  ///< where people find the server: "https://chat.example.com"
  PictureFormat format = PictureFormat::png;
};
BOOST_DESCRIBE_STRUCT(DrawInvitation, (), (code, origin, format))

struct Picture {
  ToldOnce link;
  std::string type;  ///< "image/png"
  ToldOnce data;     ///< base64
};
BOOST_DESCRIBE_STRUCT(Picture, (), (link, type, data))

struct LookInput {
  Secret code;
};
BOOST_DESCRIBE_STRUCT(LookInput, (), (code))

struct Look {
  std::string company;  ///< its name
};
BOOST_DESCRIBE_STRUCT(Look, (), (company))

struct AcceptInput {
  Secret code;
  Text<1, 64> userid;
  Text<1, 100> name;
  std::optional<Text<3, 32>> mobile;
};
BOOST_DESCRIBE_STRUCT(AcceptInput, (), (code, userid, name, mobile))

/// With the activation code the first password is set, once the status is `joined`.
struct Accepted {
  JoinStatus status = JoinStatus::waiting;
  JoinRequestId request;
  std::string activation;
};
BOOST_DESCRIBE_STRUCT(Accepted, (), (status, request, activation))

struct ListRequests {
  std::optional<JoinStatus> status;  ///< default: waiting
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListRequests, (), (status, limit, cursor))

struct DecideInput {
  JoinRequestId request;
  bool approve = false;
};
BOOST_DESCRIBE_STRUCT(DecideInput, (), (request, approve))

MadeInvitation create_invitation(db::Tx& tx, const api::Context& context, const CreateInvitation& in);
Invitation revoke_invitation(db::Tx& tx, const api::Context& context, const InvitationInput& in);
Picture draw_invitation(db::Tx& tx, const DrawInvitation& in);
Look look_at(db::Tx& tx, const api::Context& context, identity::Identity& identity, const LookInput& in);
Accepted accept(db::Tx& tx, const api::Context& context, identity::Identity& identity, const AcceptInput& in);
JoinRequest decide(db::Tx& tx, const api::Context& context, const DecideInput& in);
api::Page<Invitation> page_of_invitations(db::Tx& tx, const api::Caller& caller, const PageInput& in);
api::Page<JoinRequest> page_of_requests(db::Tx& tx, const api::Caller& caller, const ListRequests& in);

}  // namespace weft::directory
