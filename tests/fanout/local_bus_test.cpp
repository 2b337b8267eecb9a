// The in-process bus, by hand and with real threads.
#include "fanout/fakes.hpp"
#include <weft/fanout/local_bus.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace weft::test {
namespace {

using Seqs = std::vector<Seq>;

TEST(LocalBus, ReachesEveryHub) {
  HubTest a, b;
  FakeSink one, two;
  a.enter(one, {kChat});
  b.enter(two, {kChat});
  fanout::LocalBus bus;
  bus.add(a.loop, a.hub);
  bus.add(b.loop, b.hub);
  bus.publish({a.database.append(kChat)});
  EXPECT_EQ(bus.pending(), 2u);
  a.loop.run();
  EXPECT_EQ(one.take_seqs(), Seqs{1});
  EXPECT_EQ(two.take_seqs(), Seqs{});
  EXPECT_EQ(bus.pending(), 1u);
  b.loop.run();
  EXPECT_EQ(two.take_seqs(), Seqs{1});
  EXPECT_EQ(bus.pending(), 0u);
}

TEST(LocalBus, ABacklogIsOneFrame) {
  HubTest t;
  FakeSink sink;
  t.enter(sink, {kChat});
  sink.writes = false;
  fanout::LocalBus bus;
  bus.add(t.loop, t.hub);
  for (int i = 0; i < 16; ++i)
    bus.publish({t.database.append(kChat)});
  t.loop.run();
  ASSERT_EQ(sink.queued.size(), 1u);
  EXPECT_EQ(sink.queued[0]->messages, 16u);
  EXPECT_NE(sink.queued[0]->committed, std::chrono::steady_clock::time_point{});
  EXPECT_EQ(sink.flushes, 1);
}

TEST(LocalBus, BeyondItsLimitItKeepsHintsAndNothingIsLost) {
  HubTest t;
  FakeSink owner, joiner, signed_out;
  t.enter(owner, {kChat});
  const auto anna = t.enter(joiner, {});
  const auto carl = t.enter(signed_out, {});
  fanout::LocalBus bus(2000);
  bus.add(t.loop, t.hub);
  for (int i = 0; i < 50; ++i)
    bus.publish({t.database.append(kChat)});
  bus.publish({t.database.append(kChat, {anna})});
  bus.publish({RevokedEvent{carl, {}}});
  for (int i = 0; i < 50; ++i)
    bus.publish({t.database.append(kChat)});
  EXPECT_GT(bus.reduced(), 80u);
  EXPECT_LT(bus.pending(), 20u);
  t.loop.run();
  EXPECT_EQ(signed_out.closed, fanout::Close::signed_out);
  t.loop.advance(100ms);
  const auto seqs = owner.take_seqs();
  EXPECT_EQ(seqs.size(), 101u);
  EXPECT_TRUE(std::ranges::is_sorted(seqs));
  EXPECT_EQ(joiner.take_seqs().size(), 51u);
}

TEST(LocalBus, AJoinAmongHintsOpensTheConversation) {
  HubTest t;
  FakeSink joiner;
  const auto anna = t.enter(joiner, {});
  fanout::LocalBus bus(1);
  bus.add(t.loop, t.hub);
  for (int i = 0; i < 3; ++i)
    bus.publish({t.database.append(kChat)});
  bus.publish({t.database.append(kChat, {anna})});
  for (int i = 0; i < 3; ++i)
    bus.publish({t.database.append(kChat)});
  t.loop.advance(100ms);
  EXPECT_EQ(joiner.take_seqs(), (Seqs{4, 5, 6, 7}));
}

TEST(LocalBus, PresenceReachesEveryHub) {
  HubTest a, b;
  FakeSink one, two;
  const auto anna = PrincipalId::make();
  a.enter(one, {});
  b.enter(two, {});
  a.hub.watch(one, {anna});
  b.hub.watch(two, {anna});
  fanout::LocalBus bus;
  bus.add(a.loop, a.hub);
  bus.add(b.loop, b.hub);
  bus.presence_changed(anna, true, Time{});
  a.loop.run();
  b.loop.run();
  EXPECT_EQ(one.take().size(), 1u);
  EXPECT_EQ(two.take().size(), 1u);
}

/// A loop with a thread of its own; timers run as soon as the loop has nothing else to do.
class ThreadLoop final : public fanout::Loop {
 public:
  void post(std::function<void()> work) override {
    const std::lock_guard lock(mutex_);
    work_.push_back(std::move(work));
    wake_.notify_one();
  }
  void after(std::chrono::milliseconds, std::function<void()> work) override { post(std::move(work)); }
  void start() {
    thread_ = std::thread([this] { run(); });
  }
  void stop() {
    post({});
    thread_.join();
  }

 private:
  void run() {
    for (;;) {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return !work_.empty(); });
      const auto work = std::move(work_.front());
      work_.pop_front();
      lock.unlock();
      if (!work) return;
      work();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> work_;
  std::thread thread_;
};

TEST(LocalBus, ManyPublishersTwoHubsRealThreads) {
  constexpr int kPublishers = 4, kEach = 500, kHubs = 2;
  const std::vector<ConversationId> chats{ConversationId::make(), ConversationId::make(), ConversationId::make()};
  std::mutex mutex;
  std::map<ConversationId, std::vector<EntryEvent>> logs;
  std::vector<std::unique_ptr<ThreadLoop>> loops;
  std::vector<std::unique_ptr<fanout::Hub>> hubs;
  std::vector<FakeSink> sinks(kHubs);
  fanout::LocalBus bus(20'000);
  const auto backfill = [&](const ConversationId& conversation, Seq first, Seq last, const auto& done) {
    std::vector<EntryEvent> range;
    {
      const std::lock_guard lock(mutex);
      for (Seq seq = first; seq <= last; ++seq)
        range.push_back(logs[conversation][static_cast<std::size_t>(seq - 1)]);
    }
    done(std::move(range));
  };
  std::atomic<int> finished{0};
  for (std::size_t i = 0; i < kHubs; ++i) {
    loops.push_back(std::make_unique<ThreadLoop>());
    hubs.push_back(std::make_unique<fanout::Hub>(*loops[i], fanout::HubOptions{}, backfill));
    hubs[i]->begin(sinks[i], PrincipalId::make(), SessionId::make());
    std::vector<fanout::Hub::Subscription> subscriptions;
    for (const auto& chat : chats)
      subscriptions.push_back({chat, 0});
    ASSERT_TRUE(hubs[i]->attach(sinks[i], subscriptions));
    bus.add(*loops[i], *hubs[i]);
    loops[i]->start();
  }
  std::vector<std::thread> publishers;
  for (int p = 0; p < kPublishers; ++p) {
    publishers.emplace_back([&, p] {
      for (int i = 0; i < kEach; ++i) {
        const auto& chat = chats[static_cast<std::size_t>(p + i) % chats.size()];
        EntryEvent entry{chat, 0, {}, {}, {}};
        {
          const std::lock_guard lock(mutex);
          entry.seq = static_cast<Seq>(logs[chat].size()) + 1;
          entry.json = entry_json(chat, entry.seq);
          logs[chat].push_back(entry);
        }
        bus.publish({entry});
      }
      ++finished;
    });
  }
  for (auto& publisher : publishers)
    publisher.join();
  EXPECT_EQ(finished, kPublishers);
  const auto all = [&](std::size_t i) { return hubs[i]->stats().delivered >= std::uint64_t{kPublishers} * kEach; };
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (!(all(0) && all(1)) && std::chrono::steady_clock::now() < deadline)
    std::this_thread::yield();
  for (auto& loop : loops)
    loop->stop();
  for (auto& sink : sinks) {
    std::map<std::string, Seq> last;
    for (const auto& received : sink.take()) {
      ASSERT_EQ(received.ev, "entry");
      EXPECT_EQ(received.seq, ++last[received.conversation]);
    }
    for (const auto& chat : chats)
      EXPECT_EQ(last[chat.str()], static_cast<Seq>(logs[chat].size()));
  }
  EXPECT_EQ(bus.pending(), 0u);
}

}  // namespace
}  // namespace weft::test
