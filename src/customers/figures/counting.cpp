// Log entries in their order become counts of days. A chat's day begins with its first message: who wrote, to whom, and
// how long the customer waited for the first answer are known from the entries since.
#include "customers/figures/counting.hpp"

#include "customers/figures/store.hpp"
#include <weft/customers/figures.hpp>

#include <algorithm>

namespace weft::customers::figures {
namespace {

constexpr int kRounds = 10;

std::optional<PrincipalId> person_in(const Json& body, const char* field) {
  const auto found = body.find(field);
  if (found == body.end() || !found->is_string()) return std::nullopt;
  return PrincipalId::parse(found->get<std::string>());
}

void begin_day(ChatState& state, const std::string& day) {
  if (state.day == day) return;
  const auto in_charge = state.in_charge;
  state = {};
  state.in_charge = in_charge;
  state.day = day;
}

/// True the first time that day.
bool take_part(ChatState& state, const PrincipalId& person) {
  if (std::find(state.present.begin(), state.present.end(), person) != state.present.end()) return false;
  state.present.push_back(person);
  return true;
}

void customer_wrote(ChatState& state, const LogEntry& entry, Counts& counts) {
  if (!state.in_charge) return;
  auto& figures = counts.chats[{*state.in_charge, entry.day}];
  if (take_part(state, *state.in_charge)) ++figures.chats;
  if (state.asked_at) return;
  state.asked_at = entry.at;
  state.asked_of = state.in_charge;
  ++figures.asked;
}

void employee_wrote(ChatState& state, const LogEntry& entry, Counts& counts) {
  auto& figures = counts.chats[{entry.actor, entry.day}];
  ++figures.messages;
  if (take_part(state, entry.actor)) ++figures.chats;
  if (!state.asked_at || state.answered) return;
  state.answered = true;
  auto& asked = counts.chats[{*state.asked_of, entry.day}];
  ++asked.replied;
  asked.waited_ms += std::max<std::int64_t>((entry.at - *state.asked_at).count(), 0);
}

/// The timeline has one event for each day of a chat, which says how many messages there were.
void tell_day(Mark& mark, const LogEntry& entry, bool customer, Counts& counts) {
  ChatState& state = mark.state;
  if (!mark.customer) return;
  if (!state.told) state.told = EventId::make();
  auto& number = customer ? state.received : state.sent;
  number = number.value_or(0) + 1;
  auto& told = counts.told
                   .try_emplace(
                       *state.told,
                       ToldDay{mark.conversation, *mark.customer, state.in_charge, entry.at, entry.day, 0, 0})
                   .first->second;
  told.received = state.received.value_or(0);
  told.sent = state.sent.value_or(0);
}

void count_chat(Mark& mark, const LogEntry& entry, Counts& counts) {
  ChatState& state = mark.state;
  if (entry.kind == "message") {
    begin_day(state, entry.day);
    const auto& customers = mark.customers;
    const bool customer = std::find(customers.begin(), customers.end(), entry.actor) != customers.end();
    tell_day(mark, entry, customer, counts);
    return customer ? customer_wrote(state, entry, counts) : employee_wrote(state, entry, counts);
  }
  const Json body = parse_json(entry.body.text);
  if (entry.kind == "handed_over") state.in_charge = person_in(body, "to");
  if (entry.kind == "created") state.in_charge = person_in(body, "owner");
}

/// Whose group it was from its first entry on: the one named there, else its maker's, unless that is nobody in it.
PrincipalId first_owner(const Mark& mark, const LogEntry& entry, const Json& body) {
  if (const auto owner = person_in(body, "owner")) return *owner;
  const Json members = body.value("members", Json::array());
  const bool inside = std::find(members.begin(), members.end(), Json(entry.actor.str())) != members.end();
  return inside || !mark.owner ? entry.actor : *mark.owner;
}

void count_group(Mark& mark, const LogEntry& entry, Counts& counts) {
  ChatState& state = mark.state;
  const bool message = entry.kind == "message";
  const Json body = message ? Json::object() : parse_json(entry.body.text);
  if (entry.kind == "created") state.in_charge = first_owner(mark, entry, body);
  if (entry.kind == "owner_changed") state.in_charge = person_in(body, "owner");
  if (!state.in_charge) state.in_charge = mark.owner;
  if (!state.in_charge) return;
  auto& figures = counts.groups[{*state.in_charge, entry.day}];
  if (message) {
    begin_day(state, entry.day);
    if (state.present.empty()) {
      ++figures.active;
      state.present.push_back(*state.in_charge);
    }
    ++figures.messages;
  }
  if (entry.kind == "created") ++figures.groups;
  if (entry.kind == "members_added") figures.joins += body.value("member_count", 0);
  if (entry.kind == "members_removed") figures.leaves += body.value("member_count", 0);
  if (entry.kind == "left") ++figures.leaves;
}

}  // namespace

void count(Mark& mark, const LogEntry& entry, Counts& counts) {
  mark.seq = entry.seq;
  if (mark.group) return count_group(mark, entry, counts);
  count_chat(mark, entry, counts);
}

bool count_some(db::Tx& tx) {
  const store::Behind behind = store::behind(tx);
  if (behind.conversations.empty()) return false;
  auto marks = store::lock_marks(tx, behind.conversations);
  Counts counts;
  for (auto& [conversation, entries] : store::entries_after(tx, marks)) {
    Mark& mark = marks.at(conversation);
    for (const LogEntry& entry : entries)
      count(mark, entry, counts);
    if (std::ssize(entries) == store::kEntriesOfOne) mark.more = true;
  }
  store::save(tx, marks, counts);
  return store::forget(tx, behind, marks);
}

bool catch_up(db::Tx& tx) {
  for (int round = 0; round < kRounds; ++round)
    if (!count_some(tx)) return true;
  return false;
}

}  // namespace weft::customers::figures
