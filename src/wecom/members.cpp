// user/*: members.
#include "wecom/subjects.hpp"

namespace weft::wecom {
namespace {

const Numbers kMember = {{Errc::not_found, code::no_user}};

/// https://developer.work.weixin.qq.com/document/path/90196
Answer get(const Desk& desk) {
  const Json member = desk.call("member.get", {{"member", desk.need("userid", code::bad_userid)}}, kMember);
  return Json{{"userid", member.at("userid")}, {"name", member.at("name")}};
}

}  // namespace

Endpoints member_endpoints() {
  Endpoints table;
  table.push_back({.path = "user/get", .handle = get});
  return table;
}

}  // namespace weft::wecom
