// From the facts that webhooks hear to the events that WeCom's apps know: change_contact, change_external_contact,
// change_external_chat, change_external_tag. Numbers and mail addresses of members are not in them: who may have them
// asks with its own rights. https://developer.work.weixin.qq.com/document/path/90970, 90971 and 90972 for the first.
#include "platform/apps/company_events.hpp"

#include "platform/apps/callback.hpp"
#include "platform/apps/xml.hpp"
#include <weft/base/json.hpp>
#include <weft/customers/customer_groups.hpp>
#include <weft/customers/told.hpp>
#include <weft/customers/welcome_codes.hpp>
#include <weft/db/announce.hpp>
#include <weft/identity/facts.hpp>
#include <weft/identity/identity.hpp>
#include <weft/platform/tag_ids.hpp>

#include <algorithm>
#include <map>

namespace weft::platform {
namespace {

/// What WeCom calls a fact, and which of its events that is.
struct Word {
  CompanyEvent event;
  std::string change;
};

const std::map<std::string, Word>& words() {
  using enum CompanyEvent;
  static const std::map<std::string, Word> known = {
      {"member.created", {change_contact, "create_user"}},
      {"member.updated", {change_contact, "update_user"}},
      {"member.disabled", {change_contact, "update_user"}},
      {"member.enabled", {change_contact, "update_user"}},
      {"member.left", {change_contact, "delete_user"}},
      {"department.created", {change_contact, "create_party"}},
      {"department.updated", {change_contact, "update_party"}},
      {"department.moved", {change_contact, "update_party"}},
      {"department.deleted", {change_contact, "delete_party"}},
      {"tag.members_changed", {change_contact, "update_tag"}},
      {"customer.added", {change_external_contact, "add_external_contact"}},
      {"customer.tagged", {change_external_contact, "edit_external_contact"}},
      {"customer.remarked", {change_external_contact, "edit_external_contact"}},
      {"customer.removed", {change_external_contact, "del_external_contact"}},
      {"customer.passed_on", {change_external_contact, "del_external_contact"}},
      {"customer.lost", {change_external_contact, "del_follow_user"}},
      {"hand_over.done", {change_external_contact, "add_external_contact"}},
      {"hand_over.ended", {change_external_contact, "transfer_fail"}},
      {"customer_group.created", {change_external_chat, "create"}},
      {"customer_group.updated", {change_external_chat, "update"}},
      {"customer_group.dismissed", {change_external_chat, "dismiss"}},
      {"contact_tag.created", {change_external_tag, "create"}},
      {"contact_tag.updated", {change_external_tag, "update"}},
      {"contact_tag.deleted", {change_external_tag, "delete"}},
      {"contact_tag_group.created", {change_external_tag, "create"}},
      {"contact_tag_group.updated", {change_external_tag, "update"}},
      {"contact_tag_group.deleted", {change_external_tag, "delete"}}};
  return known;
}

std::string joined(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& one : list)
    text += (text.empty() ? "" : ",") + one;
  return text;
}

std::string joined(const std::vector<std::int64_t>& numbers) {
  std::vector<std::string> list;
  for (const std::int64_t one : numbers)
    list.push_back(std::to_string(one));
  return joined(list);
}

template <class Fact>
Fact fact_of(const db::Delivery& delivery) {
  return read_json<Fact>(Json::parse(delivery.event.text));
}

[[noreturn]] void gone(const std::string& what) {
  throw db::Undeliverable("the " + what + " is not there any more");
}

std::string userid_of(db::Tx& tx, const std::optional<PrincipalId>& member) {
  if (!member) return {};
  const auto userids = store::tellable_userids(tx, {*member});
  return userids.empty() ? "" : userids.front();
}

/// WeCom's numbers: 1 active, 2 disabled, 4 not activated, 5 has left.
long long status_number(const std::string& status) {
  static const std::map<std::string, long long> numbers = {{"active", 1}, {"disabled", 2}, {"left", 5}};
  const auto known = numbers.find(status);
  return known == numbers.end() ? 4 : known->second;
}

long long gender_number(const std::string& gender) {
  if (gender == "male") return 1;
  return gender == "female" ? 2 : 0;
}

/// The company's own fields, but those that are not shown to all: links are type 1, everything else is text.
void add_attributes(XmlWriter& xml, const store::TellableMember& member) {
  xml.open("ExtAttr");
  for (const store::TellableMember::Attribute& attribute : member.attributes) {
    xml.open("Item").text("Name", attribute.name).number("Type", attribute.link ? 1LL : 0LL);
    if (attribute.link) {
      xml.open("Web").text("Title", "").text("Url", attribute.value).close();
    } else {
      xml.open("Text").text("Value", attribute.value).close();
    }
    xml.close();
  }
  xml.close();
}

void add_places(XmlWriter& xml, const store::TellableMember& member) {
  std::vector<std::string> leads;
  for (std::size_t i = 0; i < member.departments.size(); ++i)
    leads.emplace_back(member.leads[i] ? "1" : "0");
  xml.text("Department", joined(member.departments));
  if (!member.departments.empty()) xml.number("MainDepartment", static_cast<long long>(member.departments.front()));
  xml.text("IsLeaderInDept", joined(leads));
}

/// Of a change only what changed.
void add_member(db::Tx& tx, XmlWriter& xml, const db::Delivery& delivery, const std::string& change) {
  const auto fact = fact_of<identity::MemberFact>(delivery);
  const auto member = store::find_tellable(tx, fact.member);
  if (!member) gone("member");
  xml.text("UserID", member->userid);
  if (change == "delete_user") return;
  const bool fresh = change == "create_user";
  const auto changed = [&](const char* field) {
    return fresh || std::find(fact.changed.begin(), fact.changed.end(), field) != fact.changed.end();
  };
  if (changed("name")) xml.text("Name", member->name);
  if (changed("departments")) add_places(xml, *member);
  if (changed("title")) xml.text("Position", member->title);
  if (changed("gender")) xml.number("Gender", gender_number(member->gender));
  if (changed("status")) xml.number("Status", status_number(member->status));
  if (changed("alias")) xml.text("Alias", member->alias);
  if (changed("fields")) add_attributes(xml, *member);
}

void add_department(db::Tx& tx, XmlWriter& xml, const db::Delivery& delivery, const std::string& change) {
  const auto fact = fact_of<identity::DepartmentFact>(delivery);
  xml.number("Id", static_cast<long long>(fact.department));
  if (change == "delete_party") return;
  const auto department = store::find_tellable(tx, fact.department);
  if (!department) gone("department");
  const bool fresh = change == "create_party";
  const auto changed = [&](const char* field) {
    return fresh || std::find(fact.changed.begin(), fact.changed.end(), field) != fact.changed.end();
  };
  if (changed("name")) xml.text("Name", department->name);
  if (changed("parent")) xml.text("ParentId", std::to_string(department->parent));
  if (fresh) xml.number("Order", static_cast<long long>(department->position));
}

void add_tag(db::Tx& tx, XmlWriter& xml, const db::Delivery& delivery) {
  const auto fact = fact_of<identity::TagMembersFact>(delivery);
  xml.number("TagId", static_cast<long long>(fact.tag));
  xml.text("AddUserItems", joined(store::tellable_userids(tx, fact.added)));
  xml.text("DelUserItems", joined(store::tellable_userids(tx, fact.removed)));
  xml.text("AddPartyItems", joined(fact.added_departments)).text("DelPartyItems", joined(fact.removed_departments));
}

std::string text_in(const Json& detail, const char* name) {
  const auto at = detail.find(name);
  return at == detail.end() || !at->is_string() ? std::string() : at->get<std::string>();
}

/// With which the app may greet a customer who came.
std::optional<std::string> welcome_code(db::Tx& tx, const db::Delivery& delivery, const PrincipalId& app) {
  if (delivery.type != "customer.added") return std::nullopt;
  const Json detail = Json::parse(fact_of<customers::CustomerFact>(delivery).detail.text);
  const auto follow = customers::FollowId::parse(text_in(detail, "follow"));
  return follow ? customers::welcome_code(tx, app, *follow) : std::nullopt;
}

bool has_left(db::Tx& tx, const PrincipalId& employee) {
  const auto who = identity::load_principal(tx, employee);
  return !who || who->status == identity::PrincipalStatus::left;
}

std::string fail_reason(const std::string& result) {
  if (result == "refused") return "customer_refused";
  if (result == "list_full") return "customer_limit_exceed";
  throw db::Undeliverable("WeCom tells of hand-overs that were refused or found no room");
}

void add_customer(
    db::Tx& tx, XmlWriter& xml, const db::Delivery& delivery, const std::string& change, const PrincipalId& app) {
  const auto fact = fact_of<customers::CustomerFact>(delivery);
  const Json detail = Json::parse(fact.detail.text);
  const std::string state = text_in(detail, "state");
  if (change == "transfer_fail") xml.text("FailReason", fail_reason(text_in(detail, "result")));
  const std::string userid = userid_of(tx, fact.employee);
  if (userid.empty()) throw db::Undeliverable("it is no employee's affair");
  if (delivery.type == "customer.passed_on" && has_left(tx, *fact.employee))
    throw db::Undeliverable("WeCom tells of customers of who works on");
  xml.text("UserID", userid).text("ExternalUserID", fact.customer.str());
  if (change == "add_external_contact" && !state.empty()) xml.text("State", state);
  if (const auto code = welcome_code(tx, delivery, app)) xml.text("WelcomeCode", *code);
  if (delivery.type == "customer.passed_on") xml.text("Source", "DELETE_BY_TRANSFER");
}

/// How the members of a group changed: scenes are 0 by invitation, 3 by a code; 0 went by itself, 1 was put out.
std::vector<PrincipalId> inside_now(db::Tx& tx, const ConversationId& group) {
  std::vector<PrincipalId> people;
  for (const auto& one : customers::inside_of(tx, group, ""))
    people.push_back(one.principal);
  return people;
}

/// Who came or went, and which people were in before and are in now. Where more has happened meanwhile, the version of
/// before is none that was ever told, and whoever compares it asks for the whole group.
void add_change(db::Tx& tx, XmlWriter& xml, const customers::CustomerGroupFact& fact, bool joined) {
  const auto now = inside_now(tx, fact.conversation);
  auto before = now;
  for (const PrincipalId& one : fact.members) {
    std::erase(before, one);
    if (!joined) before.push_back(one);
  }
  xml.open("MemChangeList");
  for (const auto& one : identity::load_principals(tx, fact.members))
    xml.text("Item", one.kind == identity::PrincipalKind::external ? one.id.str() : one.userid);
  xml.close();
  xml.text("LastMemVer", customers::version_of(before)).text("CurMemVer", customers::version_of(now));
}

void add_group(db::Tx& tx, XmlWriter& xml, const db::Delivery& delivery, const std::string& change) {
  static const std::map<std::string, std::string> details = {
      {"members_added", "add_member"},   {"members_removed", "del_member"}, {"left", "del_member"},
      {"owner_changed", "change_owner"}, {"renamed", "change_name"},        {"notice", "change_notice"}};
  const auto fact = fact_of<customers::CustomerGroupFact>(delivery);
  xml.text("ChatId", fact.conversation.str());
  if (change != "update") return;
  const std::string& detail = details.at(fact.change);
  xml.text("UpdateDetail", detail);
  const long long many = fact.member_count;
  const bool by_itself = fact.members.size() == 1 && fact.members.front() == fact.actor;
  if (detail == "add_member") xml.number("JoinScene", by_itself ? 3LL : 0LL).number("MemChangeCnt", many);
  if (detail == "del_member")
    xml.number("QuitScene", fact.change == "left" || by_itself ? 0LL : 1LL).number("MemChangeCnt", many);
  if (detail == "add_member" || detail == "del_member") add_change(tx, xml, fact, detail == "add_member");
}

void add_contact_tag(XmlWriter& xml, const db::Delivery& delivery) {
  const auto fact = fact_of<customers::ContactTagFact>(delivery);
  const bool group = delivery.type.starts_with("contact_tag_group.");
  xml.text("Id", group ? group_id(fact.number) : std::to_string(fact.number));
  xml.text("TagType", group ? "tag_group" : "tag");
}

/// The tags of a group, or all groups, stand in another order.
void add_shuffle(XmlWriter& xml, const customers::ContactTagFact& fact) {
  xml.text("Id", fact.group ? group_id(*fact.group) : "").text("StrategyId", "");
}

/// What programs do themselves they are not told of by WeCom: customers, their groups and tags.
void need_person(db::Tx& tx, const db::Delivery& delivery) {
  const Json fact = Json::parse(delivery.event.text);
  const auto actor = PrincipalId::parse(text_in(fact, "actor"));
  const auto who = actor ? identity::load_principal(tx, *actor) : std::nullopt;
  if (who && who->kind == identity::PrincipalKind::app)
    throw db::Undeliverable("WeCom tells of nothing that programs did");
}

bool is_shuffle(const db::Delivery& delivery) {
  const bool tag = delivery.type == "contact_tag.updated" || delivery.type == "contact_tag_group.updated";
  return tag && fact_of<customers::ContactTagFact>(delivery).moved;
}

void add_fact(
    db::Tx& tx, XmlWriter& xml, const db::Delivery& delivery, const std::string& change, const PrincipalId& app) {
  const std::string subject = delivery.type.substr(0, delivery.type.find('.'));
  if (subject == "member") return add_member(tx, xml, delivery, change);
  if (subject == "department") return add_department(tx, xml, delivery, change);
  if (subject == "tag") return add_tag(tx, xml, delivery);
  need_person(tx, delivery);
  if (subject == "customer_group") return add_group(tx, xml, delivery, change);
  if (subject == "contact_tag" || subject == "contact_tag_group") return add_contact_tag(xml, delivery);
  add_customer(tx, xml, delivery, change, app);
}

}  // namespace

void listen(db::Tx& tx, const store::AppRow& app) {
  std::vector<std::string> kinds;
  if (app.callback && app.enabled)
    for (const auto& [kind, word] : words())
      if (std::find(app.callback->events.begin(), app.callback->events.end(), word.event) != app.callback->events.end())
        kinds.push_back(kind);
  if (kinds.empty()) return db::remove_listener(tx, app.id.uuid());
  db::set_listener(tx, {app.id.uuid(), kAppDelivery, std::move(kinds)});
}

bool is_company_event(const db::Delivery& delivery) {
  return words().contains(delivery.type);
}

std::string company_xml(db::Tx& tx, const db::Delivery& delivery, const std::string& corp, const PrincipalId& app) {
  const Word& word = words().at(delivery.type);
  XmlWriter xml;
  xml.open("xml").text("ToUserName", corp).text("FromUserName", "sys");
  xml.number(
      "CreateTime",
      static_cast<long long>(std::chrono::floor<std::chrono::seconds>(delivery.at.time_since_epoch()).count()));
  xml.text("MsgType", "event").text("Event", boost::describe::enum_to_string(word.event, ""));
  const bool shuffle = is_shuffle(delivery);
  xml.text("ChangeType", shuffle ? "shuffle" : word.change);
  if (shuffle) need_person(tx, delivery);
  if (shuffle)
    add_shuffle(xml, fact_of<customers::ContactTagFact>(delivery));
  else
    add_fact(tx, xml, delivery, word.change, app);
  return xml.done();
}

std::string company_json(db::Tx& tx, const db::Delivery& delivery, const PrincipalId& app, std::int64_t number) {
  Json data = Json::parse(delivery.event.text);
  data["app"] = number;
  if (const auto code = welcome_code(tx, delivery, app)) data["welcome_code"] = *code;
  return Json{{"type", delivery.type}, {"timestamp", to_rfc3339(delivery.at)}, {"data", std::move(data)}}.dump();
}

}  // namespace weft::platform
