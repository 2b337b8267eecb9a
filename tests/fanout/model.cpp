// The random world: commits, publishes in any order, clients that come, stall and go, a database that is away at times.
#include "fanout/model.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace weft::test {
namespace {

constexpr std::uint32_t kRoom = 3;

fanout::HubOptions tight_options() {
  return {.ring_entries = 60, .held_per_conversation = 6, .queue_frames = kRoom, .frame_payload = 400};
}

}  // namespace

ModelWorld::ModelWorld(std::uint32_t seed)
    : random_(seed), seed_(seed), hub_(loop_, tight_options(), database_.backfill()) {
  for (int i = 0; i < 5; ++i)
    conversations_.push_back(ConversationId::make());
  for (int i = 0; i < 6; ++i)
    principals_.push_back(PrincipalId::make());
  for (const auto& principal : principals_) {
    for (int device = 0; device < 2; ++device) {
      ModelClient& client = clients_.emplace_back();
      client.principal = principal;
      client.sink = std::make_unique<FakeSink>();
    }
  }
}

void ModelWorld::step() {
  const auto what = pick(100);
  ModelClient& client = clients_[pick(clients_.size())];
  if (what < 35) {
    commit();
  } else if (what < 60) {
    publish(1 + pick(6));
  } else if (what < 80) {
    move_client(client);
  } else if (what < 90) {
    stall_or_recover(client);
  } else if (what < 99) {
    loop_.advance(std::chrono::milliseconds{pick(40)});
  } else {
    database_.away = !database_.away;
  }
  for (auto& one : clients_)
    read(one);
}

void ModelWorld::commit() {
  const auto& conversation = conversations_[pick(conversations_.size())];
  auto& here = participants_[conversation];
  std::vector<PrincipalId> joined, left;
  const Seq seq = database_.head(conversation) + 1;
  if (chance(25)) {
    const auto& who = principals_[pick(principals_.size())];
    auto& spans = spans_[{conversation, who}];
    if (here.insert(who).second) {
      joined.push_back(who);
      spans.emplace_back(seq, 0);
    } else {
      here.erase(who);
      left.push_back(who);
      spans.back().second = seq;
    }
  }
  committed_.push_back(database_.append(conversation, joined, left));
}

void ModelWorld::publish(std::size_t at_most) {
  std::vector<Event> batch = std::exchange(doubles_, {});
  for (; at_most > 0 && !committed_.empty(); --at_most) {
    const auto at = chance(70) ? 0 : pick(std::min<std::size_t>(committed_.size(), 12));
    EntryEvent entry = committed_[at];
    committed_.erase(committed_.begin() + static_cast<std::ptrdiff_t>(at));
    if (chance(3)) doubles_.emplace_back(entry);
    if (entry.joined.empty() && chance(2)) continue;            // lost
    if (entry.joined.empty() && chance(2)) entry.json.clear();  // only a hint
    batch.emplace_back(std::move(entry));
    if (chance(5)) batch.emplace_back(TypingEvent{conversations_[pick(conversations_.size())], principals_[0]});
  }
  hub_.publish(batch);
}

void ModelWorld::move_client(ModelClient& client) {
  using State = ModelClient::State;
  switch (client.state) {
    case State::away:
      *client.sink = FakeSink{};
      client.sink->room = kRoom;
      hub_.begin(*client.sink, client.principal, SessionId::make());
      client.state = State::begun;
      break;
    case State::begun:
      take_snapshot(client);
      client.state = State::read;
      break;
    case State::read: client.state = hub_.attach(*client.sink, client.snapshot) ? State::live : State::begun; break;
    case State::live:
      if (!chance(10)) break;
      hub_.end(*client.sink);
      client.state = State::away;
      break;
  }
}

void ModelWorld::take_snapshot(ModelClient& client) {
  client.snapshot.clear();
  client.live.clear();
  for (const auto& conversation : conversations_) {
    if (participants_[conversation].contains(client.principal)) {
      client.snapshot.push_back({conversation, database_.head(conversation)});
      client.live[conversation] = database_.head(conversation);
    }
    page(client, conversation);
  }
}

void ModelWorld::stall_or_recover(ModelClient& client) {
  if (client.state != ModelClient::State::live) return;
  client.sink->writes = !client.sink->writes;
  if (!client.sink->writes) return;
  client.sink->write();
  hub_.drained(*client.sink);
}

void ModelWorld::read(ModelClient& client) {
  for (const auto& received : client.sink->take()) {
    const auto conversation = ConversationId::parse(received.conversation).value();
    if (received.ev == "entry") apply(client, conversation, received);
    if (received.ev == "resync") page(client, conversation);
  }
}

void ModelWorld::apply(ModelClient& client, const ConversationId& conversation, const Received& received) {
  EXPECT_TRUE(visible(client.principal, conversation, received.seq))
      << "leaked " << received.seq << where(client, conversation);
  // A span that ended may come once more when its entries reached the hub in a strange order; the client ignores that.
  EXPECT_TRUE(received.seq > client.live[conversation] || ended(client.principal, conversation, received.seq))
      << "again " << received.seq << where(client, conversation);
  client.live[conversation] = std::max(received.seq, client.live[conversation]);
  // Likewise it may be left out: the client sees the hole and pages. While it is a participant there must be none
  // without a resync.
  for (Seq seq = client.own[conversation] + 1; seq < received.seq; ++seq) {
    EXPECT_TRUE(!visible(client.principal, conversation, seq) || ended(client.principal, conversation, seq))
        << "gap at " << seq << " before " << received.seq << where(client, conversation);
  }
  if (received.seq > client.own[conversation] + 1) page(client, conversation);
  if (received.seq != client.own[conversation] + 1) return;
  client.own[conversation] = received.seq;
  client.seen[conversation].push_back(received.seq);
}

void ModelWorld::page(ModelClient& client, const ConversationId& conversation) {
  Seq& own = client.own[conversation];
  while (own < database_.head(conversation)) {
    if (visible(client.principal, conversation, ++own)) client.seen[conversation].push_back(own);
  }
}

bool ModelWorld::visible(const PrincipalId& principal, const ConversationId& conversation, Seq seq) const {
  const auto found = spans_.find({conversation, principal});
  if (found == spans_.end()) return false;
  return std::ranges::any_of(
      found->second, [seq](const auto& span) { return seq >= span.first && (span.second == 0 || seq <= span.second); });
}

bool ModelWorld::ended(const PrincipalId& principal, const ConversationId& conversation, Seq seq) const {
  const auto found = spans_.find({conversation, principal});
  if (found == spans_.end()) return false;
  return std::ranges::any_of(
      found->second, [seq](const auto& span) { return seq >= span.first && seq <= span.second; });
}

std::string ModelWorld::where(const ModelClient& client, const ConversationId& conversation) const {
  const auto index = [](const auto& all, const auto& one) {
    return std::to_string(std::ranges::find(all, one) - all.begin());
  };
  return " (seed " + std::to_string(seed_) + ", principal " + index(principals_, client.principal) + ", conversation " +
         index(conversations_, conversation) + ")";
}

void ModelWorld::settle_and_check() {
  database_.away = false;
  for (const auto& conversation : conversations_)
    committed_.push_back(database_.append(conversation));
  while (!committed_.empty())
    publish(10);
  std::vector<Event> again;  // some of the last ones may have been lost
  for (const auto& conversation : conversations_)
    again.emplace_back(database_.append(conversation));
  hub_.publish(again);
  loop_.advance(10s);
  for (auto& client : clients_) {
    while (client.state != ModelClient::State::live)
      move_client(client);
    if (!client.sink->writes) stall_or_recover(client);
  }
  loop_.advance(10s);
  for (auto& client : clients_) {
    hub_.drained(*client.sink);
    read(client);
    for (const auto& conversation : conversations_) {
      std::vector<Seq> expected;
      for (Seq seq = 1; seq <= database_.head(conversation); ++seq) {
        if (visible(client.principal, conversation, seq)) expected.push_back(seq);
      }
      EXPECT_EQ(client.seen[conversation], expected) << where(client, conversation);
    }
  }
}

}  // namespace weft::test
