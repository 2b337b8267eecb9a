// The table of operations of invitations.
#include "directory/invitations.hpp"
#include <weft/api/define.hpp>

namespace weft::directory {
namespace {

using api::Method;
using api::Permission;
using api::Policy;
using Operations = std::vector<api::Operation>;

void add_managing(Operations& list) {
  list.push_back(api::transactional<CreateInvitation, MadeInvitation>(
      {"invitation.create", Method::post, "/api/v1/invitations", Permission::invitations_manage,
       "Make a link by which people join these departments; its code is shown this once"},
      [](db::Tx& tx, const api::Context& context, const CreateInvitation& in) {
        return create_invitation(tx, context, in);
      }));
  list.push_back(api::transactional<PageInput, api::Page<Invitation>>(
      {"invitation.list", Method::get, "/api/v1/invitations", Permission::invitations_manage,
       "The invitations within your reach, newest first"},
      [](db::Tx& tx, const api::Context& context, const PageInput& in) {
        return page_of_invitations(tx, context.who(), in);
      }));
  list.push_back(api::transactional<InvitationInput, Invitation>(
      {"invitation.revoke", Method::del, "/api/v1/invitations/{invitation}", Permission::invitations_manage,
       "End an invitation"},
      [](db::Tx& tx, const api::Context& context, const InvitationInput& in) {
        return revoke_invitation(tx, context, in);
      }));
  list.push_back(api::transactional<DrawInvitation, Picture>(
      {"invitation.draw", Method::post, "/api/v1/invitations/draw", Permission::invitations_manage,
       "The link of a code as a QR picture"},
      [](db::Tx& tx, const api::Context&, const DrawInvitation& in) { return draw_invitation(tx, in); }));
  list.push_back(api::transactional<ListRequests, api::Page<JoinRequest>>(
      {"join_request.list", Method::get, "/api/v1/join-requests", Permission::invitations_manage,
       "Who waits to be let in, or came in, within your reach; newest first"},
      [](db::Tx& tx, const api::Context& context, const ListRequests& in) {
        return page_of_requests(tx, context.who(), in);
      }));
  list.push_back(api::transactional<DecideInput, JoinRequest>(
      {"join_request.decide", Method::post, "/api/v1/join-requests/{request}", Permission::invitations_manage,
       "Let somebody in who waits, or not"},
      [](db::Tx& tx, const api::Context& context, const DecideInput& in) { return decide(tx, context, in); }));
}

}  // namespace

std::vector<api::Operation> invitation_operations(identity::Identity& identity) {
  Operations list;
  add_managing(list);
  list.push_back(api::transactional<LookInput, Look>(
      {"invitation.look", Method::post, "/api/v1/join/look", Policy::anonymous, "Which company an invitation is for"},
      [&identity](db::Tx& tx, const api::Context& context, const LookInput& in) {
        return look_at(tx, context, identity, in);
      }));
  list.push_back(api::transactional<AcceptInput, Accepted>(
      {"invitation.accept", Method::post, "/api/v1/join", Policy::anonymous,
       "Join by an invitation; the answer has the code that sets your first password"},
      [&identity](db::Tx& tx, const api::Context& context, const AcceptInput& in) {
        return accept(tx, context, identity, in);
      }));
  return list;
}

}  // namespace weft::directory
