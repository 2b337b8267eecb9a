// From rows of the audit log to what the outside is told of.
#include <weft/base/json.hpp>
#include <weft/db/announce.hpp>
#include <weft/identity/facts.hpp>

#include <map>
#include <optional>

namespace weft::identity {
namespace {

const Json kNothing = Json::object();

/// One side of a change; what is no object has no fields.
const Json& side(const Json& detail, const char* name) {
  const auto found = detail.find(name);
  return found != detail.end() && found->is_object() ? *found : kNothing;
}

std::vector<std::string> changed_in(const Json& detail) {
  const Json &before = side(detail, "before"), &after = side(detail, "after");
  std::vector<std::string> names;
  for (const auto& [name, value] : after.items())
    if (!before.contains(name) || before.at(name) != value) names.push_back(name);
  for (const auto& [name, unused] : before.items())
    if (!after.contains(name)) names.push_back(name);
  return names;
}

std::string status_kind(const Json& detail) {
  const std::string status = side(detail, "after").value("status", "");
  if (status == "disabled") return "member.disabled";
  return status == "left" ? "member.left" : "member.enabled";
}

const std::map<std::string, std::string>& told_as() {
  static const std::map<std::string, std::string> kinds = {
      {"member.create", "member.created"},
      {"member.update", "member.updated"},
      {"member.set_departments", "member.updated"},
      {"member.set_status", "member"},
      {"department.create", "department.created"},
      {"department.update", "department.updated"},
      {"department.move", "department.moved"},
      {"department.delete", "department.deleted"},
      {"tag.create", "tag.created"},
      {"tag.update", "tag.updated"},
      {"tag.delete", "tag.deleted"},
      {"tag.mark", "tag.members_changed"},
      {"tag.unmark", "tag.members_changed"}};
  return kinds;
}

RawJson tag_members(const AuditEntry& entry, const Json& detail) {
  std::vector<PrincipalId> people;
  for (const Json& id : detail.at("members"))
    people.push_back(PrincipalId::parse(id.get_ref<const std::string&>()).value());
  auto departments = detail.value("departments", std::vector<std::int64_t>());
  const bool marked = entry.action == "tag.mark";
  TagMembersFact fact{std::stoll(entry.target), {}, {}, {}, {}};
  (marked ? fact.added : fact.removed) = std::move(people);
  (marked ? fact.added_departments : fact.removed_departments) = std::move(departments);
  return {to_json_text(fact)};
}

RawJson body_of(const std::string& kind, const AuditEntry& entry, const Json& detail) {
  if (kind == "tag.members_changed") return tag_members(entry, detail);
  if (entry.action == "member.set_departments")  // its detail is two lists of places
    return {to_json_text(MemberFact{PrincipalId::parse(entry.target).value(), {"departments"}})};
  if (kind.starts_with("member."))
    return {to_json_text(MemberFact{PrincipalId::parse(entry.target).value(), changed_in(detail)})};
  if (kind.starts_with("tag.")) return {to_json_text(TagFact{std::stoll(entry.target), changed_in(detail)})};
  return {to_json_text(DepartmentFact{std::stoll(entry.target), changed_in(detail)})};
}

}  // namespace

void announce_audited(db::Tx& tx, std::span<const AuditEntry> entries) {
  std::map<std::string, bool> listened;
  for (const AuditEntry& entry : entries) {
    const auto known = told_as().find(entry.action);
    if (known == told_as().end()) continue;
    const Json detail = Json::parse(entry.detail.text);
    const std::string kind = known->second == "member" ? status_kind(detail) : known->second;
    const auto [asked, fresh] = listened.try_emplace(kind, false);
    if (fresh) asked->second = db::somebody_listens(tx, kind);
    if (!asked->second) continue;
    const std::string subject = kind.substr(0, kind.find('.'));
    db::announce(tx, {kind, subject + " " + entry.target, body_of(kind, entry, detail)});
  }
}

api::EventKinds fact_kinds() {
  return {
      api::event_kind<MemberFact>("member.created", "Somebody came into the company."),
      api::event_kind<MemberFact>("member.updated", "What is known of a member, or where it belongs, changed."),
      api::event_kind<MemberFact>("member.disabled", "A member was locked out."),
      api::event_kind<MemberFact>("member.enabled", "A member was let back in."),
      api::event_kind<MemberFact>("member.left", "A member left the company."),
      api::event_kind<DepartmentFact>("department.created", "A department was made."),
      api::event_kind<DepartmentFact>("department.updated", "A department has another name, or other heads."),
      api::event_kind<DepartmentFact>("department.moved", "A department stands somewhere else."),
      api::event_kind<DepartmentFact>("department.deleted", "A department is gone."),
      api::event_kind<TagFact>("tag.created", "A tag of the directory was made."),
      api::event_kind<TagFact>("tag.updated", "A tag of the directory has another name."),
      api::event_kind<TagFact>("tag.deleted", "A tag of the directory is gone."),
      api::event_kind<TagMembersFact>("tag.members_changed", "Members or departments got a tag, or lost it."),
      api::event_kind<JobFact>("job.finished", "A job of the company ended, well or not."),
  };
}

}  // namespace weft::identity
