// Live events: where they start, slow readers, backlog, several threads.
#include "gateway/stand.hpp"

#include <gtest/gtest.h>

namespace weft::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

class Events : public testing::Test {
 protected:
  explicit Events(gateway::ServerOptions options = test_options()) : stand(std::move(options)) {
    stand.person("ann");
    stand.person("bob");
    stand.set_snapshot({{{conversation, 0}}, {}});
  }
  /// Seqs of `entry` events until `last` has come; a resync counts as having caught up to its head.
  static std::vector<Seq> read_until_seq(RawWebSocket& socket, Seq last) {
    std::vector<Seq> seqs;
    for (Seq at = 0; at < last;) {
      const json event = socket.next();
      if (event["ev"] == "resync") {
        at = event["head"];
        seqs.push_back(-at);
      } else {
        at = event["seq"];
        seqs.push_back(at);
      }
    }
    return seqs;
  }
  const ConversationId conversation = ConversationId::make();
  Stand stand;
};

TEST_F(Events, ReachEverySubscriberInOrder) {
  RawWebSocket ann(stand.port());
  RawWebSocket bob(stand.port());
  ann.hello("ann");
  bob.hello("bob");
  for (Seq seq = 1; seq <= 100; ++seq)
    stand.publish(conversation, seq);
  for (RawWebSocket* socket : {&ann, &bob}) {
    const auto seqs = read_until_seq(*socket, 100);
    ASSERT_EQ(seqs.size(), 100U);
    EXPECT_TRUE(std::is_sorted(seqs.begin(), seqs.end()));
  }
}

TEST_F(Events, ComeAfterTheAnswerAndTheMissedEntries) {
  stand.set_snapshot({{{conversation, 2}}, {entry_json(conversation, 1), entry_json(conversation, 2)}});
  // Published while the snapshot is being read: between begin and attach.
  stand.on_hello([&] {
    stand.publish(conversation, 3);
    stand.publish(conversation, 4);
  });
  RawWebSocket socket(stand.port());
  socket.text(R"({"id":1,"op":"hello","in":{"token":"ann"}})");
  EXPECT_EQ(socket.next()["id"], 1);
  EXPECT_EQ(read_until_seq(socket, 4), (std::vector<Seq>{1, 2, 3, 4}));
}

TEST_F(Events, ReadTheSnapshotAgainWhenTheRingWasOverrun) {
  std::atomic<int> calls{0};
  stand.on_hello([&] {
    if (++calls > 1) return;
    for (Seq seq = 1; seq <= 9000; ++seq)
      stand.publish(ConversationId::make(), seq);
  });
  RawWebSocket socket(stand.port());
  EXPECT_TRUE(socket.hello("ann").contains("ok"));
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(stand.figure("weft_hello_retries_total"), 1);
}

TEST_F(Events, GiveUpOnASnapshotThatNeverCatchesUp) {
  stand.on_hello([&] {
    for (Seq seq = 1; seq <= 9000; ++seq)
      stand.publish(ConversationId::make(), seq);
  });
  RawWebSocket socket(stand.port());
  socket.text(R"({"id":1,"op":"hello","in":{"token":"ann"}})");
  EXPECT_EQ(socket.read_close(), 1013);
}

TEST_F(Events, ALongBacklogArrivesWholeAndInOrder) {
  std::vector<std::string> missed;
  for (Seq seq = 1; seq <= 3000; ++seq)
    missed.push_back(entry_json(conversation, seq, 1000));
  stand.set_snapshot({{{conversation, 3000}}, std::move(missed)});
  RawWebSocket socket(stand.port());
  EXPECT_TRUE(socket.hello("ann").contains("ok"));
  const auto seqs = read_until_seq(socket, 3000);
  EXPECT_EQ(seqs.size(), 3000U);
  stand.publish(conversation, 3001);
  EXPECT_EQ(read_until_seq(socket, 3001).back(), 3001);
}

/// Who reads nothing answers no ping either: on a busy machine that would end the session before the test does.
gateway::ServerOptions without_pings() {
  auto options = test_options();
  options.timeouts.ping = std::chrono::hours(1);
  return options;
}

class PatientEvents : public Events {
 protected:
  PatientEvents() : Events(without_pings()) {}
};

TEST_F(PatientEvents, AReaderThatStopsIsToldToResyncAndOthersAreNot) {
  RawWebSocket slow(stand.port(), {}, 4096);
  RawWebSocket quick(stand.port());
  slow.hello("ann");
  quick.hello("bob");
  constexpr Seq kLast = 4000;  // 16 MB: far beyond the socket buffers and the queue
  std::atomic<Seq> quick_has{0};
  std::thread reader([&] {
    for (Seq seq = 1; seq <= kLast; ++seq) {
      EXPECT_EQ(quick.next()["seq"], seq);
      quick_has = seq;
    }
  });
  for (Seq seq = 1; seq <= kLast; ++seq) {
    stand.publish(conversation, seq, 4096);
    if (seq % 50 != 0) continue;
    ASSERT_TRUE(wait_until([&] { return quick_has == seq; }));
  }
  reader.join();
  ASSERT_TRUE(wait_until([&] { return stand.figure("weft_websocket_overflows_total") >= 1; }));
  const auto seqs = read_until_seq(slow, kLast);
  EXPECT_TRUE(std::any_of(seqs.begin(), seqs.end(), [](Seq seq) { return seq < 0; }));
  stand.publish(conversation, kLast + 1);
  EXPECT_EQ(slow.next()["seq"], kLast + 1);
}

TEST_F(Events, AnswersThatNobodyReadsEndTheSession) {
  RawWebSocket socket(stand.port(), {}, 4096);
  socket.hello("ann");
  for (int i = 0; i < 10; ++i)
    socket.text(R"({"id":1,"op":"big","in":{"size":1048576}})");
  ASSERT_TRUE(wait_until([&] { return stand.figure(R"(weft_websocket_closes_total{code="1013"})") >= 1; }));
  EXPECT_EQ(socket.read_close(), 1013);
}

/// Who asks for page after page and reads none costs the server one page.
TEST_F(Events, AFurtherHelloWaitsForTheEntriesOfTheOneBefore) {
  constexpr int kMissed = 100;
  std::vector<std::string> missed;
  for (Seq seq = 1; seq <= kMissed; ++seq)
    missed.push_back(entry_json(conversation, seq, 10000));
  stand.set_snapshot({{{conversation, kMissed}}, missed});
  RawWebSocket socket(stand.port(), {}, 4096);
  for (int id = 1; id <= 20; ++id)
    socket.text(
        R"({"id":)" + std::to_string(id) + R"(,"op":"hello","in":)" + (id == 1 ? R"({"token":"ann"}})" : "{}}"));
  int answered = 0, refused = 0, entries = 0, since_answer = kMissed;
  while (answered + refused < 20 || since_answer < kMissed) {
    const json object = socket.next();
    if (object.contains("ev")) {
      ++entries;
      ++since_answer;
    } else if (object.contains("ok")) {
      EXPECT_EQ(since_answer, kMissed) << "before the entries of the last page had left";
      since_answer = 0;
      ++answered;
    } else {
      EXPECT_EQ(object["error"]["code"], "conflict");
      ++refused;
    }
  }
  EXPECT_EQ(entries, answered * kMissed);
  EXPECT_GE(refused, 10);
}

TEST_F(Events, PongsAndEventsNeverMix) {
  RawWebSocket socket(stand.port(), {}, 4096);
  socket.hello("ann");
  std::thread publisher([&] {
    for (Seq seq = 1; seq <= 300; ++seq)
      stand.publish(conversation, seq, 3000);
  });
  for (int i = 0; i < 100; ++i)
    socket.frame(9, std::to_string(i));
  int pongs = 0;
  Seq last = 0;
  while (pongs < 100 || last < 300) {
    const RawFrame frame = socket.read();
    if (frame.opcode == 10) {
      EXPECT_EQ(frame.payload, std::to_string(pongs++));
      continue;
    }
    std::istringstream lines(frame.payload);
    for (std::string line; std::getline(lines, line);)
      last = json::parse(line).value("seq", last);
  }
  publisher.join();
}

class ManyThreads : public Events {
 protected:
  static gateway::ServerOptions options() {
    auto options = test_options();
    options.io_threads = 3;
    return options;
  }
  ManyThreads() : Events(options()) {}
};

TEST_F(ManyThreads, EverySocketGetsEveryEvent) {
  std::vector<std::unique_ptr<RawWebSocket>> sockets;
  for (int i = 0; i < 12; ++i) {
    sockets.push_back(std::make_unique<RawWebSocket>(stand.port()));
    EXPECT_TRUE(sockets.back()->hello(i % 2 == 0 ? "ann" : "bob").contains("ok"));
  }
  std::thread publisher([&] {
    for (Seq seq = 1; seq <= 500; ++seq)
      stand.publish(conversation, seq, 200);
  });
  for (const auto& socket : sockets)
    EXPECT_EQ(read_until_seq(*socket, 500).size(), 500U);
  publisher.join();
}

TEST_F(ManyThreads, ARevocationReachesSocketsOfAllThreads) {
  std::vector<std::unique_ptr<RawWebSocket>> sockets;
  for (int i = 0; i < 6; ++i) {
    sockets.push_back(std::make_unique<RawWebSocket>(stand.port()));
    sockets.back()->hello("ann");
  }
  stand.revoke("ann");
  for (const auto& socket : sockets)
    EXPECT_EQ(socket->read_close(), 4401);
}

TEST_F(ManyThreads, SurviveComingAndGoing) {
  std::atomic<bool> stop{false};
  std::thread publisher([&] {
    for (Seq seq = 1; !stop; ++seq)
      stand.publish(conversation, seq, 300);
  });
  std::vector<std::thread> clients;
  for (int c = 0; c < 4; ++c) {
    clients.emplace_back([&, c] {
      for (int i = 0; i < 25; ++i) {
        RawWebSocket socket(stand.port());
        socket.text(R"({"id":1,"op":"hello","in":{"token":"ann"}})");
        if (i % 3 == 0) continue;  // gone before the answer
        socket.next();
        if (i % 3 == 1) socket.socket().reset();
        if (i % 3 == 2) socket.frame(8, std::string("\x03\xe8", 2));
      }
      (void)c;
    });
  }
  for (auto& client : clients)
    client.join();
  stop = true;
  publisher.join();
  EXPECT_TRUE(wait_until([&] { return stand.figure("weft_websockets ") == 0; }));
  EXPECT_TRUE(wait_until([&] { return !stand.presence->online(stand.person("ann").principal); }));
}

}  // namespace
}  // namespace weft::test
