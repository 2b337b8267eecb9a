// appchat/*: groups that apps make and write into.
#include "wecom/app_message.hpp"
#include "wecom/subjects.hpp"
#include "wecom/texts.hpp"

namespace weft::wecom {
namespace {

constexpr int kBadChat = 86001, kNoChat = 86003, kBadName = 86004, kBadOwner = 86005, kBadCount = 86006,
              kBadMember = 86007, kChatTaken = 86215;
constexpr std::size_t kLongestName = 50;
constexpr auto kUsualName = "群聊";

/// What was refused of a group, by its field.
[[noreturn]] void raise_of_chat(const Fault& fault) {
  const std::string& field = fault.field();
  int number = fault.number();
  if (field == "chat") {
    number = fault.code() == Errc::not_found ? kNoChat : fault.code() == Errc::conflict ? kChatTaken : kBadChat;
  } else if (fault.code() == Errc::invalid_argument && field == "name") {
    number = kBadName;
  } else if (field == "owner") {
    number = kBadOwner;
  } else if (field == "members" || field == "add" || field == "remove") {
    number = kBadCount;
  } else if (field.starts_with("members[") || field.starts_with("add[") || field.starts_with("remove[")) {
    number = kBadMember;
  }
  throw Fault(number, fault.detail(), fault.code(), field);
}

Json call(const Desk& desk, std::string_view operation, const Json& input) {
  try {
    return desk.call(operation, input);
  } catch (const Fault& fault) {
    raise_of_chat(fault);
  }
}

std::string chat_of(const Desk& desk) {
  return desk.need("chatid", kBadChat);
}

/// https://developer.work.weixin.qq.com/document/path/90245
Answer create(const Desk& desk) {
  Json input = {
      {"name", cut_characters(desk.filled("name").value_or(kUsualName), kLongestName)},
      {"members", desk.words("userlist")}};
  if (const auto owner = desk.filled("owner")) input["owner"] = *owner;
  if (const auto chat = desk.filled("chatid")) input["chat"] = *chat;
  return Json{{"chatid", call(desk, "app_group.create", input).at("chat")}};
}

/// Who comes may be the owner at once, and who was it may go: first the one, then the other.
/// https://developer.work.weixin.qq.com/document/path/98913
Answer update(const Desk& desk) {
  const Json chat = {{"chat", chat_of(desk)}};
  const auto coming = desk.words("add_user_list"), going = desk.words("del_user_list");
  const auto owner = desk.filled("owner"), name = desk.filled("name");
  Json first = chat, then = chat;
  Json& with_owner = coming.empty() ? first : then;
  if (!coming.empty()) first["add"] = coming;
  if (name) first["name"] = cut_characters(*name, kLongestName);
  if (owner) with_owner["owner"] = *owner;
  if (!going.empty()) with_owner["remove"] = going;
  call(desk, "app_group.update", first);
  if (then.size() > 1) call(desk, "app_group.update", then);
  return Json::object();
}

/// https://developer.work.weixin.qq.com/document/path/98914
Answer get(const Desk& desk) {
  const Json group = call(desk, "app_group.get", {{"chat", chat_of(desk)}});
  return Json{
      {"chat_info",
       {{"chatid", group.at("chat")},
        {"name", group.at("name")},
        {"owner", group.at("owner")},
        {"userlist", group.at("members")},
        {"chat_type", 0}}}};
}

/// https://developer.work.weixin.qq.com/document/path/90248
Answer send(const Desk& desk) {
  Json input = message_of(desk);
  input["chat"] = chat_of(desk);
  if (const auto text = desk.object("text"); text && input["msgtype"] == "text")
    if (auto called = text->words("mentioned_list"); !called.empty()) input["mentioned_list"] = std::move(called);
  try {
    desk.call("app_group.send", input);
  } catch (const Fault& fault) {
    if (fault.field() == "chat") raise_of_chat(fault);
    raise_of_message(fault);
  }
  return Json::object();
}

}  // namespace

Endpoints app_chat_endpoints() {
  Endpoints table;
  table.push_back({.path = "appchat/create", .handle = create});
  table.push_back({.path = "appchat/update", .handle = update});
  table.push_back({.path = "appchat/get", .handle = get});
  table.push_back({.path = "appchat/send", .handle = send});
  return table;
}

}  // namespace weft::wecom
