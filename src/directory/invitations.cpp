// The rules of invitations: who may make them, who gets in, who decides.
#include "directory/invitations.hpp"

#include "directory/operations.hpp"
#include "directory/profile.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>
#include <weft/conversations/conversations.hpp>
#include <weft/directory/qr.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/activation.hpp>
#include <weft/identity/admin.hpp>

#include <algorithm>

namespace weft::directory {
namespace {

using api::Permission;

constexpr std::int64_t kHours = 7 * 24;
constexpr std::int64_t kWaiting = 1000;  // by one invitation
constexpr auto kKept = std::chrono::days(180);

ApiError wrong_code() {
  return ApiError(Errc::not_found, "this invitation does not exist, or has ended", "code");
}

/// Whether all of the departments are within reach; those that are gone are within nobody's but the company's.
bool covers(db::Tx& tx, const identity::Reach& reach, const std::vector<std::int64_t>& departments) {
  if (reach.company) return true;
  const auto places = store::invited_places(tx, departments);
  return places.size() == departments.size() &&
         std::all_of(places.begin(), places.end(), [&](const auto& place) { return reach.covers(place.path); });
}

/// An invitation is as good as the right of who made it: it ends when that person leaves, is disabled, or may no
/// longer invite there.
bool still_allowed(db::Tx& tx, const Invitation& invitation) {
  api::Caller maker;
  maker.corp = tx.corp();
  maker.principal = invitation.created_by;
  const auto reach = identity::reach(tx, maker, Permission::invitations_manage);
  return !reach.empty() && covers(tx, reach, invitation.departments);
}

/// Counts a wrong code as a failed sign-in of the address.
[[noreturn]] void refuse_code(identity::Identity& identity, const api::Context& context) {
  identity.limits.begin("invitation/" + context.address, context.address).failed();
  throw wrong_code();
}

/// The code of a live invitation, whose company is the tenant from now on.
identity::Code need_code(
    db::Tx& tx, identity::Identity& identity, const api::Context& context, const std::string& text) {
  identity.limits.check_address(context.address);
  const auto code = identity::parse_code(text);
  if (!code) refuse_code(identity, context);
  tx.set_corp(code->corp);
  if (!store::live_invitation(tx, code->hash)) refuse_code(identity, context);
  return *code;
}

/// Makes the member and lets the holder of `code_hash` set its first password.
PrincipalId admit(
    db::Tx& tx, const JoinRequest& request, const std::vector<std::int64_t>& departments, const std::string& code_hash,
    const identity::Origin& origin) {
  const auto places = store::invited_places(tx, departments);
  if (places.empty()) throw ApiError(Errc::conflict, "the departments of this invitation are gone");
  identity::NewMember member;
  member.userid = request.userid;
  member.name = request.name;
  member.department = places.front().full_name;
  const PrincipalId id = identity::create_member(tx, member, origin);
  conversations::make_inboxes(tx, std::span(&id, 1));
  if (places.size() > 1) {
    Places all{id, {}};
    for (const auto& place : places)
      all.places.push_back({place.number, &place == &places.front(), false, 0});
    write_places(tx, std::span(&all, 1));
  }
  if (!request.mobile.empty()) write_member(tx, id, MemberChange{.mobile = request.mobile});
  identity::allow_activation(tx, id, code_hash, std::nullopt);
  return id;
}

void audit(
    db::Tx& tx, const identity::Origin& origin, const char* action, const std::string& target, const Json& detail) {
  identity::audit::append(tx, {origin, action, target, {detail.dump()}});
}

}  // namespace

MadeInvitation create_invitation(db::Tx& tx, const api::Context& context, const CreateInvitation& in) {
  const api::Caller caller = identity::begin_admin(tx, context.who(), Permission::invitations_manage);
  Invitation invitation;
  const auto view = identity::view_of(tx, caller);
  for (const auto& department : in.departments)
    invitation.departments.push_back(seen_department(tx, view, department, "departments").number);
  const auto places = store::invited_places(tx, invitation.departments);
  if (places.size() != invitation.departments.size())
    throw ApiError(Errc::invalid_argument, "one of the departments stands there twice", "departments");
  if (!covers(tx, identity::reach(tx, caller, Permission::invitations_manage), invitation.departments))
    throw ApiError(Errc::forbidden, "your permission does not reach all of these departments", "departments");
  invitation.id = InvitationId::make();
  invitation.note = in.note ? in.note->value : "";
  invitation.approval = in.approval.value_or(false);
  if (in.uses) invitation.uses_left = in.uses->value;
  invitation.created_by = caller.principal;
  invitation.created_at = tx.now();
  invitation.expires_at = tx.now() + std::chrono::hours(in.hours ? in.hours->value : kHours);
  invitation.live = true;
  const identity::Code code = identity::make_code(tx.corp());
  store::insert_invitation(tx, invitation, code.hash);
  const Json made = {
      {"departments", invitation.departments},
      {"approval", invitation.approval},
      {"uses", in.uses ? Json(in.uses->value) : Json()},
      {"expires_at", to_rfc3339(invitation.expires_at)}};
  audit(
      tx, identity::origin_of(context), "invitation.create", invitation.id.str(),
      {{"before", nullptr}, {"after", made}});
  return {std::move(invitation), {code.text}, {"/join/" + code.text}};
}

Invitation revoke_invitation(db::Tx& tx, const api::Context& context, const InvitationInput& in) {
  const api::Caller caller = identity::begin_admin(tx, context.who(), Permission::invitations_manage);
  auto invitation = store::load_invitation(tx, in.invitation);
  if (!invitation) throw ApiError(Errc::not_found, "no such invitation");
  if (!covers(tx, identity::reach(tx, caller, Permission::invitations_manage), invitation->departments))
    throw ApiError(Errc::forbidden, "your permission does not reach all of its departments");
  if (store::revoke_invitation(tx, in.invitation)) {
    const Json detail = {{"used", invitation->used}, {"before", {{"live", true}}}, {"after", {{"live", false}}}};
    audit(tx, identity::origin_of(context), "invitation.revoke", in.invitation.str(), detail);
  }
  return store::load_invitation(tx, in.invitation).value();
}

Picture draw_invitation(db::Tx& tx, const DrawInvitation& in) {
  const auto code = identity::parse_code(in.code.value);
  if (!code || code->corp != tx.corp() || !store::live_invitation(tx, code->hash)) throw wrong_code();
  const std::string link = web_link(in.origin, "/join/" + code->text);
  if (in.format == PictureFormat::svg) return {{link}, "image/svg+xml", {base64(qr_svg(link))}};
  return {{link}, "image/png", {base64(qr_png(link))}};
}

Look look_at(db::Tx& tx, const api::Context& context, identity::Identity& identity, const LookInput& in) {
  need_code(tx, identity, context, in.code.value);
  return {store::company_name(tx)};
}

namespace {

Accepted let_in(db::Tx& tx, const api::Context& context, const identity::Code& code, const AcceptInput& in) {
  identity::audit::lock(tx);  // the company's writes in a line, before the invitation's row
  const auto invitation = store::use_invitation(tx, code.hash);
  if (!invitation || !still_allowed(tx, *invitation)) throw wrong_code();
  if (invitation->approval && store::waiting_requests(tx, invitation->id, kWaiting) >= kWaiting)
    throw ApiError(Errc::conflict, "too many wait to be let in by this invitation", "code");
  const identity::Origin origin{std::nullopt, context.address, context.request_id};
  const identity::Code first = identity::make_code(code.corp);
  JoinRequest request;
  request.id = JoinRequestId::make();
  request.invitation = invitation->id;
  request.status = invitation->approval ? JoinStatus::waiting : JoinStatus::joined;
  request.userid = in.userid.value;
  request.name = in.name.value;
  request.mobile = in.mobile ? in.mobile->value : "";
  {
    // Who must wait is let in on trial: what is wrong is said to who asks, not later to who decides.
    db::Savepoint savepoint(tx);
    const PrincipalId member = admit(tx, request, invitation->departments, first.hash, origin);
    if (!invitation->approval) {
      request.principal = member;
      savepoint.release();
    }
  }
  if (!store::insert_request(tx, request, first.hash))
    throw ApiError(Errc::conflict, "somebody waits to be let in under this userid", "userid");
  audit(
      tx, origin, "invitation.accept", invitation->id.str(),
      {{"userid", request.userid}, {"request", request.id.str()}});
  return {request.status, request.id, first.text};
}

}  // namespace

Accepted accept(db::Tx& tx, const api::Context& context, identity::Identity& identity, const AcceptInput& in) {
  const identity::Code code = need_code(tx, identity, context, in.code.value);
  try {
    return let_in(tx, context, code, in);
  } catch (const ApiError& error) {
    // Who holds a code could ask in this way which userids and numbers there are: counted like a wrong password.
    if (error.code() == Errc::conflict)
      identity.limits.begin("invitation/" + context.address, context.address).failed();
    throw;
  }
}

JoinRequest decide(db::Tx& tx, const api::Context& context, const DecideInput& in) {
  const api::Caller caller = identity::begin_admin(tx, context.who(), Permission::invitations_manage);
  auto record = store::lock_request(tx, in.request);
  if (!record) throw ApiError(Errc::not_found, "no such request");
  JoinRequest& request = record->request;
  if (!covers(tx, identity::reach(tx, caller, Permission::invitations_manage), record->departments))
    throw ApiError(Errc::not_found, "no such request");
  if (request.status != JoinStatus::waiting) throw ApiError(Errc::conflict, "this request has been decided");
  const identity::Origin origin = identity::origin_of(context);
  request.status = in.approve ? JoinStatus::joined : JoinStatus::refused;
  request.decided_by = caller.principal;
  request.decided_at = tx.now();
  if (in.approve) {
    request.principal = admit(tx, request, record->departments, record->code_hash, origin);
  } else {
    store::give_back_use(tx, request.invitation);
  }
  store::settle_request(tx, request);
  const Json after = {{"status", boost::describe::enum_to_string(request.status, "")}};
  audit(
      tx, origin, "join_request.decide", request.id.str(),
      {{"userid", request.userid}, {"before", {{"status", "waiting"}}}, {"after", after}});
  return request;
}

api::Page<Invitation> page_of_invitations(db::Tx& tx, const api::Caller& caller, const PageInput& in) {
  const std::int64_t limit = api::limit_of(in.limit);
  std::optional<InvitationId> before;
  if (in.cursor) before = api::cursor_id<InvitationId>(api::decode_cursor("invitations", *in.cursor, 1)[0]);
  auto page = api::make_page(
      store::list_invitations(tx, before, limit + 1), limit, "invitations",
      [](const Invitation& invitation) { return std::vector{invitation.id.str()}; });
  const auto reach = identity::reach(tx, caller, Permission::invitations_manage);
  std::erase_if(page.items, [&](const Invitation& invitation) { return !covers(tx, reach, invitation.departments); });
  return page;
}

api::Page<JoinRequest> page_of_requests(db::Tx& tx, const api::Caller& caller, const ListRequests& in) {
  const std::int64_t limit = api::limit_of(in.limit);
  std::optional<JoinRequestId> before;
  if (in.cursor) before = api::cursor_id<JoinRequestId>(api::decode_cursor("join requests", *in.cursor, 1)[0]);
  auto records = api::make_page(
      store::list_requests(tx, in.status.value_or(JoinStatus::waiting), before, limit + 1), limit, "join requests",
      [](const store::RequestRecord& record) { return std::vector{record.request.id.str()}; });
  const auto reach = identity::reach(tx, caller, Permission::invitations_manage);
  api::Page<JoinRequest> page;
  page.next_cursor = records.next_cursor;
  for (auto& record : records.items)
    if (covers(tx, reach, record.departments)) page.items.push_back(std::move(record.request));
  return page;
}

std::int64_t purge_invitations(db::Tx& tx, int limit) {
  const Time before = tx.now() - kKept;
  const std::int64_t requests = store::purge_requests(tx, before, limit);
  return requests + store::purge_invitations(tx, before, limit);
}

}  // namespace weft::directory
