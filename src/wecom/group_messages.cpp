// externalcontact/add_msg_template and what becomes of it: broadcasts of the company, which employees confirm.
#include "wecom/customer_desk.hpp"
#include "wecom/customer_tags.hpp"
#include "wecom/greetings.hpp"
#include "wecom/subjects.hpp"

#include <algorithm>

namespace weft::wecom {
namespace {

using api::Permission;

constexpr std::size_t kCustomers = 10000;
constexpr std::size_t kGroups = 2000;
constexpr std::int64_t kMostListed = 100;
constexpr std::int64_t kListed = 50;
constexpr std::int64_t kMostRows = 1000;
constexpr std::int64_t kRows = 500;
constexpr std::int64_t kMostOld = 10000;
const Numbers kMessage = {{Errc::not_found, code::invalid_parameter}};

/// Whether it is for groups, and not for single customers.
bool for_groups(const Desk& desk) {
  const std::string type = desk.filled("chat_type").value_or("single");
  if (type != "single" && type != "group") throw Fault(code::invalid_parameter, "chat_type must be single or group");
  return type == "group";
}

/// Tags of a list: any of them; of several lists: one of each.
Json filter_in(const Fields& tags) {
  Json all = Json::array();
  for (const Fields& list : tags.objects("group_list")) {
    Json any = Json::array();
    for (const std::string& id : list.words("tag_list"))
      any.push_back(tag_number(id));
    if (!any.empty()) all.push_back({{"tags", {{"any", std::move(any)}}}});
  }
  return all.empty() ? Json() : Json{{"all", std::move(all)}};
}

/// Who is meant where no list names them.
Json audience_in(const Desk& desk, bool groups, const std::optional<PrincipalId>& sender) {
  if (groups) return {{"groups", {{"owners", {sender.value().str()}}}}};
  Json filter;
  if (const auto tags = desk.object("tag_filter")) filter = filter_in(*tags);
  if (filter.is_null() && !sender)
    throw Fault(code::invalid_parameter, "one of sender, external_userid and tag_filter is needed");
  Json customers = Json::object();
  if (sender)
    customers["employee"] = sender->str();
  else
    customers["everybody"] = true;
  if (!filter.is_null()) customers["filter"] = std::move(filter);
  return {{"customers", std::move(customers)}};
}

/// Puts the list into the draft; who cannot be reached.
Json add_list(
    const Desk& desk, const Json& draft, const std::vector<std::string>& ids,
    const std::optional<PrincipalId>& sender) {
  Json failed = Json::array(), known = Json::array();
  for (const std::string& id : ids)
    (customers::ContactId::parse(id) ? known : failed).push_back(id);
  if (known.empty()) return failed;
  const Json added = desk.call(
      "broadcast.add_recipients",
      {{"broadcast", draft}, {"recipients", known}, {"sender", sender ? Json(sender->str()) : Json()}});
  for (const Json& one : added.at("results"))
    if (one.at("code") == "unknown") failed.push_back(one.at("recipient"));
  return failed;
}

/// https://developer.work.weixin.qq.com/document/path/92135
Answer add(const Desk& desk) {
  desk.need_permission(Permission::broadcasts_manage);
  const bool groups = for_groups(desk);
  const auto listed = desk.words(groups ? "chat_id_list" : "external_userid");
  if (listed.size() > (groups ? kGroups : kCustomers))
    throw Fault(
        code::invalid_parameter, groups ? "chat_id_list has more than 2000" : "external_userid has more than 10000");
  std::optional<PrincipalId> sender;
  if (groups || desk.filled("sender")) sender = need_member(desk, "sender");
  auto content = greeting_in(desk);
  if (!content) throw Fault(code::invalid_parameter, "text or attachments is needed");
  Json input = {
      {"kind", "company"},
      {"target", groups ? "customer_groups" : "customers"},
      {"content", std::move(*content)},
      {"allow_select", desk.flag("allow_select").value_or(false)}};
  if (listed.empty()) input["audience"] = audience_in(desk, groups, sender);
  const Json draft = desk.call("broadcast.create", std::move(input), {{Errc::not_found, code::bad_media}}).at("id");
  Json failed = Json::array();
  if (!listed.empty()) failed = add_list(desk, draft, listed, sender);
  if (!listed.empty() && failed.size() >= listed.size())
    throw Fault(groups ? code::bad_chat : code::bad_customer, "nobody of the list can be written to");
  desk.call("broadcast.start", {{"broadcast", draft}});
  return Json{{"fail_list", std::move(failed)}, {"msgid", draft}};
}

/// Of employees, or of groups; a draft is none yet.
bool is_asked_for(const Json& one, const char* target, const Desk& desk, const std::optional<PrincipalId>& creator) {
  if (one.at("target") != target || one.at("status") == "draft") return false;
  const std::int64_t type = desk.number("filter_type").value_or(2);
  const bool own = one.at("kind") == "own";
  if ((type == 0 && own) || (type == 1 && !own)) return false;
  return !creator || one.at("created_by").at("id") == creator->str();
}

Json shown(Names& names, const Json& one) {
  Json told = greeting_out(one.at("content"));
  told["msgid"] = one.at("id");
  const std::string creator = names.of(one.at("created_by").at("id"));
  if (!creator.empty()) told["creator"] = creator;  // what programs made has none
  told["create_time"] = seconds(one.at("created_at"));
  told["create_type"] = one.at("kind") == "own" ? 1 : 0;
  return told;
}

/// https://developer.work.weixin.qq.com/document/path/93338
Answer list(const Desk& desk) {
  desk.need_permission(Permission::broadcasts_manage);
  const char* const target = for_groups(desk) ? "customer_groups" : "customers";
  const std::int64_t from = desk.need_number("start_time"), until = desk.need_number("end_time");
  std::optional<PrincipalId> creator;
  if (const auto userid = desk.filled("creator")) creator = member_named(desk, *userid);
  const std::int64_t limit = desk.number("limit").value_or(kListed);
  const std::int64_t wanted = limit < 1 || limit > kMostListed ? kListed : limit;
  Names names(desk);
  Json out = Json::array();
  Json next = or_null(desk.filled("cursor"));
  Walk walk(wanted);
  for (bool more = true; more && walk.goes_on(out); more = !next.is_null()) {
    const Json page = desk.call("broadcast.list", {{"all", true}, {"limit", walk.page()}, {"cursor", next}});
    next = page.at("next_cursor");
    for (const Json& one : page.at("items")) {
      const std::int64_t made_at = seconds(one.at("created_at"));
      if (made_at < from) next = Json();  // the newest come first
      if (made_at >= from && made_at <= until && is_asked_for(one, target, desk, creator))
        out.push_back(shown(names, one));
    }
  }
  return Json{{"next_cursor", next.is_null() ? Json("") : next}, {"group_msg_list", std::move(out)}};
}

Json page_in(const Desk& desk, std::int64_t most) {
  const std::int64_t limit = desk.number("limit").value_or(kRows);
  return {
      {"broadcast", desk.need("msgid")},
      {"limit", limit < 1 || limit > most ? kRows : std::min(limit, kMostRows)},
      {"cursor", or_null(desk.filled("cursor"))}};
}

Answer tasks(const Desk& desk) {
  desk.need_permission(Permission::broadcasts_manage);
  const Json page = desk.call("broadcast.senders", page_in(desk, kMostRows), kMessage);
  Names names(desk);
  Json out = Json::array();
  for (const Json& item : page.at("items")) {
    const bool sent = item.at("status") == "confirmed";
    Json task = {{"userid", names.of(item.at("sender").at("id"))}, {"status", sent ? 2 : 0}};
    if (sent) task["send_time"] = seconds(item.at("decided_at"));
    out.push_back(std::move(task));
  }
  const Json& next = page.at("next_cursor");
  return Json{{"next_cursor", next.is_null() ? Json("") : next}, {"task_list", std::move(out)}};
}

/// 0 not sent, 1 sent, 2 no customer of the sender (or one who wants none), 3 had enough from others.
int status_number(const Json& item) {
  const std::string state = item.at("state");
  if (state == "sent") return 1;
  if (state == "failed") return 2;
  if (!item.at("reason").is_string()) return 0;
  const std::string reason = item.at("reason");
  if (reason == "quota" || reason == "merged") return 3;
  return state == "refused" ? 2 : 0;
}

/// What became of each; of groups those that got it.
Json results_of(const Desk& desk, const Json& items, bool groups) {
  Names names(desk);
  Json out = Json::array();
  for (const Json& item : items) {
    const int status = status_number(item);
    if (groups && status != 1) continue;
    Json told = {{"userid", names.of(item.at("sender"))}, {"status", status}};
    told[groups ? "chat_id" : "external_userid"] = item.at("recipient");
    if (status == 1) told["send_time"] = seconds(item.at("sent_at"));
    out.push_back(std::move(told));
  }
  return out;
}

/// The whole broadcast, or what one employee sends of it.
Answer results(const Desk& desk, const char* name, bool of_one) {
  desk.need_permission(Permission::broadcasts_manage);
  Json input = page_in(desk, of_one ? kMostRows : kMostOld);
  const Json broadcast = desk.call("broadcast.get", {{"broadcast", input.at("broadcast")}}, kMessage);
  if (of_one) input["sender"] = need_member(desk, "userid").str();
  const Json page = desk.call("broadcast.recipients", std::move(input), kMessage);
  const Json& next = page.at("next_cursor");
  return Json{
      {"next_cursor", next.is_null() ? Json("") : next},
      {name, results_of(desk, page.at("items"), broadcast.at("target") == "customer_groups")}};
}

/// https://developer.work.weixin.qq.com/document/path/97610
Answer remind(const Desk& desk) {
  desk.need_permission(Permission::broadcasts_manage);
  desk.call("broadcast.remind", {{"broadcast", desk.need("msgid")}}, kMessage);
  return Json();
}

/// https://developer.work.weixin.qq.com/document/path/97611
Answer cancel(const Desk& desk) {
  desk.need_permission(Permission::broadcasts_manage);
  desk.call("broadcast.stop", {{"broadcast", desk.need("msgid")}}, kMessage);
  return Json();
}

}  // namespace

Endpoints group_message_endpoints() {
  const std::string root = "externalcontact/";
  Endpoints table;
  table.push_back({.path = root + "add_msg_template", .handle = add});
  table.push_back({.path = root + "get_groupmsg_list_v2", .handle = list});
  table.push_back({.path = root + "get_groupmsg_task", .handle = tasks});
  table.push_back({.path = root + "get_groupmsg_send_result", .handle = [](const Desk& desk) {
                     return results(desk, "send_list", true);
                   }});
  table.push_back({.path = root + "get_group_msg_result", .handle = [](const Desk& desk) {
                     return results(desk, "detail_list", false);
                   }});
  table.push_back({.path = root + "remind_groupmsg_send", .handle = remind});
  table.push_back({.path = root + "cancel_groupmsg_send", .handle = cancel});
  return table;
}

}  // namespace weft::wecom
