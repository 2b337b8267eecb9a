// auth/*, user/getuserinfo, user/getuserdetail: who signed in at an app.
#include "wecom/people.hpp"
#include "wecom/subjects.hpp"
#include <weft/directory/members.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/identity.hpp>
#include <weft/platform/sign_ins.hpp>

namespace weft::wecom {
namespace {

constexpr int kBadCode = 40029, kNoCode = 41008, kBadTicket = 40078;

struct Known {
  std::string userid;
  std::string ticket;
};

Known use_code(const Desk& desk) {
  const auto person = platform::use_sign_in_code(desk.tx(), desk.who().principal, desk.need("code", kNoCode));
  if (!person) throw Fault(kBadCode, "invalid code");
  const auto names = identity::load_principals(desk.tx(), std::span(&person->member, 1));
  return {names.at(0).userid, person->ticket.value_or("")};
}

/// https://developer.work.weixin.qq.com/document/path/91023
Answer get_user_info(const Desk& desk) {
  const Known known = use_code(desk);
  return Json{{"userid", known.userid}, {"user_ticket", known.ticket}};
}

/// The same as older programs know it.
Answer get_user_info_before(const Desk& desk) {
  const Known known = use_code(desk);
  Json out = {{"UserId", known.userid}, {"DeviceId", ""}, {"OpenId", ""}, {"user_ticket", known.ticket}};
  if (!known.ticket.empty()) out["expires_in"] = std::chrono::seconds(platform::kSignInTicketLife).count();
  return out;
}

/// What the member agreed to tell, whatever roles the app has.
/// https://developer.work.weixin.qq.com/document/path/95833
Answer get_user_detail(const Desk& desk) {
  const auto id = platform::person_of_ticket(desk.tx(), desk.who().principal, desk.need("user_ticket", kBadTicket));
  if (!id) throw Fault(kBadTicket, "invalid user_ticket");
  const auto member = directory::load_member(
      desk.tx(), identity::view_of(desk.tx(), desk.who()), *id, directory::Insight::shown);
  if (!member) throw Fault(code::no_user, "userid not found");
  return Json{
      {"userid", member->principal.userid},
      {"name", member->principal.name},
      {"gender", gender_number(member->gender)},
      {"avatar", ""},
      {"qr_code", ""},
      {"mobile", member->mobile},
      {"email", member->email},
      {"biz_mail", ""},
      {"address", ""}};
}

}  // namespace

Endpoints sign_in_endpoints() {
  Endpoints table;
  table.push_back({.path = "auth/getuserinfo", .handle = get_user_info});
  table.push_back({.path = "auth/getuserdetail", .handle = get_user_detail});
  table.push_back({.path = "user/getuserinfo", .handle = get_user_info_before});
  table.push_back({.path = "user/getuserdetail", .handle = get_user_detail});
  return table;
}

}  // namespace weft::wecom
