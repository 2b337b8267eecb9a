// externalcontact/get_user_behavior_data, groupchat/statistic, groupchat/statistic_group_by_day: figures by days of the
// company's clock.
#include "wecom/customer_desk.hpp"
#include "wecom/subjects.hpp"
#include <weft/customers/company_time.hpp>
#include <weft/customers/figures.hpp>

#include <algorithm>
#include <cmath>
#include <set>

namespace weft::wecom {
namespace {

using api::Permission;
using customers::Day;
using customers::GroupTotals;
using std::chrono::days;

constexpr std::size_t kPeople = 100;
constexpr auto kSpan = days(30);
constexpr std::int64_t kRows = 500;
constexpr std::int64_t kMostRows = 1000;

struct Span {
  Day from, to;
  Json input() const { return {{"from", customers::to_text(from)}, {"to", customers::to_text(to)}}; }
};

/// Times of day are taken down to the beginning of their day.
Span span_in(const Desk& desk, const char* from, const char* to, bool to_needed) {
  const auto day = [&](std::int64_t at) { return customers::day_at(desk.tx(), Time(std::chrono::seconds(at))); };
  Span span;
  span.from = day(need_seconds(desk, from));
  span.to = to_needed || desk.number(to) ? day(need_seconds(desk, to)) : span.from;
  if (span.to < span.from) throw Fault(code::invalid_parameter, std::string(to) + " is before " + from);
  if (span.to - span.from > kSpan) throw Fault(code::invalid_parameter, "more than 30 days are asked for");
  return span;
}

std::int64_t midnight(const Desk& desk, Day day) {
  return seconds(customers::beginning_of(desk.tx(), day));
}

std::set<PrincipalId> people_in(const Desk& desk, const Span& span) {
  const auto userids = desk.words("userid");
  const auto parties = desk.numbers("partyid");
  if (userids.empty() && parties.empty()) throw Fault(code::bad_userid, "userid or partyid is needed");
  if (userids.size() > kPeople || parties.size() > kPeople)
    throw Fault(code::invalid_parameter, "userid and partyid must be at most 100 each");
  std::set<PrincipalId> people;
  for (const PrincipalId& member : members_named(desk, userids))
    people.insert(member);
  for (const std::int64_t party : parties) {  // of its people those who have any figures
    Json input = span.input();
    input["department"] = party;
    for (const Json& row : desk.all("customer_figures.employees", std::move(input)))
      people.insert(PrincipalId::parse(row.at("employee").at("id").get<std::string>()).value());
  }
  return people;
}

/// Sums of one day, over as many questions as it takes.
struct Sums {
  std::int64_t requests = 0, added = 0, chats = 0, messages = 0, asked = 0, replied = 0, lost = 0;
  double waited = 0;  ///< minutes, together

  void add(const Json& figures) {
    requests += figures.at("requests").get<std::int64_t>();
    added += figures.at("added").get<std::int64_t>();
    chats += figures.at("chats").get<std::int64_t>();
    messages += figures.at("messages").get<std::int64_t>();
    asked += figures.at("asked").get<std::int64_t>();
    lost += figures.at("lost").get<std::int64_t>();
    const std::int64_t answered = figures.at("replied").get<std::int64_t>();
    replied += answered;
    const Json& mean = figures.at("first_reply_minutes");
    if (mean.is_number()) waited += mean.get<double>() * static_cast<double>(answered);
  }
};

Json shown(const Sums& sums, std::int64_t day) {
  Json told = {
      {"stat_time", day},
      {"chat_cnt", sums.chats},
      {"message_cnt", sums.messages},
      {"negative_feedback_cnt", sums.lost},
      {"new_apply_cnt", sums.requests},
      {"new_contact_cnt", sums.added}};
  if (sums.asked > 0) {  // only where customers wrote
    const double percent = 100.0 * static_cast<double>(sums.replied) / static_cast<double>(sums.asked);
    told["reply_percentage"] = std::round(percent * 100) / 100;
    told["avg_reply_time"] = sums.replied == 0 ? 0 : std::llround(sums.waited / static_cast<double>(sums.replied));
  }
  return told;
}

/// https://developer.work.weixin.qq.com/document/path/92132
Answer behaviour(const Desk& desk) {
  desk.need_permission(Permission::customer_figures_read);
  const Span span = span_in(desk, "start_time", "end_time", true);
  const auto people = people_in(desk, span);
  std::map<std::string, Sums> by_day;
  for (Day day = span.from; day <= span.to; day += days(1))
    by_day[customers::to_text(day)];
  for (auto next = people.begin(); next != people.end();) {
    Json input = span.input();
    for (std::size_t i = 0; i < kPeople && next != people.end(); ++i)
      input["employees"].push_back((next++)->str());
    const Json answer = desk.call("customer_figures.days", std::move(input));
    for (const Json& row : answer.at("items"))
      by_day[row.at("day")].add(row.at("figures"));
  }
  Json out = Json::array();
  for (Day day = span.from; day <= span.to; day += days(1))
    out.push_back(shown(by_day[customers::to_text(day)], midnight(desk, day)));
  return Json{{"behavior_data", std::move(out)}};
}

std::vector<PrincipalId> owners_in(const Desk& desk) {
  const auto filter = desk.object("owner_filter");
  const auto userids = filter ? filter->words("userid_list") : std::vector<std::string>();
  if (userids.empty() || userids.size() > kPeople)
    throw Fault(code::bad_userid, "owner_filter.userid_list must have 1 to 100 userids");
  auto owners = members_named(desk, userids);
  std::sort(owners.begin(), owners.end());
  owners.erase(std::unique(owners.begin(), owners.end()), owners.end());
  return owners;
}

Json ids_of(const std::vector<PrincipalId>& people) {
  Json ids = Json::array();
  for (const PrincipalId& one : people)
    ids.push_back(one.str());
  return ids;
}

void add(GroupTotals& to, const GroupTotals& more) {
  to.groups += more.groups;
  to.members += more.members;
  to.spoken += more.spoken;
  to.speakers += more.speakers;
  to.messages += more.messages;
}

Json data_of(const Json& figures, const GroupTotals& totals) {
  const auto count = [&](const char* name) { return figures.is_null() ? Json(0) : figures.at(name); };
  return {{"new_chat_cnt", count("groups")},  {"chat_total", totals.groups},    {"chat_has_msg", totals.spoken},
          {"new_member_cnt", count("joins")}, {"member_total", totals.members}, {"member_has_msg", totals.speakers},
          {"msg_total", totals.messages},     {"migrate_trainee_chat_cnt", 0}};
}

/// What the days brought, by owner's id or by day.
std::map<std::string, Json> brought(
    const Desk& desk, const Span& span, const std::vector<PrincipalId>& owners, const char* by) {
  Json input = span.input();
  input["by"] = by;
  input["owners"] = ids_of(owners);
  std::map<std::string, Json> found;
  for (Json& row : desk.all("customer_figures.groups", std::move(input))) {
    const bool of_owner = row.at("owner").is_object();
    found[of_owner ? row.at("owner").at("id") : row.at("day")] = std::move(row.at("figures"));
  }
  return found;
}

/// Groups as they stood at the end of each of these days.
std::vector<std::map<PrincipalId, GroupTotals>> totals_of(
    const Desk& desk, const std::vector<PrincipalId>& owners, const std::vector<Day>& ends) {
  std::vector<Time> times;
  for (const Day day : ends)
    times.push_back(customers::beginning_of(desk.tx(), day + days(1)));
  return called({{Errc::payload_too_large, "owners", code::invalid_parameter}}, [&] {
    return customers::group_totals(desk.tx(), owners, times);
  });
}

const char* order_of(std::int64_t number) {
  switch (number) {
    case 1: return "new_chat_cnt";
    case 2: return "chat_total";
    case 3: return "new_member_cnt";
    case 4: return "member_total";
    default: throw Fault(code::invalid_parameter, "order_by must be 1 to 4");
  }
}

/// https://developer.work.weixin.qq.com/document/path/92133
Answer by_owner(const Desk& desk) {
  desk.need_permission(Permission::customer_figures_read);
  const Span span = span_in(desk, "day_begin_time", "day_end_time", false);
  const auto owners = owners_in(desk);
  const char* const order = order_of(desk.number("order_by").value_or(1));
  const bool ascending = desk.flag("order_asc").value_or(false);
  const std::int64_t offset = std::max<std::int64_t>(0, desk.number("offset").value_or(0));
  const std::int64_t limit = std::clamp<std::int64_t>(desk.number("limit").value_or(kRows), 1, kMostRows);
  const auto figures = brought(desk, span, owners, "owner");
  const auto totals = totals_of(desk, owners, {span.to}).front();
  Names names(desk);
  std::vector<Json> rows;
  for (const PrincipalId& owner : owners) {
    const auto had = figures.find(owner.str());
    const auto has = totals.find(owner);
    if (had == figures.end() && has == totals.end()) continue;
    rows.push_back(
        {{"owner", names.of(owner)},
         {"data",
          data_of(had == figures.end() ? Json() : had->second, has == totals.end() ? GroupTotals() : has->second)}});
  }
  std::stable_sort(rows.begin(), rows.end(), [&](const Json& a, const Json& b) {
    const Json &x = a.at("data").at(order), &y = b.at("data").at(order);
    return ascending ? x < y : y < x;
  });
  const std::int64_t total = std::ssize(rows), end = std::min(total, offset + limit);
  Json out = Json::array();
  for (std::int64_t i = offset; i < end; ++i)
    out.push_back(std::move(rows[static_cast<std::size_t>(i)]));
  return Json{{"total", total}, {"next_offset", std::max(end, std::min(offset, total))}, {"items", std::move(out)}};
}

Answer by_day(const Desk& desk) {
  desk.need_permission(Permission::customer_figures_read);
  const Span span = span_in(desk, "day_begin_time", "day_end_time", false);
  const auto owners = owners_in(desk);
  const auto figures = brought(desk, span, owners, "day");
  std::vector<Day> asked;
  for (Day day = span.from; day <= span.to; day += days(1))
    asked.push_back(day);
  const auto totals = totals_of(desk, owners, asked);
  Json out = Json::array();
  for (std::size_t i = 0; i < asked.size(); ++i) {
    GroupTotals all;
    for (const auto& [owner, more] : totals[i])
      add(all, more);
    const auto had = figures.find(customers::to_text(asked[i]));
    out.push_back(
        {{"stat_time", midnight(desk, asked[i])}, {"data", data_of(had == figures.end() ? Json() : had->second, all)}});
  }
  return Json{{"items", std::move(out)}};
}

}  // namespace

Endpoints customer_figure_endpoints() {
  const std::string root = "externalcontact/";
  Endpoints table;
  table.push_back({.path = root + "get_user_behavior_data", .handle = behaviour});
  table.push_back({.path = root + "groupchat/statistic", .handle = by_owner});
  table.push_back({.path = root + "groupchat/statistic_group_by_day", .handle = by_day});
  return table;
}

}  // namespace weft::wecom
