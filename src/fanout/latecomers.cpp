// Sessions that come into a conversation behind where the hub is, with entries between that only the database has.
#include "fanout/entrance.hpp"

#include <algorithm>

namespace weft::fanout {
namespace {

constexpr Seq kAskAtOnce = 256;
constexpr std::size_t kAskInAll = 4096;
constexpr std::chrono::milliseconds kLongestPatience{1000};

bool live(const Session& session) {
  return (session.state & ~Session::kLagging) == 0;
}

}  // namespace

Session* Entrance::find(const Want& want) const {
  Session* session = table_.find(*want.sink);
  return session && session->serial == want.serial ? session : nullptr;
}

void Entrance::late_join(Conversation& conversation, const EntryEvent& entry) {
  std::vector<Want> wants;
  order_.send_run(conversation);
  const auto entries = ring_.find(conversation.id, entry.seq, conversation.last);
  for (const PrincipalId& principal : entry.joined) {
    for (Session* session : table_.sessions_of(principal)) {
      if (!live(*session) || Table::find(*session, conversation)) continue;
      if (std::ranges::find(session->fetching, conversation.id) != session->fetching.end()) continue;
      const Want want{session->sink, session->serial, entry.seq - 1, false};
      if (!replay(*session, conversation, want, entries, false)) wants.push_back(want);
    }
  }
  if (!wants.empty()) fetch(conversation, wants);
}

void Entrance::fetch(const Conversation& conversation, const std::vector<Want>& wants) {
  for (const Want& want : wants)
    find(want)->fetching.push_back(conversation.id);
  auto fetch = std::make_shared<Fetch>();
  fetch->conversation = conversation.id;
  fetch->wants = wants;
  fetch->first = std::ranges::min(wants, {}, &Want::head).head + 1;
  fetch->last = conversation.last;
  fetch->patience = options_.gap_wait;
  ask(fetch);
}

void Entrance::ask(const std::shared_ptr<Fetch>& fetch) {
  if (fetch->entries.size() + static_cast<std::size_t>(fetch->last - fetch->first) > kAskInAll) {
    for (const Want& want : fetch->wants) {
      if (Session* session = find(want)) outbox_.close(*session, Close::overloaded, "too far behind");
    }
    return;
  }
  auto done = turns_.guarded<std::optional<std::vector<EntryEvent>>>(
      [this, fetch](auto& entries) { answered(fetch, entries); });
  backfill_(fetch->conversation, fetch->first, std::min(fetch->last, fetch->first + kAskAtOnce - 1), std::move(done));
}

void Entrance::answered(const std::shared_ptr<Fetch>& fetch, std::optional<std::vector<EntryEvent>>& entries) {
  if (std::ranges::none_of(fetch->wants, [this](const Want& want) { return find(want) != nullptr; })) return;
  if (!entries) {
    fetch->patience = std::min(fetch->patience * 2, kLongestPatience);
    turns_.after(fetch->patience, [this, fetch] { ask(fetch); });
    return;
  }
  for (EntryEvent& entry : *entries) {
    fetch->entries.push_back({std::make_shared<const EntryEvent>(std::move(entry)), {}});
  }
  fetch->first = std::min(fetch->last, fetch->first + kAskAtOnce - 1) + 1;
  if (fetch->first <= fetch->last || !reach_present(*fetch)) {
    ask(fetch);
  } else {
    finish(*fetch);
  }
}

/// Adds what was delivered to others while the database was asked; false when that must be asked for as well.
bool Entrance::reach_present(Fetch& fetch) {
  Conversation* conversation = table_.find(fetch.conversation);
  if (!conversation || conversation->last <= fetch.last) return true;
  order_.send_run(*conversation);
  const auto since = ring_.find(fetch.conversation, fetch.last + 1, conversation->last);
  const bool all = since.size() == static_cast<std::size_t>(conversation->last - fetch.last);
  fetch.last = conversation->last;
  if (all) fetch.entries.insert(fetch.entries.end(), since.begin(), since.end());
  return all;
}

void Entrance::finish(const Fetch& fetch) {
  Conversation* found = table_.find(fetch.conversation);
  Conversation& conversation = found ? *found : table_.open(fetch.conversation, fetch.last);
  for (const Want& want : fetch.wants) {
    Session* session = find(want);
    if (!session) continue;
    std::erase(session->fetching, fetch.conversation);
    if (!live(*session)) continue;
    const auto first = std::ranges::find_if(
        fetch.entries, [&](const Arrived& one) { return one.entry->seq > want.head; });
    replay(*session, conversation, want, {first, fetch.entries.end()}, true);
    Member* member = Table::find(*session, conversation);
    if (member && conversation.last < fetch.last) order_.wait(conversation, *member, fetch.last);
  }
  if (!found) order_.catch_up(conversation);
}

}  // namespace weft::fanout
