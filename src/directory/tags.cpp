// Tags of members: the rules.
#include "directory/store_fields.hpp"
#include <weft/base/json.hpp>

namespace weft::directory {
namespace {

using identity::Origin;

constexpr std::size_t kTagName = 32;
constexpr std::int64_t kDepartmentsOfTag = 1000;

void check_name(const std::string& name) {
  if (name.find_first_not_of(' ') == std::string::npos || count_characters(name) > kTagName)
    refuse_field("name", "must be 1 to 32 characters");
}

std::string need_name(db::Tx& tx, std::int64_t number) {
  auto name = store::tag_name(tx, number);
  if (!name) throw ApiError(Errc::not_found, "there is no tag " + std::to_string(number));
  return std::move(*name);
}

void tell(db::Tx& tx, const Origin& origin, const std::string& action, std::int64_t number, const Json& detail) {
  identity::audit::append(tx, {origin, action, std::to_string(number), {detail.dump()}});
}

void tell_marks(
    db::Tx& tx, const Origin& origin, const std::string& action, std::int64_t number, const Marked& changed,
    bool marked) {
  if (changed.empty()) return;
  Json members = Json::array();
  for (const PrincipalId& person : changed.members)
    members.push_back(person.str());
  tell(
      tx, origin, action, number,
      {{"members", members},
       {"departments", changed.departments},
       {"before", {{"marked", !marked}}},
       {"after", {{"marked", marked}}}});
}

}  // namespace

Tag create_tag(db::Tx& tx, const std::string& name, const Origin& origin, std::optional<std::int64_t> wanted) {
  check_name(name);
  identity::audit::lock(tx);
  if (store::tag_count(tx) >= static_cast<std::int64_t>(kTags))
    throw ApiError(Errc::conflict, "the company has 3,000 tags, which is the most");
  if (store::tag_name_taken(tx, name, 0)) throw ApiError(Errc::conflict, "there is such a tag", "name");
  const auto number = store::take_tag_number(tx, wanted);
  if (!number) throw ApiError(Errc::conflict, "the number is taken, or was once given", "number");
  store::insert_tag(tx, *number, name);
  tell(tx, origin, "tag.create", *number, {{"before", nullptr}, {"after", {{"name", name}}}});
  return {*number, name, 0};
}

void rename_tag(db::Tx& tx, std::int64_t number, const std::string& name, const Origin& origin) {
  check_name(name);
  identity::audit::lock(tx);
  const std::string before = need_name(tx, number);
  if (before == name) return;
  if (store::tag_name_taken(tx, name, number)) throw ApiError(Errc::conflict, "there is such a tag", "name");
  store::rename_tag(tx, number, name);
  tell(tx, origin, "tag.update", number, {{"before", {{"name", before}}}, {"after", {{"name", name}}}});
}

void delete_tag(db::Tx& tx, std::int64_t number, const Origin& origin) {
  identity::audit::lock(tx);
  const std::string name = need_name(tx, number);
  store::delete_tag(tx, number);
  tell(tx, origin, "tag.delete", number, {{"before", {{"name", name}}}, {"after", nullptr}});
}

void need_tag(db::Tx& tx, std::int64_t number) {
  need_name(tx, number);
}

std::vector<Tag> list_tags(db::Tx& tx, const identity::View& view, std::int64_t after, std::int64_t limit) {
  return store::tags(tx, view, after, limit);
}

std::vector<PrincipalId> tag_members(
    db::Tx& tx, std::int64_t number, const identity::View& view, const PrincipalId& after, std::int64_t limit) {
  return store::tag_members(tx, number, view, after, limit);
}

std::vector<Node> tag_departments(
    db::Tx& tx, std::int64_t number, const identity::View& view, std::int64_t after, std::int64_t limit) {
  return store::tag_departments(tx, number, view, after, limit);
}

Marked mark(db::Tx& tx, std::int64_t number, const Marked& wanted, const Origin& origin) {
  identity::audit::lock(tx);
  need_name(tx, number);
  const Marked marked{store::mark(tx, number, wanted.members), store::mark_departments(tx, number, wanted.departments)};
  if (!marked.departments.empty() && store::departments_marked(tx, number) > kDepartmentsOfTag)
    throw ApiError(Errc::conflict, "a tag is given to 1,000 departments at most", "departments");
  tell_marks(tx, origin, "tag.mark", number, marked, true);
  return marked;
}

Marked unmark(db::Tx& tx, std::int64_t number, const Marked& wanted, const Origin& origin) {
  identity::audit::lock(tx);
  need_name(tx, number);
  const Marked freed{
      store::unmark(tx, number, wanted.members), store::unmark_departments(tx, number, wanted.departments)};
  tell_marks(tx, origin, "tag.unmark", number, freed, false);
  return freed;
}

}  // namespace weft::directory
