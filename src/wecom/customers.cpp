// externalcontact/get_follow_user_list, list, get, batch/get_by_user, remark: customers and who serves them.
#include "wecom/customer_desk.hpp"
#include "wecom/customer_tags.hpp"
#include "wecom/subjects.hpp"
#include <weft/api/paging.hpp>
#include <weft/customers/records.hpp>
#include <weft/customers/serving.hpp>

#include <algorithm>

namespace weft::wecom {
namespace {

using api::Permission;
using customers::ContactId;
using customers::FollowId;

constexpr std::size_t kFollowers = 500;  ///< of one customer, at a time
constexpr std::int64_t kMostListed = 100;
constexpr std::int64_t kListed = 50;
constexpr std::string_view kUnionId = "unionid";

/// https://developer.work.weixin.qq.com/document/path/92114: where a relation came from.
int add_way(const std::string& source) {
  if (source == "way" || source == "request") return 1;  // scanned a code
  if (source == "group") return 4;
  if (source == "share") return 201;
  if (source == "hand_over") return 202;
  return 0;
}

int gender_number(const std::string& gender) {
  return gender == "male" ? 1 : gender == "female" ? 2 : 0;
}

Json external_contact(const Json& contact, const std::string& unionid) {
  const Json& company = contact.at("company");
  return {
      {"external_userid", contact.at("id")},
      {"name", contact.at("name")},
      {"position", contact.at("position")},
      {"avatar", contact.at("avatar")},
      {"corp_name", company},
      {"corp_full_name", company},
      {"type", contact.at("type") == "wecom" ? 2 : 1},
      {"gender", gender_number(contact.at("gender").get<std::string>())},
      {"unionid", unionid},
      {"external_profile", {{"external_attr", Json::array()}}}};
}

std::string unionid_of(const std::vector<customers::OutsideId>& ids) {
  for (const auto& id : ids)
    if (id.provider.value == kUnionId) return id.value.value;
  return {};
}

FollowId id_of(const Json& follow) {
  return FollowId::parse(follow.at("id").get<std::string>()).value();
}

/// What is told of some relations, looked up for all of them at once.
class Followers {
 public:
  Followers(const Desk& desk, const std::vector<Json>& follows) : names_(desk), tags_(desk) {
    std::vector<FollowId> ids;
    std::vector<PrincipalId> people;
    for (const Json& follow : follows) {
      ids.push_back(id_of(follow));
      people.push_back(PrincipalId::parse(follow.at("employee").get<std::string>()).value());
    }
    adders_ = customers::who_added(desk.tx(), ids);
    for (const auto& [follow, who] : adders_)
      people.push_back(who);
    names_.learn(people);
  }

  Json with_tags(const Json& follow) {
    Json told = shown(follow);
    told["tags"] = Json::array();
    for (const Json& number : follow.at("tags"))
      told["tags"].push_back(tags_.shown(number.get<std::int64_t>()));
    return told;
  }

  Json with_tag_ids(const Json& follow) {
    Json told = shown(follow);
    told["tag_id"] = Json::array();
    for (const Json& number : follow.at("tags"))
      told["tag_id"].push_back(tag_id(number.get<std::int64_t>()));
    return told;
  }

 private:
  Json shown(const Json& follow) {
    const auto adder = adders_.find(id_of(follow));
    return {
        {"userid", names_.of(follow.at("employee"))},
        {"remark", follow.at("remark")},
        {"description", follow.at("description")},
        {"createtime", seconds(follow.at("added_at"))},
        {"remark_corp_name", follow.at("company")},
        {"remark_mobiles", follow.at("phones")},
        {"oper_userid", adder == adders_.end() ? std::string() : names_.of(adder->second)},
        {"add_way", add_way(follow.at("source").get<std::string>())},
        {"state", follow.at("state")}};
  }

  Names names_;
  TagNames tags_;
  std::map<FollowId, PrincipalId> adders_;
};

/// https://developer.work.weixin.qq.com/document/path/92571
Answer follow_user_list(const Desk& desk) {
  desk.need_permission(Permission::customers_manage);
  const auto userids = called({}, [&] { return customers::userids_who_may_serve(desk.tx(), desk.who()); });
  return Json{{"follow_user", userids}};
}

/// https://developer.work.weixin.qq.com/document/path/92113
Answer list(const Desk& desk) {
  desk.need_permission(Permission::customers_manage);
  const PrincipalId member = need_member(desk, "userid");
  Json ids = Json::array();
  for (const ContactId& one : called({}, [&] { return customers::contacts_of(desk.tx(), desk.who(), member); }))
    ids.push_back(one.str());
  if (ids.empty()) throw Fault(code::not_a_customer, "not exist external contact: userid serves no customer");
  return Json{{"external_userid", std::move(ids)}};
}

/// The first that are not told yet; `more`: there are others behind them.
std::vector<Json> followers_behind(const Desk& desk, const Json& all, std::string& next) {
  std::vector<Json> active;
  std::copy_if(all.begin(), all.end(), std::back_inserter(active), [](const Json& follow) {
    return follow.at("status") == "active";
  });
  std::sort(active.begin(), active.end(), [](const Json& a, const Json& b) { return a.at("id") < b.at("id"); });
  if (const auto cursor = desk.filled("cursor")) {
    const std::string last = api::decode_cursor("followers", *cursor, 1)[0];
    active.erase(
        std::remove_if(
            active.begin(), active.end(),
            [&](const Json& follow) { return follow.at("id").get_ref<const std::string&>() <= last; }),
        active.end());
  }
  if (active.size() <= kFollowers) return active;
  active.resize(kFollowers);
  next = api::encode_cursor("followers", {active.back().at("id").get<std::string>()});
  return active;
}

/// https://developer.work.weixin.qq.com/document/path/92114
Answer get(const Desk& desk) {
  desk.need_permission(Permission::customers_manage);
  const ContactId id = need_customer(desk);
  const Json got = desk.call("contact.get", {{"contact", id.str()}}, {{Errc::not_found, code::not_a_customer}});
  const Json& contact = got.at("contact");
  std::string unionid, next;
  for (const Json& outside : contact.at("ids"))
    if (outside.at("provider") == kUnionId) unionid = outside.at("value").get<std::string>();
  const auto active = followers_behind(desk, got.at("follows"), next);
  if (active.empty() && !desk.filled("cursor"))
    throw Fault(code::not_a_customer, "not exist external contact: nobody serves this customer");
  Followers followers(desk, active);
  Json users = Json::array();
  for (const Json& follow : active)
    users.push_back(followers.with_tags(follow));
  return Json{
      {"external_contact", external_contact(contact, unionid)},
      {"follow_user", std::move(users)},
      {"next_cursor", next}};
}

/// https://developer.work.weixin.qq.com/document/path/92994
Answer get_by_user(const Desk& desk) {
  desk.need_permission(Permission::customers_manage);
  auto userids = desk.words("userid_list");
  if (userids.empty()) userids = desk.words("userid");  // as it was called before there were lists, and by SDKs still
  if (userids.empty() || userids.size() > 100) throw Fault(code::bad_userid, "userid_list must have 1 to 100 userids");
  const std::int64_t limit = desk.number("limit").value_or(kListed);
  Json owners = Json::array();
  for (const PrincipalId& member : members_named(desk, userids))
    owners.push_back(member.str());
  Json input = {
      {"everybody", true},
      {"filter", {{"owners", std::move(owners)}}},
      {"limit", limit <= 0 ? kListed : std::min(limit, kMostListed)}};
  if (const auto cursor = desk.filled("cursor")) input["cursor"] = *cursor;
  const Json page = desk.call("contact.list", std::move(input));
  std::vector<Json> follows;
  for (const Json& item : page.at("items"))
    follows.push_back(item.at("follow"));
  Followers followers(desk, follows);
  Json out = Json::array();
  for (const Json& item : page.at("items")) {
    const Json& card = item.at("contact");
    const auto record = customers::load_contact(desk.tx(), ContactId::parse(card.at("id").get<std::string>()).value());
    out.push_back(
        {{"external_contact", external_contact(card, record ? unionid_of(record->ids) : std::string())},
         {"follow_info", followers.with_tag_ids(item.at("follow"))}});
  }
  const Json& next = page.at("next_cursor");
  return Json{
      {"external_contact_list", std::move(out)},
      {"next_cursor", next.is_null() ? Json("") : next},
      {"fail_info", {{"unlicensed_userid_list", Json::array()}}}};
}

/// https://developer.work.weixin.qq.com/document/path/92115
Answer remark(const Desk& desk) {
  desk.need_permission(Permission::customers_manage);
  if (desk.filled("remark_pic_mediaid"))
    throw Fault(code::bad_parameter, "remark_pic_mediaid: pictures are not kept with remarks here");
  Json input = {
      {"remark", or_null(desk.text("remark"))},
      {"description", or_null(desk.text("description"))},
      {"company", or_null(desk.text("remark_company"))},
      {"phones", nullptr}};
  if (desk.has("remark_mobiles")) {
    auto phones = desk.words("remark_mobiles");
    std::erase(phones, std::string());
    input["phones"] = phones;
  }
  const bool nothing = std::all_of(input.begin(), input.end(), [](const Json& value) { return value.is_null(); });
  if (nothing) throw Fault(code::bad_parameter, "one of remark, description, remark_company, remark_mobiles is needed");
  input["follow"] = need_follow(desk).id.str();
  desk.call("follow.update", std::move(input), {{Errc::not_found, code::not_a_customer}});
  return Json();
}

}  // namespace

Endpoints customer_endpoints() {
  const std::string root = "externalcontact/";
  Endpoints table;
  table.push_back({.path = root + "get_follow_user_list", .handle = follow_user_list});
  table.push_back({.path = root + "list", .handle = list});
  table.push_back({.path = root + "get", .handle = get});
  table.push_back({.path = root + "batch/get_by_user", .handle = get_by_user});
  table.push_back({.path = root + "remark", .handle = remark});
  return table;
}

}  // namespace weft::wecom
