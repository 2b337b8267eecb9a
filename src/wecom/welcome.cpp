// externalcontact/send_welcome_msg and group_welcome_template/*: the first words to who has just come.
#include "wecom/customer_desk.hpp"
#include "wecom/greetings.hpp"
#include "wecom/subjects.hpp"
#include "wecom/texts.hpp"

namespace weft::wecom {
namespace {

using api::Permission;

constexpr int kCodeOver = 41050;
constexpr int kHasBegun = 41051;
constexpr std::size_t kMostCode = 64;
constexpr std::size_t kName = 50;  // characters
constexpr std::string_view kTheirName = "%NICKNAME%";
constexpr std::string_view kOurName = "{name}";
const Numbers kTemplate = {{Errc::not_found, code::invalid_parameter}};

/// https://developer.work.weixin.qq.com/document/path/92137
Answer send(const Desk& desk) {
  desk.need_permission(Permission::customers_manage);
  const std::string given = desk.need("welcome_code", kCodeOver);
  auto greeting = greeting_in(desk);
  if (!greeting) throw Fault(code::invalid_parameter, "text or attachments is needed");
  if (given.size() > kMostCode) throw Fault(kCodeOver, "invalid welcome_code");
  try {
    desk.call(
        "customer_welcome.send", {{"code", given}, {"greeting", std::move(*greeting)}},
        {{Errc::conflict, kHasBegun}, {Errc::not_found, code::bad_media}});
  } catch (const Fault& fault) {
    if (fault.field() == "code") throw Fault(kCodeOver, "welcome_code is invalid or expired");
    throw;
  }
  return Json();
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

/// What the library calls it: the beginning of its text.
std::string name_of(const Json& greeting) {
  const auto text = greeting.find("text");
  if (text == greeting.end()) return "WeCom";
  std::string name = text->get<std::string>();
  name = name.substr(0, name.find_first_of("\r\n"));
  name = cut_characters(std::move(name), kName);
  return name.find_first_not_of(' ') == std::string::npos ? "WeCom" : name;
}

Json greeting_of(const Desk& desk) {
  auto greeting = flat_greeting_in(desk);
  if (!greeting) throw Fault(code::invalid_parameter, "one of text, image, link, file and video is needed");
  if (greeting->contains("text"))
    (*greeting)["text"] = replaced(greeting->at("text").get<std::string>(), kTheirName, kOurName);
  return std::move(*greeting);
}

/// https://developer.work.weixin.qq.com/document/path/92366
Answer add_template(const Desk& desk) {
  desk.need_permission(Permission::contact_ways_manage);
  Json greeting = greeting_of(desk);
  std::string name = name_of(greeting);
  const Json made = desk.call(
      "group_welcome.create", {{"name", std::move(name)}, {"greeting", std::move(greeting)}},
      {{Errc::not_found, code::bad_media}});
  return Json{{"template_id", made.at("id")}};
}

Json find_template(const Desk& desk) {
  const std::string id = desk.need("template_id");
  const Json all = desk.call("group_welcome.list", Json::object());
  for (const Json& one : all.at("items"))
    if (one.at("id") == id) return one;
  throw Fault(code::invalid_parameter, "invalid template_id: " + id);
}

Answer edit_template(const Desk& desk) {
  desk.need_permission(Permission::contact_ways_manage);
  const Json before = find_template(desk);
  desk.call(
      "group_welcome.update", {{"welcome", before.at("id")}, {"greeting", greeting_of(desk)}},
      {{Errc::not_found, code::bad_media}});
  return Json();
}

Answer get_template(const Desk& desk) {
  desk.need_permission(Permission::contact_ways_manage);
  Json told = flat_greeting_out(find_template(desk).at("greeting"));
  told["text"]["content"] = replaced(told.at("text").at("content").get<std::string>(), kOurName, kTheirName);
  return told;
}

Answer remove_template(const Desk& desk) {
  desk.need_permission(Permission::contact_ways_manage);
  desk.call("group_welcome.delete", {{"welcome", desk.need("template_id")}}, kTemplate);
  return Json();
}

}  // namespace

Endpoints welcome_endpoints() {
  const std::string library = "externalcontact/group_welcome_template/";
  Endpoints table;
  table.push_back({.path = "externalcontact/send_welcome_msg", .handle = send});
  table.push_back({.path = library + "add", .handle = add_template});
  table.push_back({.path = library + "edit", .handle = edit_template});
  table.push_back({.path = library + "get", .handle = get_template});
  table.push_back({.path = library + "del", .handle = remove_template});
  return table;
}

}  // namespace weft::wecom
