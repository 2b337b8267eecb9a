// Tags of customers and their groups: the rules.
#include "customers/tags/store.hpp"
#include <weft/base/json.hpp>
#include <weft/customers/told.hpp>
#include <weft/db/announce.hpp>

namespace weft::customers {
namespace {

using identity::Origin;

void need_name(const std::string& name, const std::string& field) {
  if (name.find_first_not_of(' ') == std::string::npos) refuse_field(field, "must not be blank");
}

template <class T>
Json shown(const T& thing) {
  return Json::parse(to_json_text(thing));
}

void tell(
    db::Tx& tx, const Origin& origin, const std::string& action, std::int64_t number, const Json& before,
    const Json& after) {
  identity::audit::append(tx, {origin, action, std::to_string(number), identity::audit::change(before, after)});
  const std::string line = action.substr(0, action.find('.')) + " " + std::to_string(number);
  const Json& shown = after.is_null() ? before : after;
  ContactTagFact fact{number};
  if (shown.contains("group")) fact.group = shown.at("group").get<std::int64_t>();
  fact.actor = origin.actor;
  fact.moved = !before.is_null() && !after.is_null() && before.at("name") == after.at("name");
  db::announce(tx, {action + "d", line, {to_json_text(fact)}});  // contact_tag.create -> created
}

TagGroup need_group(db::Tx& tx, std::int64_t number) {
  auto group = store::tag_group(tx, number);
  if (!group) throw ApiError(Errc::not_found, "there is no group of tags " + std::to_string(number));
  return std::move(*group);
}

ContactTag need_tag(db::Tx& tx, std::int64_t number) {
  auto tag = store::contact_tag(tx, number);
  if (!tag) throw ApiError(Errc::not_found, "there is no tag " + std::to_string(number));
  return std::move(*tag);
}

void need_room_for_tags(db::Tx& tx, std::int64_t more) {
  if (store::count_contact_tags(tx) + more > kContactTags)
    throw ApiError(Errc::conflict, "the company has 3,000 tags of customers, which is the most");
}

[[noreturn]] void taken(const std::string& field) {
  throw ApiError(Errc::conflict, "there is one with this name", field);
}

}  // namespace

std::vector<TagGroup> tag_groups(db::Tx& tx, std::span<const RuleGroupId> inside) {
  return store::company_tag_groups(tx, inside);
}

std::optional<TagGroup> find_tag_group(db::Tx& tx, std::int64_t number) {
  return store::tag_group(tx, number);
}

std::optional<TagGroup> group_of_tag(db::Tx& tx, std::int64_t tag) {
  const auto found = store::contact_tag(tx, tag);
  if (!found) return std::nullopt;
  return store::tag_group(tx, found->group);
}

TagTimes tag_times(db::Tx& tx) {
  return {store::made_at(tx, "contact_tag_groups"), store::made_at(tx, "contact_tags")};
}

TagGroup create_tag_group(
    db::Tx& tx, const std::string& name, std::int64_t position, const std::optional<RuleGroupId>& rule_group,
    std::span<const std::string> tags, const Origin& origin) {
  need_name(name, "name");
  identity::audit::lock(tx);
  if (store::count_tag_groups(tx) >= kTagGroups)
    throw ApiError(Errc::conflict, "the company has 1,000 groups of tags, which is the most");
  need_room_for_tags(tx, std::ssize(tags));
  TagGroup group{0, rule_group, name, position, {}};
  if (!store::insert_tag_group(tx, group)) taken("name");
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const std::string field = "tags[" + std::to_string(i) + "]";
    need_name(tags[i], field);
    ContactTag tag{0, group.number, tags[i], 0};
    if (!store::insert_contact_tag(tx, tag)) taken(field);
    group.tags.push_back(std::move(tag));
  }
  tell(tx, origin, "contact_tag_group.create", group.number, nullptr, shown(group));
  return group;
}

TagGroup update_tag_group(db::Tx& tx, std::int64_t number, const TagGroupChange& change, const Origin& origin) {
  identity::audit::lock(tx);
  const TagGroup before = need_group(tx, number);
  TagGroup after = before;
  after.name = change.name.value_or(before.name);
  after.position = change.position.value_or(before.position);
  need_name(after.name, "name");
  if (after.name == before.name && after.position == before.position) return before;
  if (!store::update_tag_group(tx, after)) taken("name");
  tell(tx, origin, "contact_tag_group.update", number, shown(before), shown(after));
  return after;
}

void delete_tag_group(db::Tx& tx, std::int64_t number, const Origin& origin) {
  identity::audit::lock(tx);
  const TagGroup group = need_group(tx, number);
  store::delete_tag_group(tx, number);
  tell(tx, origin, "contact_tag_group.delete", number, shown(group), nullptr);
}

ContactTag create_contact_tag(
    db::Tx& tx, std::int64_t group, const std::string& name, std::int64_t position, const Origin& origin) {
  need_name(name, "name");
  identity::audit::lock(tx);
  need_group(tx, group);
  need_room_for_tags(tx, 1);
  ContactTag tag{0, group, name, position};
  if (!store::insert_contact_tag(tx, tag)) taken("name");
  tell(tx, origin, "contact_tag.create", tag.number, nullptr, shown(tag));
  return tag;
}

ContactTag update_contact_tag(db::Tx& tx, std::int64_t number, const TagGroupChange& change, const Origin& origin) {
  identity::audit::lock(tx);
  const ContactTag before = need_tag(tx, number);
  ContactTag after = before;
  after.name = change.name.value_or(before.name);
  after.position = change.position.value_or(before.position);
  need_name(after.name, "name");
  if (after.name == before.name && after.position == before.position) return before;
  if (!store::update_contact_tag(tx, after)) taken("name");
  tell(tx, origin, "contact_tag.update", number, shown(before), shown(after));
  return after;
}

void delete_contact_tag(db::Tx& tx, std::int64_t number, const Origin& origin) {
  identity::audit::lock(tx);
  const ContactTag tag = need_tag(tx, number);
  store::delete_contact_tag(tx, number);
  tell(tx, origin, "contact_tag.delete", number, shown(tag), nullptr);
}

}  // namespace weft::customers
