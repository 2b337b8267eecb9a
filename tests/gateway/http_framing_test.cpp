// HTTP framing that two parsers could read in two ways is refused with 400, and the connection closed.
#include "gateway/stand.hpp"

#include <gtest/gtest.h>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

const std::string kPost =
    "POST /api/v1/echo/n HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ann\r\nContent-Type: "
    "application/json\r\n";

class HttpFraming : public testing::Test {
 protected:
  HttpFraming() { stand.person("ann"); }
  RawReply send(const std::string& bytes) {
    RawSocket socket = stand.connect();
    socket.send(bytes);
    return read_reply(socket);
  }
  /// Answered with `status` and then closed, though another good request follows.
  void expect_refused(const std::string& bytes, int status = 400) {
    RawSocket socket = stand.connect();
    socket.send(bytes + "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const RawReply reply = read_reply(socket);
    EXPECT_EQ(reply.status, status) << testing::PrintToString(bytes);
    EXPECT_EQ(reply.field("Connection"), "close") << testing::PrintToString(bytes);
    socket.shutdown_send();
    EXPECT_EQ(socket.read_all(), "") << testing::PrintToString(bytes);
  }
  Stand stand;
};

TEST_F(HttpFraming, RefusesLengthAndEncodingTogether) {
  expect_refused(kPost + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  expect_refused(kPost + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n");
}

TEST_F(HttpFraming, RefusesTwoLengths) {
  expect_refused(kPost + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}");
  expect_refused(kPost + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}");
  expect_refused(kPost + "Content-Length: 2, 2\r\n\r\n{}");
}

TEST_F(HttpFraming, RefusesLengthsThatAreNotNumbers) {
  for (const std::string length : {"", "-1", "+2", "0x2", "2 2", "2a", " 1e1", "99999999999999999999"})
    expect_refused(kPost + "Content-Length: " + length + "\r\n\r\n{}");
}

TEST_F(HttpFraming, RefusesOddEncodings) {
  for (const std::string encoding :
       {"gzip", "chunked, chunked", "gzip, chunked", "identity", "xchunked", "chunked;q=1", "\"chunked\""}) {
    expect_refused(kPost + "Transfer-Encoding: " + encoding + "\r\n\r\n0\r\n\r\n");
  }
  expect_refused(kPost + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  expect_refused(kPost + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n");
  expect_refused("POST /api/v1/echo/n HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
}

TEST_F(HttpFraming, TakesChunks) {
  const RawReply reply = send(
      kPost +
      "Transfer-Encoding: Chunked\r\n\r\n5;name=\"v\"\r\n{\"cou\r\na\r\nnt\":12    \r\n1\r\n}\r\n0\r\nX-Trailer: "
      "1\r\n\r\n");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.json()["count"], 12);
}

TEST_F(HttpFraming, TakesChunksByteByByte) {
  RawSocket socket = stand.connect();
  socket.send_slowly(kPost + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
  EXPECT_EQ(read_reply(socket).status, 200);
}

TEST_F(HttpFraming, TakesAnEmptyChunkedBodyByteByByte) {
  RawSocket socket = stand.connect();
  socket.send_slowly(kPost + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  EXPECT_EQ(read_reply(socket).status, 200);
}

TEST_F(HttpFraming, IgnoresWhatTrailersSay) {
  const RawReply reply = send(
      "POST /api/v1/echo/n HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: "
      "chunked\r\n\r\n"
      "2\r\n{}\r\n0\r\nAuthorization: Bearer ann\r\n\r\n");
  EXPECT_EQ(reply.status, 401);
}

TEST_F(HttpFraming, RefusesBadChunks) {
  for (const std::string chunk :
       {"g\r\n{}\r\n0\r\n\r\n", "-2\r\n{}\r\n0\r\n\r\n", "0x2\r\n{}\r\n0\r\n\r\n", "2\n{}\r\n0\r\n\r\n",
        "2\r\n{}0\r\n\r\n", "2\r\n{}\n0\r\n\r\n", "+2\r\n{}\r\n0\r\n\r\n", "ffffffffffffffff1\r\n{}\r\n",
        "\r\n{}\r\n0\r\n\r\n", "2 \r\n{}\r\n0\r\n\r\n", "2;\x01\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n0\r\nno field\r\n\r\n",
        "2\r\n{}\r\n0\r\nT: 1\n\r\n", "2\r{}\r\n0\r\n\r\n"}) {
    expect_refused(kPost + "Transfer-Encoding: chunked\r\n\r\n" + chunk);
  }
}

TEST_F(HttpFraming, BoundsChunkExtensions) {
  RawSocket socket = stand.connect();
  socket.send(kPost + "Transfer-Encoding: chunked\r\n\r\n2;" + std::string(200000, 'x'));
  EXPECT_EQ(read_reply(socket).status, 400);
}

TEST_F(HttpFraming, RefusesBareLineFeedsAndReturns) {
  expect_refused("GET /healthz HTTP/1.1\nHost: localhost\n\n");
  expect_refused("GET /healthz HTTP/1.1\r\nHost: localhost\nX: 1\r\n\r\n");
  expect_refused("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\n");
  expect_refused("GET /healthz HTTP/1.1\r\nHost: localhost\rX: 1\r\n\r\n");
  expect_refused("GET /healthz HTTP/1.1\r\r\nHost: localhost\r\n\r\n");
}

TEST_F(HttpFraming, RefusesFoldedLines) {
  expect_refused("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n");
  expect_refused("GET /healthz HTTP/1.1\r\n Host: localhost\r\n\r\n");
}

TEST_F(HttpFraming, RefusesOddFields) {
  for (const std::string field : {"X : 1", ": 1", "X", "X Y: 1", "X\x01: 1", "X: a\x01", "X: a\x7f", "(X): 1"}) {
    expect_refused("GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + field + "\r\n\r\n");
  }
  expect_refused(std::string("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n", 50));
}

TEST_F(HttpFraming, WantsExactlyOneHost) {
  expect_refused("GET /healthz HTTP/1.1\r\n\r\n");
  expect_refused("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n");
  expect_refused("GET /healthz HTTP/1.1\r\nHost: \r\n\r\n");
  expect_refused("GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n");
  expect_refused("GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n");
  expect_refused("GET http://other/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(send("GET http://localhost/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 200);
  EXPECT_EQ(send("GET /healthz HTTP/1.0\r\n\r\n").status, 200);
}

TEST_F(HttpFraming, RefusesTwoCredentials) {
  expect_refused(
      "GET /api/v1/context HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n");
  expect_refused(
      "GET /api/v1/context HTTP/1.1\r\nHost: localhost\r\nCookie: weft_session=a\r\nCookie: weft_session=b\r\n\r\n");
}

TEST_F(HttpFraming, RefusesOddRequestLines) {
  for (const std::string line :
       {"GET  /healthz HTTP/1.1", "GET /healthz", "GET /heal thz HTTP/1.1", "GET /healthz HTTP/2.0",
        "GET /healthz HTTP/1.2", "GET /healthz http/1.1", "GET /healthz HTTP/1.1 ", "G(T /healthz HTTP/1.1",
        "GET /h\xc3\xa9 HTTP/1.1", "GET /h\x01 HTTP/1.1"}) {
    expect_refused(line + "\r\nHost: localhost\r\n\r\n");
  }
}

TEST_F(HttpFraming, RefusesAbsoluteGarbageAtOnce) {
  RawSocket socket = stand.connect();
  socket.send(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11));  // a TLS greeting
  EXPECT_EQ(read_reply(socket).status, 400);
}

TEST_F(HttpFraming, OverlooksAnEmptyLineBeforeARequest) {
  RawSocket socket = stand.connect();
  socket.send(kPost + "Content-Length: 2\r\n\r\n{}\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(read_reply(socket).status, 200);
  EXPECT_EQ(read_reply(socket).status, 200);
}

TEST_F(HttpFraming, BoundsTheHeader) {
  expect_refused("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(17000, 'x') + "\r\n\r\n", 431);
  RawSocket socket = stand.connect();
  socket.send("GET /" + std::string(20000, 'x'));
  EXPECT_EQ(read_reply(socket).status, 431);
  std::string many;
  for (int i = 0; i < 101; ++i)
    many += "X: 1\r\n";
  expect_refused("GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + many + "\r\n");
}

TEST_F(HttpFraming, RefusesABodyOverOneMebibyteBeforeReadingIt) {
  RawSocket socket = stand.connect();
  socket.send(kPost + "Content-Length: 1048577\r\n\r\n");
  const RawReply reply = read_reply(socket);
  EXPECT_EQ(reply.status, 413);
  EXPECT_EQ(reply.json()["code"], "payload_too_large");
}

TEST_F(HttpFraming, RefusesChunksThatAddUpToTooMuch) {
  RawSocket socket = stand.connect();
  socket.send(kPost + "Transfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 17; ++i)
    socket.send("10000\r\n" + std::string(65536, ' ') + "\r\n");
  EXPECT_EQ(read_reply(socket).status, 413);
}

TEST_F(HttpFraming, TakesABodyOfOneMebibyte) {
  const std::string body = "{}" + std::string((1 << 20) - 2, ' ');
  EXPECT_EQ(send(kPost + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body).status, 200);
}

TEST_F(HttpFraming, SendsContinueWhenAsked) {
  RawSocket socket = stand.connect();
  socket.send(kPost + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(socket.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  socket.send("{}");
  EXPECT_EQ(read_reply(socket).status, 200);
}

class HttpTimeouts : public testing::Test {
 protected:
  static gateway::ServerOptions quick() {
    auto options = test_options();
    options.timeouts.header = 60ms;
    options.timeouts.body = 60ms;
    options.timeouts.keep_alive = 60ms;
    return options;
  }
  Stand stand{quick()};
};

TEST_F(HttpTimeouts, EndsSilentConnections) {
  RawSocket socket = stand.connect();
  EXPECT_EQ(socket.read_all(), "");
}

TEST_F(HttpTimeouts, EndsSlowHeaders) {
  RawSocket socket = stand.connect();
  socket.send("GET /healthz HTTP/1.1\r\nHost: local");
  EXPECT_EQ(read_reply(socket).status, 408);
  socket.shutdown_send();
  EXPECT_TRUE(socket.at_end());
}

TEST_F(HttpTimeouts, EndsSlowBodies) {
  RawSocket socket = stand.connect();
  socket.send(kPost + "Content-Length: 2\r\n\r\n{");
  EXPECT_EQ(read_reply(socket).status, 408);
}

TEST_F(HttpTimeouts, EndsIdleConnectionsQuietly) {
  RawSocket socket = stand.connect();
  socket.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(read_reply(socket).status, 200);
  EXPECT_TRUE(socket.at_end());
}

}  // namespace
}  // namespace weft::test
