// Tokens, tickets, addresses.
#include "wecom/subjects.hpp"

namespace weft::wecom {
namespace {

/// https://developer.work.weixin.qq.com/document/path/91039
Answer get_token(const Desk& desk) {
  const std::string company = desk.need("corpid", 41002);
  const std::string secret = desk.need("corpsecret", 41004);
  // A company that does not exist is refused without a note, a wrong secret with one (the endpoint's number).
  const Json made = desk.call(
      "app_token.create", {{"company", company}, {"secret", secret}},
      {{Errc::unauthenticated, code::bad_corpid}, {Errc::invalid_argument, code::bad_secret}});
  return Json{{"access_token", made.at("token")}, {"expires_in", made.at("expires_in")}};
}

}  // namespace

Endpoints token_endpoints() {
  Endpoints table;
  table.push_back(
      {.path = "gettoken",
       .who = api::Policy::anonymous,
       .handle = get_token,
       .numbers = {{Errc::unauthenticated, code::bad_secret}}});
  return table;
}

}  // namespace weft::wecom
