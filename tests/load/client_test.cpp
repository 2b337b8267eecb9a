// Clients against a scripted peer on a real socket: upgrade, requests, several objects in a frame, pauses, every
// way to end.
#include "load/client.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

namespace weft::load {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kAccept =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

std::string server_frame(unsigned char first, std::string_view payload) {
  std::string out(1, static_cast<char>(first));
  if (payload.size() < 126) {
    out.push_back(static_cast<char>(payload.size()));
  } else {
    out.push_back(126);
    out.push_back(static_cast<char>(payload.size() >> 8U));
    out.push_back(static_cast<char>(payload.size()));
  }
  return out.append(payload);
}

/// Listens, accepts one connection after the other and runs a script on each, in a thread of its own.
class Peer {
 public:
  using Script = std::function<void(int fd)>;

  explicit Peer(std::vector<Script> scripts) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listener_, 16), 0);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    target.port = ntohs(address.sin_port);
    target.source = source_address(5);
    thread_ = std::thread([this, scripts = std::move(scripts)] {
      for (const auto& script : scripts) {
        const int fd = ::accept(listener_, nullptr, nullptr);
        script(fd);
        ::close(fd);
      }
    });
  }
  ~Peer() {
    thread_.join();
    ::close(listener_);
  }

  Target target;

 private:
  int listener_ = -1;
  std::thread thread_;
};

void put(int fd, std::string_view bytes) {
  EXPECT_EQ(::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
}

std::string read_upgrade(int fd) {
  std::string request;
  char c = 0;
  while (!request.ends_with("\r\n\r\n") && ::recv(fd, &c, 1, 0) == 1)
    request.push_back(c);
  return request;
}

/// The payload of the next client frame, unmasked; empty at the end of the stream.
std::string read_frame(int fd) {
  std::string bytes;
  char c = 0;
  Frame frame;
  std::size_t size = 0;
  while (parse_frame(bytes, frame, size) == Parsed::partial) {
    if (::recv(fd, &c, 1, 0) != 1) return {};
    bytes.push_back(c);
  }
  std::string out(frame.payload);
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<char>(out[i] ^ (frame.payload.data() - 4)[i % 4]);
  return out;
}

void read_to_end(int fd) {
  char bytes[4096];
  while (::recv(fd, bytes, sizeof bytes, 0) > 0) {}
}

/// A client with its history.
struct Subject {
  Loop loop;
  std::vector<std::string> objects;
  std::vector<Closed> closed;
  Client client;

  explicit Subject(const Target& target)
      : client(
            loop, target,
            {.open = {},
             .object = [this](std::string_view o) { objects.emplace_back(o); },
             .closed = [this](const Closed& c) { closed.push_back(c); }}) {}
  void until_closed() {
    ASSERT_TRUE(loop.run_until([this] { return !closed.empty(); }, 10s));
  }
};

TEST(Client, OffersTheSubprotocolAndReadsFramesBehindTheAnswer) {
  std::string request;
  Peer peer({[&](int fd) {
    request = read_upgrade(fd);
    put(fd, std::string(kAccept) + server_frame(0x81, "{\"ev\":\"a\"}\n{\"ev\":\"b\"}\n{\"ev\":\"c\"}"));
  }});
  Subject subject(peer.target);
  subject.client.connect();
  subject.until_closed();
  EXPECT_EQ(subject.objects, (std::vector<std::string>{"{\"ev\":\"a\"}", "{\"ev\":\"b\"}", "{\"ev\":\"c\"}"}));
  EXPECT_NE(request.find("Sec-WebSocket-Protocol: weft.v1\r\n"), std::string::npos);
  EXPECT_TRUE(subject.closed[0].opened);
  EXPECT_EQ(subject.closed[0].code, 1006);
}

TEST(Client, JoinsFragmentsThatArriveByteByByte) {
  Peer peer({[](int fd) {
    read_upgrade(fd);
    const auto bytes = std::string(kAccept) + server_frame(0x01, "{\"ev\":") + server_frame(0x89, "p") +
                       server_frame(0x80, "\"x\"}");
    for (const char c : bytes)
      put(fd, {&c, 1});
    EXPECT_EQ(read_frame(fd), "p") << "the pong";
  }});
  Subject subject(peer.target);
  subject.client.connect();
  subject.until_closed();
  EXPECT_EQ(subject.objects, std::vector<std::string>{"{\"ev\":\"x\"}"});
}

TEST(Client, GivesAnswersToTheirRequests) {
  Peer peer({[](int fd) {
    read_upgrade(fd);
    put(fd, kAccept);
    EXPECT_EQ(read_frame(fd), R"({"id":1,"op":"hello","in":{"token":"t","cursors":{"c":4}}})");
    EXPECT_EQ(read_frame(fd), R"({"id":2,"op":"me.get","in":{}})");
    put(fd,
        server_frame(0x81, "{\"id\":2,\"error\":{\"code\":\"x\"}}\n{\"id\":1,\"ok\":{\"a\":1}}\n{\"id\":9,\"ok\":{}}"));
  }});
  Subject subject(peer.target);
  std::vector<std::string> answers;
  subject.client.hooks().open = [&] {
    const auto keep = [&](const Scanned& answer) {
      answers.push_back(std::string(answer.ok) + std::string(answer.error));
    };
    subject.client.request(
        "hello", hello_input({.token = "t", .device = {}, .cursors = {{"c", 4}}, .epoch = {}, .cursor = {}}), keep);
    subject.client.request("me.get", "{}", keep);
  };
  subject.client.connect();
  subject.until_closed();
  EXPECT_EQ(answers, (std::vector<std::string>{R"({"code":"x"})", R"({"a":1})"}));
  EXPECT_EQ(subject.objects, std::vector<std::string>{R"({"id":9,"ok":{}})"});
}

TEST(Client, TellsTheCloseCode) {
  Peer peer({[](int fd) {
    read_upgrade(fd);
    put(fd, std::string(kAccept) + server_frame(0x88, close_payload(4401, "signed out")));
    read_to_end(fd);
  }});
  Subject subject(peer.target);
  subject.client.connect();
  subject.until_closed();
  EXPECT_EQ(subject.closed[0].code, 4401);
  EXPECT_EQ(subject.closed[0].reason, "signed out");
}

TEST(Client, TellsARefusedUpgradeAndARefusedConnection) {
  Target target;
  {
    Peer peer({[](int fd) {
      read_upgrade(fd);
      put(fd, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    }});
    target = peer.target;
    Subject subject(target);
    subject.client.connect();
    subject.until_closed();
    EXPECT_EQ(subject.closed[0].http_status, 403);
    EXPECT_FALSE(subject.closed[0].opened);
  }
  Subject subject(target);
  subject.client.connect();
  subject.until_closed();
  EXPECT_EQ(subject.closed[0].error, ECONNREFUSED);
}

TEST(Client, ConnectsAgainFromItsClosedHook) {
  const auto script = [](int fd) {
    read_upgrade(fd);
    put(fd, std::string(kAccept) + server_frame(0x81, "{\"ev\":\"n\"}"));
  };
  Peer peer({script, script, script});
  Subject subject(peer.target);
  subject.client.hooks().closed = [&](const Closed& closed) {
    subject.closed.push_back(closed);
    if (subject.closed.size() < 3) subject.client.connect();
  };
  subject.client.connect();
  ASSERT_TRUE(subject.loop.run_until([&] { return subject.closed.size() == 3; }, 10s));
  EXPECT_EQ(subject.objects.size(), 3U);
}

TEST(Client, ReadsNothingWhilePausedAndEverythingAfterwards) {
  constexpr std::size_t kFrames = 4000;
  std::atomic<bool> stalled{false};
  Peer peer({[&](int fd) {
    const int small = 4096;
    ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    read_upgrade(fd);
    put(fd, kAccept);
    const auto frame = server_frame(0x81, "{\"ev\":\"" + std::string(900, 'z') + "\"}");
    for (std::size_t i = 0; i < kFrames; ++i) {
      const auto put_now = ::send(fd, frame.data(), frame.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (put_now < 0) stalled = true;
      put(fd, std::string_view(frame).substr(static_cast<std::size_t>(std::max<ssize_t>(put_now, 0))));
    }
    put(fd, server_frame(0x88, close_payload(1000, "")));
    read_to_end(fd);
  }});
  peer.target.receive_buffer = 8192;
  Subject subject(peer.target);
  subject.client.hooks().open = [&] { subject.client.pause_reading(); };
  subject.client.connect();
  ASSERT_TRUE(subject.loop.run_until([&] { return stalled.load(); }, 10s)) << "the peer's writes must stall";
  EXPECT_LT(subject.objects.size(), kFrames / 4) << "only what came with the answer to the upgrade";
  subject.client.resume_reading();
  subject.until_closed();
  EXPECT_EQ(subject.objects.size(), kFrames);
}

TEST(Loop, RunsTimersInOrderAndNotCancelledOnes) {
  Loop loop;
  std::string order;
  loop.after(20ms, [&] { order += 'b'; });
  loop.after(5ms, [&] { order += 'a'; });
  const auto never = loop.after(10ms, [&] { order += 'x'; });
  loop.cancel(never);
  std::thread other([&] { loop.post([&] { order += 'p'; }); });
  other.join();
  ASSERT_TRUE(loop.run_until([&] { return order.size() == 3; }, 10s));
  EXPECT_EQ(order, "pab");
}

}  // namespace
}  // namespace weft::load
