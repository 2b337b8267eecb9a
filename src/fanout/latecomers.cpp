// Sessions that come into a conversation behind where the hub is, with entries between that only the database has.
#include "fanout/entrance.hpp"

#include <algorithm>

namespace weft::fanout {
namespace {

constexpr Seq kAskAtOnce = 256;
constexpr Seq kAskInAll = 4096;
constexpr std::chrono::milliseconds kLongestPatience{1000};

bool live(const Session& session) {
  return (session.state & ~Session::kLagging) == 0;
}

}  // namespace

void Entrance::late_join(Conversation& conversation, const EntryEvent& entry) {
  std::vector<Want> wants;
  order_.send_run(conversation);
  const auto entries = ring_.find(conversation.id, entry.seq, conversation.last);
  for (const PrincipalId& principal : entry.joined) {
    for (Session* session : table_.sessions_of(principal)) {
      if (!live(*session) || Table::find(*session, conversation)) continue;
      const Want want{session->sink, session->serial, entry.seq - 1, false};
      if (!replay(*session, conversation, want, entries, false)) wants.push_back(want);
    }
  }
  if (!wants.empty()) fetch(conversation, std::move(wants));
}

void Entrance::fetch(const Conversation& conversation, std::vector<Want> wants) {
  auto fetch = std::make_shared<Fetch>();
  fetch->conversation = conversation.id;
  fetch->first = std::ranges::min(wants, {}, &Want::head).head + 1;
  fetch->last = conversation.last;
  fetch->wants = std::move(wants);
  fetch->patience = options_.gap_wait;
  if (fetch->last - fetch->first < kAskInAll) {
    ask(fetch);
    return;
  }
  for (const Want& want : fetch->wants) {
    if (Session* session = table_.find(*want.sink)) outbox_.close(*session, Close::overloaded, "too far behind");
  }
}

void Entrance::ask(const std::shared_ptr<Fetch>& fetch) {
  auto done = turns_.guarded<std::optional<std::vector<EntryEvent>>>(
      [this, fetch](auto& entries) { answered(fetch, entries); });
  backfill_(fetch->conversation, fetch->first, std::min(fetch->last, fetch->first + kAskAtOnce - 1), std::move(done));
}

void Entrance::answered(const std::shared_ptr<Fetch>& fetch, std::optional<std::vector<EntryEvent>>& entries) {
  if (!entries) {
    fetch->patience = std::min(fetch->patience * 2, kLongestPatience);
    turns_.after(fetch->patience, [this, fetch] { ask(fetch); });
    return;
  }
  for (EntryEvent& entry : *entries)
    fetch->entries.push_back({std::make_shared<const EntryEvent>(std::move(entry)), {}});
  fetch->first = std::min(fetch->last, fetch->first + kAskAtOnce - 1) + 1;
  if (fetch->first <= fetch->last) {
    ask(fetch);
  } else {
    finish(fetch);
  }
}

void Entrance::finish(const std::shared_ptr<Fetch>& fetch) {
  Conversation* found = table_.find(fetch->conversation);
  Conversation& conversation = found ? *found : table_.open(fetch->conversation, fetch->last);
  order_.send_run(conversation);
  // What was delivered to others while the database was asked.
  const auto since = ring_.find(fetch->conversation, fetch->last + 1, conversation.last);
  fetch->entries.insert(fetch->entries.end(), since.begin(), since.end());
  for (const Want& want : fetch->wants) {
    Session* session = table_.find(*want.sink);
    if (!session || session->serial != want.serial || !live(*session)) continue;
    if (Member* member = Table::find(*session, conversation)) {  // came in once more meanwhile
      member->missed = true;
      outbox_.resync(*session);
      continue;
    }
    const auto first = std::ranges::find_if(fetch->entries,
                                            [&](const Arrived& arrived) { return arrived.entry->seq > want.head; });
    replay(*session, conversation, want, {first, fetch->entries.end()}, true);
    Member* member = Table::find(*session, conversation);
    if (member && conversation.last < fetch->last) order_.wait(conversation, *member, fetch->last);
  }
  if (!found) order_.catch_up(conversation);
}

}  // namespace weft::fanout
