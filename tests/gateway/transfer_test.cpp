// Bodies and answers that are bytes: streamed, ranged, and none the worse for a hostile peer.
#include "gateway/download.hpp"
#include "gateway/stand.hpp"

#include <gtest/gtest.h>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

const std::string kAnn = "Authorization: Bearer ann\r\n";

std::string patterned(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<char>('a' + i * 31 / 7 % 26);
  return bytes;
}

struct Transfers : testing::Test {
  Transfers() { stand.person("ann"); }
  static std::string put_head(const std::string& name, const std::string& fields) {
    return "PUT /api/v1/bytes/" + name + " HTTP/1.1\r\nHost: localhost\r\n" + kAnn + fields + "\r\n";
  }
  RawReply get(const std::string& name, const std::string& fields = {}, const std::string& method = "GET") {
    return stand.request(method, "/api/v1/bytes/" + name, kAnn + fields);
  }
  void expect_broken_off() {
    EXPECT_TRUE(wait_until([&] { return stand.broken_off == 1; }));
    EXPECT_EQ(stand.stored("n"), "");
  }
  bool no_connections() const { return stand.figure("weft_http_connections") == 0; }
  Stand stand;
};

TEST_F(Transfers, TakeABodyOfManyPieces) {
  const std::string bytes = patterned(1'500'001);
  const RawReply reply = stand.request("PUT", "/api/v1/bytes/n", kAnn, bytes);
  EXPECT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(stand.stored("n"), bytes);
}

TEST_F(Transfers, TakeChunks) {
  RawSocket socket = stand.connect();
  socket.send(put_head("n", "Transfer-Encoding: chunked\r\n") + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(read_reply(socket).status, 200);
  EXPECT_EQ(stand.stored("n"), "abcde");
}

TEST_F(Transfers, GoOnWithTheNextRequestOfTheConnection) {
  RawSocket socket = stand.connect();
  socket.send(
      put_head("n", "Content-Length: 3\r\n") + "abc" + put_head("m", "Content-Length: 2\r\n") + "de" +
      "GET /api/v1/bytes/n HTTP/1.1\r\nHost: localhost\r\n" + kAnn + "\r\n");
  EXPECT_EQ(read_reply(socket).status, 200);
  EXPECT_EQ(read_reply(socket).status, 200);
  EXPECT_EQ(read_reply(socket).body, "abc");
  EXPECT_EQ(stand.stored("m"), "de");
}

TEST_F(Transfers, AreAskedForBeforeTheBodyIsRead) {
  RawSocket socket = stand.connect();
  socket.send(put_head("unwelcome", "Content-Length: 2000000\r\n"));
  const RawReply reply = read_reply(socket);
  EXPECT_EQ(reply.status, 403);
  EXPECT_EQ(reply.field("Connection"), "close");  // what follows is the body of the refused request
}

TEST_F(Transfers, RefuseWhoIsNotSignedInWithoutReading) {
  RawSocket socket = stand.connect();
  socket.send("PUT /api/v1/bytes/n HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n");
  EXPECT_EQ(read_reply(socket).status, 401);
}

TEST_F(Transfers, SayContinueOnlyToWhatIsWelcome) {
  RawSocket socket = stand.connect();
  socket.send(put_head("n", "Content-Length: 3\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(socket.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  socket.send("abc");
  EXPECT_EQ(read_reply(socket).status, 200);
  socket.send(put_head("unwelcome", "Content-Length: 3\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(read_reply(socket).status, 403);
}

TEST_F(Transfers, RefuseALengthBeyondTheLimit) {
  EXPECT_EQ(stand.request("PUT", "/api/v1/bytes/n", kAnn + "Content-Length: 2097153\r\n").status, 413);
}

TEST_F(Transfers, RefuseChunksBeyondTheLimit) {
  RawSocket socket = stand.connect();
  socket.send(
      put_head("n", "Transfer-Encoding: chunked\r\n") + "100000\r\n" + std::string(1 << 20, 'x') + "\r\n100001\r\n");
  const RawReply reply = read_reply(socket);
  EXPECT_EQ(reply.status, 413);
  EXPECT_EQ(reply.field("Connection"), "close");
  expect_broken_off();
}

TEST_F(Transfers, RefuseMalformedChunksInTheMiddle) {
  RawSocket socket = stand.connect();
  socket.send(put_head("n", "Transfer-Encoding: chunked\r\n") + "3\r\nabcd\r\n");
  EXPECT_EQ(read_reply(socket).status, 400);
  expect_broken_off();
}

TEST_F(Transfers, DropABodyThatEndsEarly) {
  {
    RawSocket socket = stand.connect();
    socket.send(put_head("n", "Content-Length: 1000000\r\n") + std::string(400'000, 'x'));
    socket.shutdown_send();
    EXPECT_EQ(socket.read_all(), "");
  }
  expect_broken_off();
}

TEST_F(Transfers, DropABodyThatIsCutOff) {
  RawSocket socket = stand.connect();
  socket.send(put_head("n", "Content-Length: 1000000\r\n") + std::string(600'000, 'x'));
  socket.reset();
  expect_broken_off();
}

TEST_F(Transfers, AnswerWhatTheSinkSaysAndClose) {
  RawSocket socket = stand.connect();
  socket.send(put_head("n", "Content-Length: 6\r\n") + "poison");
  const RawReply reply = read_reply(socket);
  EXPECT_EQ(reply.status, 409);
  EXPECT_EQ(reply.json()["detail"], "poisoned");
}

TEST(TransferTimeouts, EndABodyThatDrips) {
  gateway::ServerOptions options = test_options();
  options.timeouts.body = 300ms;
  Stand stand(options);
  stand.person("ann");
  RawSocket socket = stand.connect();
  socket.send("PUT /api/v1/bytes/n HTTP/1.1\r\nHost: localhost\r\n" + kAnn + "Content-Length: 100\r\n\r\nabc");
  EXPECT_EQ(read_reply(socket).status, 408);
}

TEST_F(Transfers, GiveAFileOfManyPieces) {
  const std::string bytes = patterned(1'500'001);
  stand.store("n", bytes);
  const RawReply reply = get("n");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, bytes);
  EXPECT_EQ(reply.field("Content-Type"), "image/png");
  EXPECT_EQ(reply.field("Accept-Ranges"), "bytes");
  EXPECT_EQ(reply.field("X-Content-Type-Options"), "nosniff");
  EXPECT_TRUE(reply.field("Content-Security-Policy").starts_with("sandbox")) << reply.head;
  EXPECT_EQ(reply.field("Cache-Control"), "private, no-cache");
}

TEST_F(Transfers, GiveAnEmptyFile) {
  const RawReply reply = get("nothing");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.field("Content-Length"), "0");
}

TEST_F(Transfers, AnswerHeadWithoutABody) {
  stand.store("n", "abcdef");
  const RawReply reply = get("n", {}, "HEAD");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.field("Content-Length"), "6");
}

TEST_F(Transfers, GiveRanges) {
  stand.store("n", "abcdef");
  const std::vector<std::tuple<std::string, std::string, std::string>> cases{
      {"bytes=0-2", "abc", "bytes 0-2/6"}, {"bytes=2-", "cdef", "bytes 2-5/6"},    {"bytes=-2", "ef", "bytes 4-5/6"},
      {"bytes=4-99", "ef", "bytes 4-5/6"}, {"bytes=-99", "abcdef", "bytes 0-5/6"}, {"Bytes=0-1", "ab", "bytes 0-1/6"}};
  for (const auto& [range, body, said] : cases) {
    const RawReply reply = get("n", "Range: " + range + "\r\n");
    EXPECT_EQ(reply.status, 206) << range;
    EXPECT_EQ(reply.body, body) << range;
    EXPECT_EQ(reply.field("Content-Range"), said);
  }
}

TEST_F(Transfers, RefuseRangesBeyondTheEnd) {
  stand.store("n", "abcdef");
  for (const std::string range : {"bytes=6-", "bytes=99-100", "bytes=-0"}) {
    const RawReply reply = get("n", "Range: " + range + "\r\n");
    EXPECT_EQ(reply.status, 416) << range;
    EXPECT_EQ(reply.field("Content-Range"), "bytes */6");
    EXPECT_EQ(reply.json()["status"], 416) << reply.body;
    EXPECT_EQ(reply.json()["field"], "Range") << reply.body;
  }
}

TEST_F(Transfers, OverlookRangesThatMakeNoSense) {
  stand.store("n", "abcdef");
  for (const std::string range :
       {"bytes=3-1", "bytes=a-b", "bytes=0-1,3-4", "lines=0-1", "bytes=", "bytes=0-18446744073709551616"}) {
    const RawReply reply = get("n", "Range: " + range + "\r\n");
    EXPECT_EQ(reply.status, 200) << range;
    EXPECT_EQ(reply.body, "abcdef") << range;
  }
}

TEST_F(Transfers, AnswerHeadAsIfThereWereNoRange) {
  stand.store("n", "abcdef");
  for (const std::string range : {"bytes=0-1", "bytes=99-"}) {
    const RawReply reply = get("n", "Range: " + range + "\r\n", "HEAD");
    EXPECT_EQ(reply.status, 200) << range;
    EXPECT_EQ(reply.field("Content-Length"), "6");
    EXPECT_EQ(reply.field("Content-Range"), "");
  }
}

TEST_F(Transfers, GiveARangeOnlyOfTheFileThatTheClientKnows) {
  stand.store("n", "abcdef");
  EXPECT_EQ(get("n", "Range: bytes=0-1\r\nIf-Range: \"tag\"\r\n").status, 206);
  EXPECT_EQ(get("n", "Range: bytes=0-1\r\nIf-Range: \"other\"\r\n").status, 200);
  EXPECT_EQ(get("n", "Range: bytes=0-1\r\nIf-Range: W/\"tag\"\r\n").status, 200);
}

TEST_F(Transfers, SayWhenNothingHasChanged) {
  stand.store("n", "abcdef");
  EXPECT_EQ(get("n", "If-None-Match: \"tag\"\r\n").status, 304);
  EXPECT_EQ(get("n", "If-None-Match: \"a\", W/\"tag\"\r\n").status, 304);
  EXPECT_EQ(get("n", "If-None-Match: \"a\"\r\n").status, 200);
}

/// More than all the buffers between the server and a client that does not read.
const std::string& large() {
  static const std::string bytes(64 << 20, 'x');
  return bytes;
}

TEST_F(Transfers, GivingEndsWithTheSession) {
  stand.store("n", large());
  RawSocket socket = stand.connect();
  socket.send("GET /api/v1/bytes/n HTTP/1.1\r\nHost: localhost\r\n" + kAnn + "\r\n");
  socket.read_until("\r\n\r\n");
  stand.revoke("ann");
  EXPECT_TRUE(wait_until([&] { return no_connections(); }));
  EXPECT_LT(socket.read_all().size(), large().size());
}

TEST_F(Transfers, GivingEndsWithASessionThatEndedAMomentBefore) {
  stand.store("farewell", large());
  RawSocket socket = stand.connect();
  socket.send("GET /api/v1/bytes/farewell HTTP/1.1\r\nHost: localhost\r\n" + kAnn + "\r\n");
  const std::string answered = "weft_requests_total{operation=\"bytes.get\",status=\"2xx\"}";
  EXPECT_TRUE(wait_until([&] { return stand.figure(answered) == 1 && no_connections(); }));
  EXPECT_LT(socket.read_all().size(), large().size());
}

TEST_F(Transfers, GivingEndsWithASessionThatCouldNotBeLookedAtAtFirst) {
  stand.on_look([this](int number) {
    if (number != 3) return;  // after the request itself and the first look at whose session it is
    stand.expire("ann");
    throw ApiError(Errc::busy);
  });
  stand.store("n", large());
  RawSocket socket = stand.connect();
  socket.send("GET /api/v1/bytes/n HTTP/1.1\r\nHost: localhost\r\n" + kAnn + "\r\n");
  EXPECT_TRUE(wait_until([&] { return stand.looks() >= 3 && no_connections(); }));
  EXPECT_LT(socket.read_all().size(), large().size());
}

TEST_F(Transfers, GivingOutlastsLooksThatFail) {
  stand.on_look([](int number) {
    if (number == 2 || number == 3) throw ApiError(Errc::busy);
  });
  stand.store("n", large());
  RawSocket socket = stand.connect();
  socket.send("GET /api/v1/bytes/n HTTP/1.1\r\nHost: localhost\r\n" + kAnn + "\r\n");
  EXPECT_TRUE(wait_until([&] { return stand.looks() == 5; }));
  EXPECT_EQ(read_reply(socket).body.size(), large().size());
}

TEST_F(Transfers, OfHeadersAloneAreNotWatched) {
  stand.store("n", large());
  EXPECT_EQ(get("n", {}, "HEAD").status, 200);
  EXPECT_EQ(get("nothing").status, 200);
  EXPECT_EQ(stand.looks(), 2);
}

TEST_F(Transfers, TakingEndsWithTheSession) {
  RawSocket socket = stand.connect();
  socket.send(put_head("n", "Content-Length: 1000000\r\nExpect: 100-continue\r\n"));
  socket.read_until("\r\n\r\n");
  stand.revoke("ann");
  expect_broken_off();
  EXPECT_EQ(socket.read_all(), "");
}

TEST_F(Transfers, ThatAreOverHaveNoSession) {
  stand.person("bob");
  stand.store("n", patterned(1'000'000));
  RawSocket socket = stand.connect();
  socket.send("GET /api/v1/bytes/n HTTP/1.1\r\nHost: localhost\r\n" + kAnn + "\r\n");
  EXPECT_EQ(read_reply(socket).body.size(), 1'000'000u);
  socket.send("GET /api/v1/bytes/nothing HTTP/1.1\r\nHost: localhost\r\n" + kAnn + "\r\n");
  EXPECT_EQ(read_reply(socket).status, 200);
  stand.revoke("ann");
  socket.send("GET /api/v1/bytes/n HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer bob\r\n\r\n");
  EXPECT_EQ(read_reply(socket).body.size(), 1'000'000u);
}

TEST_F(Transfers, AreNotForTheWebSocket) {
  RawWebSocket socket(stand.port());
  socket.hello("ann");
  const auto answer = socket.ask("bytes.get", {{"name", "n"}});
  EXPECT_EQ(answer["error"]["status"], 400) << answer;
  EXPECT_EQ(answer["error"]["field"], "op");
}

TEST(ContentDisposition, KeepsNamesFromBeingAnythingElse) {
  EXPECT_EQ(
      gateway::content_disposition("a b.txt", false), "attachment; filename=\"a b.txt\"; filename*=UTF-8''a%20b.txt");
  EXPECT_EQ(
      gateway::content_disposition("\xE6\x8A\xA5.pdf", true),
      "inline; filename=\"_.pdf\"; filename*=UTF-8''%E6%8A%A5.pdf");
  const std::string tricky = gateway::content_disposition("../\"a\r\nX: y\\", false);
  EXPECT_EQ(tricky.find('\r'), std::string::npos);
  EXPECT_EQ(tricky.find('\n'), std::string::npos);
  EXPECT_EQ(tricky, "attachment; filename=\".._a__X: y_\"; filename*=UTF-8''.._%22a__X%3A%20y_");
}

}  // namespace
}  // namespace weft::test
