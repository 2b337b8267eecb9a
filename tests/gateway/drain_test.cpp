// Stopping gracefully: nothing in flight is lost, everybody is told.
#include "gateway/stand.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class Drain : public testing::Test {
 protected:
  Drain() { stand.person("ann"); }
  static gateway::ServerOptions options() {
    auto options = test_options();
    options.timeouts.close = 300ms;  // most tests do not answer the close frame
    return options;
  }
  /// Drains on another thread; `finished` is what drain() says.
  void start_drain(std::chrono::milliseconds deadline = 15s) {
    drainer = std::thread([this, deadline] { finished = stand.server->drain(deadline); });
    ASSERT_TRUE(wait_until([&] { return !accepts(); }));
  }
  void TearDown() override {
    if (drainer.joinable()) drainer.join();
  }
  bool accepts() const {
    try {
      RawSocket socket(stand.port());
      return true;
    } catch (const std::runtime_error&) {
      return false;
    }
  }
  Stand stand{options()};
  std::thread drainer;
  std::atomic<bool> finished{false};
};

TEST_F(Drain, TellsWebSocketsWhenToComeBack) {
  RawWebSocket socket(stand.port());
  socket.hello("ann");
  start_drain();
  EXPECT_EQ(socket.read_close(), 1012);
  EXPECT_EQ(socket.bye()["ev"], "bye");
  EXPECT_GE(socket.bye()["retry_after_ms"], 0);
  EXPECT_LE(socket.bye()["retry_after_ms"], 5000);
  socket.frame(8, std::string("\x03\xf4", 2));
  drainer.join();
  EXPECT_TRUE(finished);
}

TEST_F(Drain, SpreadsTheRetryHints) {
  std::vector<std::unique_ptr<RawWebSocket>> sockets;
  for (int i = 0; i < 10; ++i) {
    sockets.push_back(std::make_unique<RawWebSocket>(stand.port()));
    sockets.back()->hello("ann");
  }
  start_drain();
  std::set<int> hints;
  for (const auto& socket : sockets) {
    socket->read_close();
    hints.insert(socket->bye()["retry_after_ms"].get<int>());
  }
  EXPECT_GT(hints.size(), 5U);
}

TEST_F(Drain, AnswersWhatIsInFlightAndRefusesMore) {
  RawWebSocket socket(stand.port());
  socket.hello("ann");
  socket.text(R"({"id":7,"op":"hold"})");
  ASSERT_TRUE(wait_until([&] { return stand.held() == 1; }));
  start_drain();
  EXPECT_EQ(socket.ask("echo", {{"name", "n"}})["error"]["code"], "unavailable");
  stand.release_held();
  EXPECT_EQ(socket.next()["id"], 7);
  EXPECT_EQ(socket.read_close(), 1012);
}

TEST_F(Drain, FinishesHttpRequestsAndClosesIdleConnections) {
  RawSocket idle = stand.connect();
  idle.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(read_reply(idle).status, 200);
  RawSocket busy = stand.connect();
  busy.send("POST /api/v1/hold HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ann\r\n\r\n");
  ASSERT_TRUE(wait_until([&] { return stand.held() == 1; }));
  start_drain();
  EXPECT_TRUE(idle.at_end());
  stand.release_held();
  const RawReply reply = read_reply(busy);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.field("Connection"), "close");
  busy.shutdown_send();
  drainer.join();
  EXPECT_TRUE(finished);
}

TEST_F(Drain, SaysThatItIsNotReady) {
  RawSocket open = stand.connect();
  open.send(
      "POST /api/v1/hold HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ann\r\n\r\nGET /readyz HTTP/1.1\r\nHost: "
      "localhost\r\n\r\n");
  ASSERT_TRUE(wait_until([&] { return stand.held() == 1; }));
  EXPECT_EQ(stand.request("GET", "/readyz").status, 200);
  start_drain();
  stand.release_held();
  EXPECT_EQ(read_reply(open).status, 200);
}

TEST_F(Drain, CutsOffWhoDoesNotLeave) {
  RawWebSocket socket(stand.port());
  socket.hello("ann");
  socket.text(R"({"id":7,"op":"hold"})");
  ASSERT_TRUE(wait_until([&] { return stand.held() == 1; }));
  const auto begin = std::chrono::steady_clock::now();
  start_drain(100ms);
  drainer.join();
  EXPECT_FALSE(finished);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
  EXPECT_EQ(socket.read_close(), 1006);
}

TEST(DeadPeers, ACloseThatNobodyAnswersIsBoundedInTime) {
  auto options = test_options();
  options.timeouts.close = 50ms;
  options.timeouts.hello = 50ms;
  Stand stand(options);
  RawWebSocket socket(stand.port());
  EXPECT_EQ(socket.read_close(), 4408);
  EXPECT_TRUE(wait_until([&] { return stand.figure("weft_websockets ") == 0; }));
}

}  // namespace
}  // namespace weft::test
