// get_jsapi_ticket, ticket/get: what pages are signed with.
// https://developer.work.weixin.qq.com/document/path/90506
#include "wecom/subjects.hpp"
#include <weft/platform/sign_ins.hpp>

namespace weft::wecom {
namespace {

Answer told(const platform::PageTicket& ticket) {
  return Json{{"ticket", ticket.ticket}, {"expires_in", ticket.expires_in}};
}

Answer of_company(const Desk& desk) {
  return told(platform::page_ticket(desk.tx(), std::nullopt));
}

Answer of_app(const Desk& desk) {
  if (desk.need("type", code::bad_parameter) != "agent_config")
    throw Fault(code::bad_parameter, "invalid parameter: type must be agent_config");
  return told(platform::page_ticket(desk.tx(), desk.who().principal));
}

}  // namespace

Endpoints ticket_endpoints() {
  Endpoints table;
  table.push_back({.path = "get_jsapi_ticket", .handle = of_company});
  table.push_back({.path = "ticket/get", .handle = of_app});
  return table;
}

}  // namespace weft::wecom
