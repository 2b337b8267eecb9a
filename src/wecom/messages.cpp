// message/*: what an app writes to members.
#include "wecom/subjects.hpp"

namespace weft::wecom {
namespace {

Answer send(const Desk& desk) {
  const Json sent = desk.call(
      "app_message.send", {{"msgtype", "text"},
                           {"members", desk.words("touser")},
                           {"text", {{"content", desk.object("text").value().need("content")}}}});
  return Json{{"msgid", sent.at("message")}};
}

}  // namespace

Endpoints message_endpoints() {
  Endpoints table;
  table.push_back({.path = "message/send", .handle = send});
  return table;
}

}  // namespace weft::wecom
