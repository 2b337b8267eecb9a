// The gateway's small parts on their own.
#include "gateway/address.hpp"
#include "gateway/credentials.hpp"
#include "gateway/header_check.hpp"
#include "gateway/io_loop.hpp"
#include "gateway/out_queue.hpp"
#include "gateway/rate_limit.hpp"
#include "gateway/text.hpp"
#include "gateway/ws_requests.hpp"
#include <weft/base/error.hpp>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>

namespace weft::gateway {
namespace {

using namespace std::chrono_literals;

fanout::FramePtr frame_of(const std::string& bytes) {
  fanout::Frame frame;
  frame.bytes = bytes;
  return std::make_shared<const fanout::Frame>(frame);
}

TEST(HeaderEnd, IsFoundWhereverTheBytesAreCut) {
  const std::string header = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  HeaderEnd end;
  for (std::size_t i = 1; i < header.size(); ++i)
    EXPECT_EQ(end.find(header.substr(0, i)), 0U) << i;
  EXPECT_EQ(end.find(header + "rest"), header.size());
}

TEST(HeaderEnd, StopsWhereTheHeaderGoesWrong) {
  EXPECT_EQ(HeaderEnd().find("GET / HTTP/1.1\nHost"), 15U);
  EXPECT_EQ(HeaderEnd().find("GET / HTTP/1.1\rHost"), 15U);
  EXPECT_EQ(HeaderEnd().find(std::string_view("\0x", 2)), 1U);
}

TEST(Text, ChecksUtf8) {
  for (const char* good :
       {"", "abc", "\xc3\xa9", "\xe4\xbd\xa0\xe5\xa5\xbd", "\xf0\x9f\x98\x80", "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"})
    EXPECT_TRUE(is_utf8(good)) << good;
  for (const char* bad :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80", "\xe4\xbd"})
    EXPECT_FALSE(is_utf8(bad));
}

TEST(Text, ReadsQueries) {
  EXPECT_EQ(read_query("a=1&&b=x%20y+z&c"), (QueryFields{{"a", "1"}, {"b", "x y z"}, {"c", ""}}));
  EXPECT_FALSE(read_query("a=%2"));
  EXPECT_FALSE(read_query("%ff=1"));
}

TEST(Text, FindsCookiesByTheirWholeName) {
  EXPECT_EQ(cookie_value("xweft_session=1; weft_session=2; a=3", "weft_session"), "2");
  EXPECT_EQ(cookie_value("weft_sessionx=1", "weft_session"), "");
}

TEST(Networks, MatchPrefixesOfBothKinds) {
  const Networks networks({"10.0.0.0/8", "::1", "2001:db8::/33", "192.0.2.7"});
  for (const char* in : {"10.1.2.3", "::1", "2001:db8:0:1::1", "192.0.2.7"})
    EXPECT_TRUE(networks.holds(in)) << in;
  for (const char* out : {"11.1.2.3", "::2", "2001:db8:8000::1", "192.0.2.8", "nonsense", ""})
    EXPECT_FALSE(networks.holds(out)) << out;
}

TEST(Credentials, AmbiguousOnesAreNobody) {
  HttpRequest request;
  request.cookie = "weft_session=a";
  EXPECT_TRUE(presented(request).by_cookie);
  request.authorization = "bearer  a";
  EXPECT_FALSE(presented(request).by_cookie);
  EXPECT_EQ(presented(request).credential.token_hash, credential_of("a").token_hash);
  request.authorization = "Bearer b";
  EXPECT_TRUE(presented(request).credential.empty());
}

TEST(Credentials, OriginsAreComparedWithTheHost) {
  HttpRequest request;
  request.host = "chat.example.org:443";
  const auto allows = [&](const char* origin) {
    request.origin = origin;
    return origin_allowed(request, {"https://app.example.org"});
  };
  EXPECT_TRUE(allows("https://chat.example.org"));
  EXPECT_TRUE(allows("https://CHAT.example.org:443"));
  EXPECT_TRUE(allows("https://app.example.org"));
  EXPECT_FALSE(allows("https://chat.example.org.evil.example"));
  EXPECT_FALSE(allows("https://chat.example.org:444"));
  EXPECT_FALSE(allows("null"));
  EXPECT_FALSE(allows(""));
}

TEST(Bucket, RefillsWithTime) {
  const Rate rate{10, 3};
  Bucket bucket;
  SteadyTime now = std::chrono::steady_clock::now();
  for (int i = 0; i < 3; ++i)
    EXPECT_TRUE(bucket.take(rate, now));
  EXPECT_FALSE(bucket.take(rate, now));
  EXPECT_TRUE(bucket.take(rate, now += 100ms));
  EXPECT_FALSE(bucket.take(rate, now));
}

TEST(Bucket, CallsItFloodingOnlyWhenItGoesOn) {
  const Rate rate{10, 3};
  Bucket bucket;
  SteadyTime now = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i)
    bucket.take(rate, now);
  EXPECT_FALSE(bucket.flooding(rate));
  for (int i = 0; i < 20; ++i)
    bucket.take(rate, now);
  EXPECT_TRUE(bucket.flooding(rate));
}

TEST(BucketMap, ForgetsWhoHasBeenQuiet) {
  BucketMap map;
  const Rate rate{1, 1};
  SteadyTime now = std::chrono::steady_clock::now();
  for (int i = 0; i < 5000; ++i)
    EXPECT_TRUE(map.take("", std::to_string(i), rate, now += 10ms));
}

TEST(BucketMap, InventedTokensAreCountedOnTheirAddress) {
  BucketMap map;
  const Rate rate{1, 3};
  const SteadyTime now = std::chrono::steady_clock::now();
  int taken = 0;
  for (int i = 0; i < 20; ++i)
    taken += map.take("token " + std::to_string(i), "10.0.0.1", rate, now) ? 1 : 0;
  EXPECT_EQ(taken, 3);
  EXPECT_TRUE(map.take("", "10.0.0.2", rate, now));
}

TEST(BucketMap, AValidTokenHasABucketOfItsOwn) {
  BucketMap map;
  const Rate rate{1, 2};
  const SteadyTime now = std::chrono::steady_clock::now();
  map.found_valid("ann", rate);
  for (int i = 0; i < 5; ++i)
    map.take("", "10.0.0.1", rate, now);
  EXPECT_TRUE(map.take("ann", "10.0.0.1", rate, now));
  EXPECT_TRUE(map.take("ann", "10.0.0.1", rate, now));
  EXPECT_FALSE(map.take("ann", "10.0.0.1", rate, now));
}

TEST(IoLoop, GoesOnAfterWorkThatThrows) {
  IoLoop loop(0, 10ms);
  loop.start();
  std::promise<bool> reached;
  loop.post([] { throw std::runtime_error("on purpose"); });
  loop.post([&] { reached.set_value(true); });
  EXPECT_TRUE(reached.get_future().get());
  loop.stop();
}

TEST(OutQueue, WritesInOrderAndKeepsWhatDoesNotFit) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  OutQueue queue;
  std::string expected;
  for (int i = 0; i < 300; ++i) {
    const std::string bytes(5000, static_cast<char>('a' + i % 26));
    queue.push(frame_of(bytes), OutQueue::Kind::event);
    expected += bytes;
  }
  std::uint64_t writes = 0;
  std::string got;
  EXPECT_EQ(write_to(ends[0], queue, writes), WriteResult::blocked);
  while (got.size() < expected.size()) {
    char buffer[65536];
    const ssize_t size = ::read(ends[1], buffer, sizeof buffer);
    ASSERT_GT(size, 0);
    got.append(buffer, static_cast<std::size_t>(size));
    write_to(ends[0], queue, writes);
  }
  EXPECT_EQ(got, expected);
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.bytes(), 0U);
  ::close(ends[1]);
  queue.push(frame_of("x"), OutQueue::Kind::event);
  EXPECT_EQ(write_to(ends[0], queue, writes), WriteResult::failed);
  ::close(ends[0]);
}

TEST(OutQueue, DropsEventsButNeitherAnswersNorWhatHasBegun) {
  OutQueue queue;
  queue.push(frame_of("begun"), OutQueue::Kind::event);
  queue.push(frame_of("answer"), OutQueue::Kind::answer);
  queue.push(frame_of("event"), OutQueue::Kind::event);
  queue.push(frame_of("pong"), OutQueue::Kind::control);
  queue.consume(2);
  queue.drop_events();
  EXPECT_EQ(queue.frames(), 3U);
  EXPECT_EQ(queue.bytes(), 3U + 6U + 4U);
  EXPECT_EQ(queue.kept_bytes(), 10U);
  EXPECT_TRUE(queue.holds_control());
  std::array<iovec, 8> parts;
  ASSERT_EQ(queue.gather(parts), 3U);
  EXPECT_EQ(std::string(static_cast<char*>(parts[0].iov_base), parts[0].iov_len), "gun");
  queue.consume(13);
  EXPECT_FALSE(queue.holds_control());
  EXPECT_EQ(queue.kept_frames(), 0U);
}

TEST(Requests, AreBoundedPerMessage) {
  std::string message;
  for (int i = 0; i < 300; ++i)
    message += "{}\n";
  const auto requests = read_requests(message);
  EXPECT_EQ(requests.size(), kRequestsPerMessage + 1);
  EXPECT_TRUE(requests.back().error.has_value());
}

TEST(Requests, MayLeaveOutTheInput) {
  const auto requests = read_requests(R"({"id":0,"op":"x"})");
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_FALSE(requests[0].error);
  EXPECT_EQ(requests[0].id, 0);
  EXPECT_EQ(requests[0].in->dump(), "{}");
}

}  // namespace
}  // namespace weft::gateway
