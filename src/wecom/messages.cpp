// message/*: what an app writes to members.
#include "wecom/app_message.hpp"
#include "wecom/shapes.hpp"
#include "wecom/subjects.hpp"
#include "wecom/texts.hpp"
#include <weft/platform/apps.hpp>

#include <charconv>

namespace weft::wecom {
namespace {

constexpr int kNobody = 81013, kNoTarget = 82001, kTooManyUsers = 40032;
constexpr std::size_t kMostUsers = 1000, kMostGroups = 100, kLongestUserid = 64;

std::vector<std::string> clean_words(const Desk& desk, std::string_view name) {
  std::vector<std::string> out;
  for (const std::string& word : desk.words(name))
    if (std::string clean = trimmed(word); !clean.empty()) out.push_back(std::move(clean));
  return out;
}

/// Whom a request names; what cannot be anybody is told apart and not asked for.
struct Targets {
  bool everybody = false;
  std::vector<std::string> users, bad_users, bad_parties, bad_tags;
  std::vector<std::int64_t> parties, tags;

  bool empty() const { return users.empty() && parties.empty() && tags.empty(); }
  bool named() const { return !empty() || !bad_users.empty() || !bad_parties.empty() || !bad_tags.empty(); }
};

void take_users(const Desk& desk, Targets& to) {
  const auto words = clean_words(desk, "touser");
  if (words.size() > kMostUsers) throw Fault(kTooManyUsers, "touser names more than 1000");
  for (const std::string& word : words) {
    if (word == "@all") to.everybody = true;
    (word.size() > kLongestUserid ? to.bad_users : to.users).push_back(word);
  }
}

void take_numbers(
    const Desk& desk, std::string_view name, std::vector<std::int64_t>& good, std::vector<std::string>& bad) {
  const auto words = clean_words(desk, name);
  if (words.size() > kMostGroups)
    throw Fault(code::bad_parameter, "invalid parameter: " + std::string(name) + " names more than 100");
  for (const std::string& word : words) {
    std::int32_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error == std::errc() && end == word.data() + word.size() && number > 0) {
      good.push_back(number);
    } else {
      bad.push_back(word);
    }
  }
}

Targets targets_of(const Desk& desk) {
  Targets to;
  take_users(desk, to);
  if (!to.everybody) {
    take_numbers(desk, "toparty", to.parties, to.bad_parties);
    take_numbers(desk, "totag", to.tags, to.bad_tags);
  }
  if (!to.named()) throw Fault(kNoTarget, "touser, toparty and totag are all empty");
  if (!to.everybody && to.empty()) throw Fault(kNobody, "user & party & tag all invalid");
  return to;
}

void add_targets(Json& input, const Targets& to) {
  if (to.everybody) {
    input["everybody"] = true;
    return;
  }
  if (!to.users.empty()) input["members"] = to.users;
  if (!to.parties.empty()) input["departments"] = to.parties;
  if (!to.tags.empty()) input["tags"] = to.tags;
}

void add_duplicates(const Desk& desk, Json& input) {
  constexpr std::int64_t kUsual = 1800, kMost = 14400;  // seconds
  if (!desk.flag("enable_duplicate_check").value_or(false)) return;
  input["check_duplicate"] = true;
  input["duplicate_interval_s"] = std::clamp<std::int64_t>(
      desk.number("duplicate_check_interval").value_or(kUsual), 1, kMost);
}

bool of_targets(const std::string& field) {
  for (const char* list : {"everybody", "members", "departments", "tags"})
    if (field.starts_with(list)) return true;
  return false;
}

Json sent(const Desk& desk, const Json& input) {
  try {
    return desk.call("app_message.send", input);
  } catch (const Fault& fault) {
    if (of_targets(fault.field()) && fault.code() == Errc::invalid_argument)
      throw Fault(kNobody, "user & party & tag all invalid: " + std::string(fault.detail()), fault.code());
    raise_of_message(fault);
  }
}

/// "b|c" of what was not asked for and what was refused.
std::string bad_ones(std::vector<std::string> list, const Json& refused, const char* name) {
  for (const Json& one : refused) {
    const Json& value = one.at(name);
    list.push_back(value.is_string() ? lower(value.get<std::string>()) : value.dump());
  }
  return joined(list);
}

/// https://developer.work.weixin.qq.com/document/path/90236
Answer send(const Desk& desk) {
  if (desk.text("msgtype") != "miniprogram_notice" || desk.has("agentid")) need_own(desk);
  Targets to = targets_of(desk);
  if (to.everybody && desk.text("msgtype") == "miniprogram_notice")
    throw Fault(code::bad_parameter, "invalid parameter: touser: a miniprogram_notice is not for @all");
  Json input = message_of(desk);
  add_targets(input, to);
  add_duplicates(desk, input);
  const Json answer = sent(desk, input);
  for (std::string& user : to.bad_users)
    user = lower(std::move(user));
  const Json& response_code = answer.at("response_code");
  return Json{
      {"invaliduser", bad_ones(std::move(to.bad_users), answer.at("invalid_members"), "member")},
      {"invalidparty", bad_ones(std::move(to.bad_parties), answer.at("invalid_departments"), "number")},
      {"invalidtag", bad_ones(std::move(to.bad_tags), answer.at("invalid_tags"), "number")},
      {"unlicenseduser", ""},
      {"msgid", answer.at("message")},
      {"response_code", response_code.is_null() ? Json("") : response_code}};
}

/// https://developer.work.weixin.qq.com/document/path/94867
Answer recall(const Desk& desk) {
  const Numbers numbers = {{Errc::not_found, code::bad_parameter}, {Errc::invalid_argument, code::bad_parameter}};
  desk.call("app_message.recall", {{"message", desk.need("msgid", code::bad_parameter)}}, numbers);
  return Json::object();
}

Json change_of(const Desk& desk) {
  Json input = {{"response_code", desk.need("response_code", code::bad_parameter)}};
  if (desk.flag("atall").value_or(false)) input["everybody"] = true;
  if (auto users = desk.words("userids"); !users.empty()) input["members"] = std::move(users);
  if (auto parties = desk.numbers("partyids"); !parties.empty()) input["departments"] = std::move(parties);
  if (auto tags = desk.numbers("tagids"); !tags.empty()) input["tags"] = std::move(tags);
  if (const auto button = desk.object("button"))
    input["button"] = cut_characters(button->need("replace_name", code::bad_parameter), 64);
  if (const auto card = desk.object("template_card")) {
    input["template_card"] = card_of(*card);
    if (const auto text = card->filled("replace_text")) input["replace_text"] = cut_characters(*text, 64);
  }
  return input;
}

/// https://developer.work.weixin.qq.com/document/path/94888
Answer update_template_card(const Desk& desk) {
  need_own(desk);
  try {
    const Json changed = desk.call("app_card.update", change_of(desk));
    Json invalid = Json::array();
    for (const Json& one : changed.at("invalid_members"))
      invalid.push_back(lower(one.at("member").get<std::string>()));
    return Json{{"invaliduser", std::move(invalid)}};
  } catch (const Fault& fault) {
    raise_of_message(fault);
  }
}

/// https://developer.work.weixin.qq.com/document/path/92369
Answer get_statistics(const Desk& desk) {
  const std::int64_t day = desk.number("time_type").value_or(0);
  if (day != 0 && day != 1) throw Fault(code::bad_parameter, "invalid parameter: time_type must be 0 or 1");
  const auto app = platform::app_with_id(desk.tx(), desk.who().principal).value();
  const std::int64_t count = platform::sent_on_day(desk.tx(), app.id, static_cast<int>(day));
  Json list = Json::array();
  list.push_back({{"agentid", app.number}, {"app_name", app.name}, {"count", count}});
  return Json{{"statistics", std::move(list)}};
}

}  // namespace

Endpoints message_endpoints() {
  Endpoints table;
  table.push_back({.path = "message/send", .handle = send});
  table.push_back({.path = "message/recall", .handle = recall});
  table.push_back({.path = "message/update_template_card", .handle = update_template_card});
  table.push_back({.path = "message/get_statistics", .handle = get_statistics});
  return table;
}

}  // namespace weft::wecom
