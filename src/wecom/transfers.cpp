// externalcontact/transfer_customer, transfer_result, get_unassigned_list, resigned/*, groupchat/onjob_transfer,
// groupchat/transfer: customers and groups go to another employee.
#include "wecom/customer_desk.hpp"
#include "wecom/subjects.hpp"
#include <weft/identity/identity.hpp>

#include <algorithm>

namespace weft::wecom {
namespace {

using api::Permission;

constexpr int kNotLeft = 40097;
constexpr int kFull = 40099;
constexpr int kTooOften = 40128;
constexpr int kUnderWay = 40129;
constexpr int kSameOwner = 40130;
constexpr int kNotItsCustomer = 40131;
constexpr int kOwnerHere = 90500;
constexpr int kNoGroup = 90501;
constexpr std::size_t kMost = 100;
constexpr std::int64_t kMostListed = 1000;

/// What the code of an answer is called, for customers and for groups.
int number_of(const std::string& code) {
  static const std::map<std::string, int> numbers = {
      {"started", 0},
      {"done", 0},
      {"not_a_customer", kNotItsCustomer},
      {"not_a_group", kNoGroup},
      {"dismissed", kNoGroup},
      {"pending", kUnderWay},
      {"capped", kTooOften},
      {"day_full", code::rate},
      {"same_owner", kSameOwner},
      {"out_of_reach", code::no_privilege},
      {"unknown", code::no_user},
      {"left", code::no_user},
      {"disabled", code::no_user},
      {"not_activated", code::not_activated},
      {"inactive", code::not_activated},
      {"outside_range", code::not_serving},
      {"not_verified", code::not_verified},
      {"full", kFull},
      {"company_full", kFull}};
  const auto known = numbers.find(code);
  return known == numbers.end() ? code::invalid_parameter : known->second;
}

bool has_left(const Desk& desk, const PrincipalId& member) {
  return identity::load_principal(desk.tx(), member).value().status == identity::PrincipalStatus::left;
}

/// Answers in the order of the ids; what is no id of a customer is answered here.
Json hand_over(const Desk& desk, const std::string& operation, const Json& people) {
  const auto ids = desk.words("external_userid");
  if (ids.empty() || ids.size() > kMost)
    throw Fault(code::bad_customer, "external_userid must have 1 to 100 customers");
  Json known = Json::array();
  std::map<std::string, int> numbers;
  for (const std::string& id : ids) {
    const auto customer = customers::ContactId::parse(id);
    if (!customer) numbers[id] = code::bad_customer;
    if (customer && numbers.emplace(id, code::bad_customer).second) known.push_back(customer->str());
  }
  if (!known.empty()) {
    Json input = people;
    input["customers"] = std::move(known);
    const Json answers = desk.call(operation, std::move(input));
    for (const Json& answer : answers.at("results"))
      numbers[answer.at("customer")] = number_of(answer.at("code").get<std::string>());
  }
  Json out = Json::array();
  for (const std::string& id : ids)
    out.push_back({{"external_userid", id}, {"errcode", numbers.at(id)}});
  return out;
}

/// https://developer.work.weixin.qq.com/document/path/92125
Answer on_job(const Desk& desk) {
  desk.need_permission(Permission::customers_manage);
  const PrincipalId from = need_member(desk, "handover_userid"), to = need_member(desk, "takeover_userid");
  if (has_left(desk, from))
    throw Fault(code::no_user, "handover_userid has left: externalcontact/resigned/transfer_customer is for those");
  const Json people = {
      {"from", from.str()}, {"to", to.str()}, {"message", or_null(desk.filled("transfer_success_msg"))}};
  return Json{{"customer", hand_over(desk, "hand_over.begin", people)}};
}

/// https://developer.work.weixin.qq.com/document/path/94081
Answer resigned(const Desk& desk) {
  desk.need_permission(Permission::customers_manage);
  const PrincipalId from = need_member(desk, "handover_userid"), to = need_member(desk, "takeover_userid");
  if (!has_left(desk, from)) throw Fault(kNotLeft, "handover_userid has not left the company");
  return Json{{"customer", hand_over(desk, "hand_over.resigned", {{"from", from.str()}, {"to", to.str()}})}};
}

/// 1 done, 2 waits, 3 refused, 4 no room; WeCom has no word for what was cancelled, undone or failed.
int status_number(const std::string& status) {
  if (status == "done") return 1;
  if (status == "waiting") return 2;
  if (status == "refused") return 3;
  return status == "list_full" ? 4 : 0;
}

/// https://developer.work.weixin.qq.com/document/path/94088
Answer results(const Desk& desk) {
  desk.need_permission(Permission::customers_manage);
  const PrincipalId from = need_member(desk, "handover_userid"), to = need_member(desk, "takeover_userid");
  const Json page = desk.call(
      "hand_over.results",
      {{"from", from.str()}, {"to", to.str()}, {"limit", kMostListed}, {"cursor", or_null(desk.filled("cursor"))}});
  Json out = Json::array();
  for (const Json& item : page.at("items")) {
    const int status = status_number(item.at("status").get<std::string>());
    const bool timed = status == 1 || status == 2;
    if (status != 0)
      out.push_back(
          {{"external_userid", item.at("customer")},
           {"status", status},
           {"takeover_time", timed ? seconds(item.at("at")) : 0}});
  }
  const Json& next = page.at("next_cursor");
  return Json{{"customer", std::move(out)}, {"next_cursor", next.is_null() ? Json("") : next}};
}

/// https://developer.work.weixin.qq.com/document/path/92124
Answer unassigned(const Desk& desk) {
  desk.need_permission(Permission::customers_manage);
  if (desk.number("page_id").value_or(0) > 0) throw Fault(code::bad_parameter, "page_id: use cursor instead");
  const std::int64_t wanted = desk.number("page_size").value_or(kMostListed);
  if (wanted < 1 || wanted > kMostListed) throw Fault(code::invalid_parameter, "page_size must be 1 to 1000");
  Names names(desk);
  Json info = Json::array();
  Json next = or_null(desk.filled("cursor"));
  Walk walk(wanted);
  for (bool more = true; more && walk.goes_on(info); more = !next.is_null()) {
    const Json page = desk.call("hand_over.assignable", {{"limit", walk.page()}, {"cursor", next}});
    next = page.at("next_cursor");
    for (const Json& item : page.at("items"))
      if (!item.at("waiting").get<bool>())
        info.push_back(
            {{"handover_userid", names.of(item.at("old_owner").at("id"))},
             {"external_userid", item.at("customer").at("id")},
             {"dimission_time", seconds(item.at("left_at"))}});
  }
  const bool last = next.is_null();
  return Json{{"info", std::move(info)}, {"is_last", last}, {"next_cursor", last ? Json("") : next}};
}

Json failed(const std::string& id, int number, std::string text) {
  return {{"chat_id", id}, {"errcode", number}, {"errmsg", std::move(text)}};
}

/// Whether the group is for this endpoint: those of who has left have one of their own.
std::optional<Json> not_for(const Desk& desk, const std::string& id, bool resigned) {
  if (!ConversationId::parse(id)) return failed(id, kNoGroup, "chat is not external group chat");
  const auto group = desk.attempt("customer_group.get", {{"conversation", id}}, {Errc::not_found});
  if (!group) return failed(id, kNoGroup, "chat is not external group chat");
  if (resigned && !group->at("assignable").get<bool>())
    return failed(id, kOwnerHere, "the owner of this chat is not resigned");
  if (!resigned && group->at("assignable").get<bool>())
    return failed(id, code::no_user, "the owner of this chat is resigned");
  return std::nullopt;
}

/// https://developer.work.weixin.qq.com/document/path/95703
Answer groups(const Desk& desk, bool resigned) {
  desk.need_permission(Permission::customers_manage);
  const auto ids = desk.words("chat_id_list");
  if (ids.empty() || ids.size() > kMost) throw Fault(code::bad_chat, "chat_id_list must have 1 to 100 groups");
  const PrincipalId owner = need_member(desk, "new_owner");
  Json fitting = Json::array(), out = Json::array();
  for (const std::string& id : ids) {
    if (auto reason = not_for(desk, id, resigned))
      out.push_back(std::move(*reason));
    else
      fitting.push_back(id);
  }
  if (!fitting.empty()) {
    const Json answers = desk.call("customer_group.transfer", {{"groups", std::move(fitting)}, {"to", owner.str()}});
    for (const Json& answer : answers.at("results"))
      if (const int number = number_of(answer.at("code").get<std::string>()); number != 0)
        out.push_back(failed(answer.at("group"), number, answer.at("text")));
  }
  return Json{{"failed_chat_list", std::move(out)}};
}

}  // namespace

Endpoints transfer_endpoints() {
  const std::string root = "externalcontact/";
  Endpoints table;
  table.push_back({.path = root + "transfer_customer", .handle = on_job});
  table.push_back({.path = root + "transfer_result", .handle = results});
  table.push_back({.path = root + "get_unassigned_list", .handle = unassigned});
  table.push_back({.path = root + "resigned/transfer_customer", .handle = resigned});
  table.push_back({.path = root + "resigned/transfer_result", .handle = results});
  table.push_back(
      {.path = root + "groupchat/onjob_transfer", .handle = [](const Desk& desk) { return groups(desk, false); }});
  table.push_back({.path = root + "groupchat/transfer", .handle = [](const Desk& desk) { return groups(desk, true); }});
  return table;
}

}  // namespace weft::wecom
