// What a way may be: the fields one by one, and together.
#include "customers/ways/change.hpp"

#include "customers/contacts/store.hpp"
#include "customers/ways/hours.hpp"
#include <weft/base/json.hpp>
#include <weft/customers/rule_groups.hpp>
#include <weft/customers/serving.hpp>
#include <weft/identity/visibility.hpp>

#include <algorithm>
#include <functional>
#include <set>

namespace weft::customers {
namespace {

constexpr auto kMostLife = std::chrono::hours(24 * 3650);
constexpr auto kTemporaryLife = std::chrono::hours(24 * 7);  // of a temporary chat's code
constexpr auto kMostTemporaryLife = std::chrono::hours(24 * 14);

template <class T>
void set(T& to, const auto& from) {
  if (from) to = from->value;
}

std::vector<std::int64_t> numbers_of(const auto& list, const std::string& field) {
  std::vector<std::int64_t> numbers;
  std::set<std::int64_t> seen;
  for (const auto& one : list)
    if (seen.insert(one.value).second) numbers.push_back(one.value);
  if (numbers.size() != list.size()) refuse_field(field, "one of them stands there twice");
  return numbers;
}

/// Who is disabled or has left is told apart from nobody.
void need_present(
    db::Tx& tx, const api::Caller& caller, std::span<const PersonRef> refs,
    const std::function<std::string(std::size_t)>& field) {
  const auto found = identity::recognise(tx, caller, refs, true);
  std::vector<PrincipalId> people;
  for (const auto& one : found)
    if (one) people.push_back(*one);
  const auto troubles = serving_troubles(tx, people);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto trouble = found[i] ? troubles.find(*found[i]) : troubles.end();
    if (trouble == troubles.end()) continue;
    if (trouble->second == ServingTrouble::left || trouble->second == ServingTrouble::disabled)
      refuse_field(field(i), std::string(text_of(trouble->second)));
  }
}

std::string place_of(const std::string& field, std::size_t i) {
  return field + "[" + std::to_string(i) + "]";
}

void put_people(db::Tx& tx, const api::Caller& caller, const WayChange& change, Way& way) {
  if (change.employees) {
    need_present(tx, caller, change.employees->items, [](std::size_t i) { return place_of("employees", i); });
    way.employees = identity::resolve_seen(tx, caller, change.employees->items, "employees");
    if (std::set(way.employees.begin(), way.employees.end()).size() != way.employees.size())
      refuse_field("employees", "somebody stands there twice");
  }
  if (change.departments) way.departments = numbers_of(*change.departments, "departments");
  if (change.backup) way.backup = need_person(tx, caller, *change.backup, "backup");
  if (change.fallback) way.fallback = need_person(tx, caller, *change.fallback, "fallback");
}

void put_words(db::Tx& tx, const api::Caller& caller, const WayChange& change, const EntranceParts& parts, Way& way) {
  set(way.title, change.title);
  set(way.remark, change.remark);
  set(way.state, change.state);
  if (change.welcome)
    way.kept_welcome = keep_greeting(
        tx, *change.welcome, way.kept_welcome, caller.principal, parts.attachments, "welcome");
  if (change.closing)
    way.kept_closing = keep_greeting(
        tx, *change.closing, way.kept_closing, caller.principal, parts.attachments, "closing");
}

void check_servers(db::Tx& tx, std::span<const PrincipalId> employees, const std::string& field, bool list) {
  const auto troubles = serving_troubles(tx, employees);
  for (std::size_t i = 0; i < employees.size(); ++i) {
    const auto trouble = troubles.find(employees[i]);
    if (trouble == troubles.end()) continue;
    if (trouble->second == ServingTrouble::full || trouble->second == ServingTrouble::company_full) continue;
    refuse_field(list ? place_of(field, i) : field, std::string(text_of(trouble->second)));
  }
}

/// A tag that none of those named could give. Who is in a department when a customer comes is not known yet.
void check_tags(db::Tx& tx, const Way& way) {
  if (way.tags.empty() || !way.departments.empty()) return;
  auto servers = way.employees;
  if (way.backup) servers.push_back(*way.backup);
  auto foreign = way.tags;
  for (const PrincipalId& employee : servers) {
    foreign = tags_from_elsewhere(tx, foreign, employee);
    if (foreign.empty()) return;
  }
  refuse_field("tags", "tag " + std::to_string(foreign.front()) + " is of a rule group that nobody of this way is in");
}

/// Its code is good for one customer, and not for long.
void complete_temporary(Way& way) {
  if (!way.single()) refuse_field("chat_hours", "a temporary chat is with a single employee");
  if (way.most_uses.value_or(1) != 1) refuse_field("most_uses", "the code of a temporary chat lets one customer in");
  way.most_uses = 1;
  if (!way.expires_at) way.expires_at = way.created_at + kTemporaryLife;
  if (*way.expires_at > way.created_at + kMostTemporaryLife)
    refuse_field("expires_at", "the code of a temporary chat is good for 14 days at most");
}

}  // namespace

PrincipalId need_person(db::Tx& tx, const api::Caller& caller, const PersonRef& ref, const std::string& field) {
  need_present(tx, caller, std::span(&ref, 1), [&](std::size_t) { return field; });
  try {
    return identity::resolve_seen(tx, caller, std::span(&ref, 1), field).front();
  } catch (const ApiError& error) {
    throw ApiError(error.code(), error.detail(), field);
  }
}

void apply(db::Tx& tx, const api::Caller& caller, const WayChange& change, const EntranceParts& parts, Way& way) {
  put_people(tx, caller, change, way);
  put_words(tx, caller, change, parts, way);
  way.approval = change.approval.value_or(way.approval);
  way.exclusive = change.exclusive.value_or(way.exclusive);
  way.paused = change.paused.value_or(way.paused);
  way.balance = change.balance.value_or(way.balance);
  set(way.daily_cap, change.daily_cap);
  set(way.most_uses, change.most_uses);
  set(way.chat_hours, change.chat_hours);
  if (change.expires_at) {
    if (*change.expires_at <= tx.now()) refuse_field("expires_at", "is over already");
    if (*change.expires_at > tx.now() + kMostLife) refuse_field("expires_at", "is more than ten years away");
    way.expires_at = change.expires_at;
  }
  if (change.hours) {
    check_hours(tx, *change.hours, "hours");
    way.hours = change.hours;
  }
  if (change.tags) {
    way.tags = numbers_of(*change.tags, "tags");
    if (const auto unknown = store::unknown_tags(tx, way.tags); !unknown.empty())
      refuse_field("tags", "there is no tag " + std::to_string(unknown.front()));
  }
  if (change.employees) check_servers(tx, way.employees, "employees", true);
  if (change.tags || change.employees || change.departments) check_tags(tx, way);
  if (change.backup) check_servers(tx, std::span(&*way.backup, 1), "backup", false);
}

void clear(std::span<const WayField> fields, Way& way) {
  for (const WayField field : fields) {
    switch (field) {
      case WayField::daily_cap: way.daily_cap.reset(); break;
      case WayField::most_uses: way.most_uses.reset(); break;
      case WayField::expires_at: way.expires_at.reset(); break;
      case WayField::chat_hours: way.chat_hours.reset(); break;
      case WayField::closing: way.kept_closing.reset(); break;
      case WayField::welcome: way.kept_welcome.reset(); break;
      case WayField::hours: way.hours.reset(); break;
      case WayField::backup: way.backup.reset(); break;
      case WayField::fallback: way.fallback.reset(); break;
    }
  }
}

void complete(Way& way) {
  if (way.employees.empty() && way.departments.empty())
    refuse_field("employees", "name one employee at least, or a department");
  if (way.temporary()) complete_temporary(way);
  if (way.kept_closing && !way.chat_hours) refuse_field("closing", "only a temporary chat ends with closing words");
}

}  // namespace weft::customers
