// Who may make, see and change which ways.
#include "customers/ways/manage.hpp"

#include "customers/ways/change.hpp"
#include "customers/ways/hours.hpp"
#include "customers/ways/store.hpp"
#include "customers/ways/store_chats.hpp"
#include <weft/base/json.hpp>
#include <weft/customers/reach.hpp>
#include <weft/customers/serving.hpp>
#include <weft/customers/standing.hpp>
#include <weft/files/files.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/activation.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/visibility.hpp>

#include <algorithm>
#include <map>

namespace weft::customers {
namespace {

using api::Permission;

const std::string kPath = "/c/";
constexpr std::int64_t kMostOwn = 1000;
constexpr auto kKept = std::chrono::days(180);
constexpr std::int64_t kMostTemporary = 100000;  // made in a day

/// Those of temporary chats are counted by the day on which they are made, the others by how many there are.
void count(db::Tx& tx, const Way& way, int change) {
  if (!way.temporary()) return count_ways(tx, change);
  if (change > 0 && store::count_temporary(tx, day_of(tx, std::nullopt)) > kMostTemporary)
    throw ApiError(
        Errc::conflict, "the company has made " + std::to_string(kMostTemporary) + " ways to temporary chats today",
        "chat_hours");
}

/// Of one employee, and nobody else has anything to do with it.
bool own(const Way& way, const PrincipalId& employee) {
  return way.single() && way.employees.front() == employee && !way.backup && !way.fallback;
}

/// What makes a way more than one's own.
std::string not_alone(const Way& way, const PrincipalId& employee) {
  if (!way.departments.empty()) return "departments";
  if (!way.single() || way.employees.front() != employee) return "employees";
  return way.backup ? "backup" : "fallback";
}

/// Asks the database about each person once.
class Reached {
 public:
  Reached(db::Tx& tx, const api::Caller& caller)
      : tx_(tx), caller_(caller), reach_(customer_reach(tx, caller, Power::contact_ways)) {}
  bool nobody() const { return reach_.empty(); }
  bool person(const PrincipalId& who) {
    if (reach_.departments.company) return true;
    const auto [known, fresh] = people_.try_emplace(who);
    if (fresh) known->second = reaches(tx_, reach_, who);
    return known->second;
  }
  bool department(std::int64_t number) {
    try {
      identity::require_department(tx_, caller_, Permission::contact_ways_manage, number);
      return true;
    } catch (const ApiError&) {
      return false;
    }
  }
  bool way(const Way& way) { return !beyond(way); }
  /// The field of somebody, or of a department, out of reach; absent when there is none.
  std::optional<std::string> beyond(const Way& way) {
    if (reach_.departments.company) return std::nullopt;
    if (reach_.empty()) return "employees";
    for (std::size_t i = 0; i < way.employees.size(); ++i)
      if (!person(way.employees[i])) return "employees[" + std::to_string(i) + "]";
    for (std::size_t i = 0; i < way.departments.size(); ++i)
      if (!department(way.departments[i])) return "departments[" + std::to_string(i) + "]";
    if (way.backup && !person(*way.backup)) return "backup";
    return std::nullopt;
  }

 private:
  db::Tx& tx_;
  const api::Caller& caller_;
  Reach reach_;
  std::map<PrincipalId, bool> people_;
};

void require_may_keep(db::Tx& tx, const api::Caller& caller, const Way& way) {
  if (own(way, caller.principal)) return require_can_serve(tx, caller.principal, "employees[0]");
  Reached reached(tx, caller);
  if (reached.nobody())
    throw ApiError(
        Errc::forbidden, "you make ways to yourself alone; this one needs contact_ways_manage",
        not_alone(way, caller.principal));
  for (std::size_t i = 0; i < way.departments.size(); ++i) {  // says which there is not
    try {
      identity::require_department(tx, caller, Permission::contact_ways_manage, way.departments[i]);
    } catch (const ApiError& error) {
      throw ApiError(error.code(), error.detail(), "departments[" + std::to_string(i) + "]");
    }
  }
  if (const auto field = reached.beyond(way))
    throw ApiError(Errc::forbidden, "your permission does not reach everybody in this way", *field);
}

/// The way, for who manages it; who only serves by it is refused, and for everybody else there is none.
Way need_way(db::Tx& tx, const api::Caller& caller, const WayId& id, bool change) {
  const auto way = store::load_way(tx, id);
  if (!way) throw ApiError(Errc::not_found, "no such way", "way");
  if (own(*way, caller.principal) || Reached(tx, caller).way(*way)) return *way;
  const bool serves = std::find(way->employees.begin(), way->employees.end(), caller.principal) != way->employees.end();
  if (!serves) throw ApiError(Errc::not_found, "no such way", "way");
  if (change) throw ApiError(Errc::forbidden, "this way is kept by who manages contact ways");
  return *way;
}

void keep_files(db::Tx& tx, const api::Caller& caller, const Way& way) {
  std::map<FileId, PrincipalId> files;
  for (const auto* greeting : {&way.kept_welcome, &way.kept_closing})
    if (*greeting) files.merge(files_of(**greeting));
  for (const auto& [file, owner] : files) {
    api::Caller as = caller;
    as.principal = owner;
    files::attach(tx, as, file, {files::Use::Kind::result, owner, std::nullopt});
  }
  for (const auto& [file, owner] : store::put_files(tx, way.id, files))
    files::detach(tx, files::Use::Kind::result, owner, file);
}

Json told(const Way& way) {
  Json json = Json::parse(to_json_text(view_of(way)));
  json.erase("path");
  return json;
}

void audit(db::Tx& tx, const api::Context& context, const char* action, const WayId& way, RawJson detail) {
  identity::audit::append(tx, {identity::origin_of(context), action, way.str(), std::move(detail)});
}

}  // namespace

ContactWay view_of(const Way& way) {
  ContactWay view = way;
  view.path = kPath + way.code;
  if (way.kept_closing) view.closing = greeting_of(*way.kept_closing);
  if (way.kept_welcome) view.welcome = greeting_of(*way.kept_welcome);
  return view;
}

void count_ways(db::Tx& tx, int change) {
  if (store::change_count(tx, change) > kMostWays)
    throw ApiError(Errc::conflict, "the company has " + std::to_string(kMostWays) + " ways already: delete one first");
}

Way create_way(db::Tx& tx, const api::Context& context, const WayChange& in, const EntranceParts& parts) {
  const api::Caller caller = in_line(tx, context.who(), Power::contact_ways);
  Way way;
  way.id = WayId::make();
  way.code = identity::make_code(tx.corp()).text;
  way.created_by = caller.principal;
  way.created_at = way.changed_at = tx.now();
  apply(tx, caller, in, parts, way);
  complete(way);
  require_may_keep(tx, caller, way);
  if (!caller.may(Permission::contact_ways_manage) && store::count_own(tx, caller.principal, kMostOwn) >= kMostOwn)
    throw ApiError(Errc::conflict, "you have " + std::to_string(kMostOwn) + " ways already: delete one first");
  count(tx, way, 1);
  store::insert_way(tx, way);
  keep_files(tx, caller, way);
  audit(tx, context, "contact_way.create", way.id, identity::audit::change(nullptr, told(way)));
  return way;
}

Way get_way(db::Tx& tx, const api::Caller& caller, const WayId& way) {
  return need_way(tx, caller, way, false);
}

api::Page<ContactWay> page_of_ways(db::Tx& tx, const api::Caller& caller, const ListWays& in) {
  const std::int64_t limit = api::limit_of(in.limit);
  std::optional<WayId> before;
  if (in.cursor) before = api::cursor_id<WayId>(api::decode_cursor("ways", *in.cursor, 1)[0]);
  Reached reached(tx, caller);
  std::optional<PrincipalId> employee;
  if (in.employee) employee = identity::find_seen(tx, caller, *in.employee);
  if (!employee && reached.nobody()) employee = caller.principal;
  auto ways = employee ? store::ways_of(tx, *employee, before, limit + 1) : store::list_ways(tx, before, limit + 1);
  const auto page = api::make_page(
      std::move(ways), limit, "ways", [](const Way& way) { return std::vector{way.id.str()}; });
  api::Page<ContactWay> out;
  out.next_cursor = page.next_cursor;
  for (const Way& way : page.items) {
    const auto& all = way.employees;
    const bool serves = std::find(all.begin(), all.end(), caller.principal) != all.end();
    if (serves || reached.way(way)) out.items.push_back(view_of(way));
  }
  return out;
}

Way update_way(db::Tx& tx, const api::Context& context, const UpdateWay& in, const EntranceParts& parts) {
  const api::Caller caller = in_line(tx, context.who(), Power::contact_ways);
  const Way before = need_way(tx, caller, in.way, true);
  Way way = before;
  apply(tx, caller, in, parts, way);
  if (in.clear) clear(in.clear->items, way);
  complete(way);
  require_may_keep(tx, caller, way);
  if (told(way) == told(before)) return before;
  way.changed_at = tx.now();
  if (way.temporary() != before.temporary()) {
    count(tx, before, -1);
    count(tx, way, 1);
  }
  store::save_way(tx, way);
  if (way.employees != before.employees || way.departments != before.departments) store::put_servers(tx, way);
  keep_files(tx, caller, way);
  audit(tx, context, "contact_way.update", way.id, identity::audit::change(told(before), told(way)));
  return way;
}

void remove_way(db::Tx& tx, const api::Context& context, const WayId& id) {
  const api::Caller caller = in_line(tx, context.who(), Power::contact_ways);
  Way way = need_way(tx, caller, id, true);
  store::delete_way(tx, id);
  count(tx, way, -1);
  audit(tx, context, "contact_way.delete", id, identity::audit::change(told(way), nullptr));
  way.kept_welcome.reset();
  way.kept_closing.reset();
  keep_files(tx, caller, way);
}

std::string make_plain_way(db::Tx& tx, const PrincipalId& employee, const std::string& title) {
  Way way;
  way.id = WayId::make();
  way.code = identity::make_code(tx.corp()).text;
  way.title = title;
  way.employees = {employee};
  way.created_by = employee;
  way.created_at = way.changed_at = tx.now();
  count_ways(tx, 1);
  store::insert_way(tx, way);
  return view_of(way).path;
}

std::optional<std::string> open_path_to(db::Tx& tx, const PrincipalId& employee) {
  const auto code = store::open_code_of(tx, employee);
  if (!code) return std::nullopt;
  return kPath + *code;
}

namespace {

/// Temporary ways that are over; nobody deletes them.
std::int64_t purge_temporary(db::Tx& tx, Time before, int limit) {
  const auto ways = store::old_temporary(tx, before, limit);
  for (const WayId& way : ways) {
    for (const auto& [file, owner] : store::put_files(tx, way, {}))
      files::detach(tx, files::Use::Kind::result, owner, file);
    store::purge_way(tx, way);
  }
  return std::ssize(ways);
}

}  // namespace

std::int64_t purge_ways(db::Tx& tx, int limit) {
  const Time before = tx.now() - kKept;
  return store::purge_ways(tx, before, limit) + purge_temporary(tx, before, limit) +
         store::purge_requests(tx, before, limit);
}

}  // namespace weft::customers
