// WebSocket conformance (RFC 6455), in the groups of the usual test suite; everything is sent by hand.
//
// The server answers requests, not echoes: a text message that is not a request is answered with an error whose `id` is
// null, which proves that it was read as one message.
#include "gateway/stand.hpp"

#include <gtest/gtest.h>

namespace weft::test {
namespace {

using nlohmann::json;

class Framing : public testing::Test {
 protected:
  Framing() { stand.person("ann"); }
  /// A request of exactly `size` bytes, answered with its id.
  static std::string request_of(std::size_t size, int id = 5) {
    const std::string begin = R"({"id":)" + std::to_string(id) + R"(,"op":")";
    return begin + std::string(size - begin.size() - 2, 'x') + "\"}";
  }
  void expect_answer(int id = 5) { EXPECT_EQ(socket.next()["id"], id); }
  void expect_close(int code) { EXPECT_EQ(socket.read_close(), code); }
  Stand stand;
  RawWebSocket socket{stand.port()};
};

// 1: sizes

TEST_F(Framing, TakesMessagesOfEverySize) {
  for (const std::size_t size : {40UL, 125UL, 126UL, 127UL, 128UL, 4095UL, 65535UL, 65536UL}) {
    socket.text(request_of(size));
    expect_answer();
  }
}

TEST_F(Framing, IgnoresAnEmptyMessage) {
  socket.text("");
  socket.text(request_of(40));
  expect_answer();
}

TEST_F(Framing, ClosesOnAMessageOver64KiB) {
  socket.text(request_of(65537));
  expect_close(1009);
}

TEST_F(Framing, ClosesOnAnAnnouncedSizeWithoutWaitingForIt) {
  socket.socket().send(std::string("\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x01\x02\x03\x04", 14));
  expect_close(1009);
}

TEST_F(Framing, ClosesOnFragmentsThatAddUpToTooMuch) {
  const std::string half(40000, ' ');
  socket.frame(1, half, {.fin = false});
  socket.frame(0, half);
  expect_close(1009);
}

TEST_F(Framing, RefusesSizesThatAreNotInTheirShortestForm) {
  socket.socket().send(std::string("\x81\xfe\x00\x05\x01\x02\x03\x04", 8) + "abcde");
  expect_close(1002);
}

TEST_F(Framing, RefusesSixteenBitSizesInSixtyFourBits) {
  socket.socket().send(
      std::string("\x81\xff\x00\x00\x00\x00\x00\x00\x01\x00\x01\x02\x03\x04", 14) + std::string(256, 'x'));
  expect_close(1002);
}

TEST_F(Framing, RefusesASizeWithTheTopBit) {
  socket.socket().send(std::string("\x81\xff\x80\x00\x00\x00\x00\x00\x00\x05\x01\x02\x03\x04", 14));
  const int code = socket.read_close();
  EXPECT_TRUE(code == 1002 || code == 1009) << code;
}

// 2: pings and pongs

TEST_F(Framing, AnswersPingsWithTheirPayload) {
  for (const std::size_t size : {0UL, 1UL, 125UL}) {
    const std::string payload(size, '\xfe');
    socket.frame(9, payload);
    const RawFrame pong = socket.read();
    EXPECT_EQ(pong.opcode, 10);
    EXPECT_EQ(pong.payload, payload);
  }
}

TEST_F(Framing, RefusesAPingOver125Bytes) {
  socket.socket().send(std::string("\x89\xfe\x00\x7e\x01\x02\x03\x04", 8) + std::string(126, 'x'));
  expect_close(1002);
}

TEST_F(Framing, IgnoresUnsolicitedPongs) {
  socket.frame(10, "out of the blue");
  socket.text(request_of(40));
  expect_answer();
}

TEST_F(Framing, AnswersManyPingsInOrder) {
  std::string pings;
  for (int i = 0; i < 50; ++i)
    pings += make_frame(9, std::to_string(i));
  socket.socket().send(pings);
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(socket.read().payload, std::to_string(i));
}

TEST_F(Framing, AnswersAPingThatComesByteByByte) {
  socket.socket().send_slowly(make_frame(9, "slow"));
  EXPECT_EQ(socket.read().payload, "slow");
}

// 3: reserved bits, 4: opcodes

TEST_F(Framing, RefusesReservedBits) {
  for (int bits = 1; bits < 8; ++bits) {
    RawWebSocket other(stand.port());
    other.frame(1, "{}", {.reserved = bits});
    EXPECT_EQ(other.read_close(), 1002) << bits;
  }
  RawWebSocket control(stand.port());
  control.frame(9, "", {.reserved = 4});
  EXPECT_EQ(control.read_close(), 1002);
}

TEST_F(Framing, RefusesUnknownOpcodes) {
  for (const int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
    RawWebSocket other(stand.port());
    other.frame(opcode, "");
    EXPECT_EQ(other.read_close(), 1002) << opcode;
  }
}

// 5: fragmentation

TEST_F(Framing, JoinsFragments) {
  const std::string text = request_of(60);
  socket.frame(1, text.substr(0, 20), {.fin = false});
  socket.frame(0, "", {.fin = false});
  socket.frame(0, text.substr(20, 20), {.fin = false});
  socket.frame(0, text.substr(40));
  expect_answer();
}

TEST_F(Framing, AnswersAPingBetweenFragments) {
  const std::string text = request_of(60);
  socket.frame(1, text.substr(0, 20), {.fin = false});
  socket.frame(9, "in between");
  EXPECT_EQ(socket.read().payload, "in between");
  socket.frame(0, text.substr(20));
  expect_answer();
}

TEST_F(Framing, RefusesFragmentedControlFrames) {
  socket.frame(9, "a", {.fin = false});
  expect_close(1002);
}

TEST_F(Framing, RefusesAContinuationOfNothing) {
  socket.frame(0, "tail");
  expect_close(1002);
}

TEST_F(Framing, RefusesANewMessageInsideAnother) {
  socket.frame(1, "a", {.fin = false});
  socket.frame(1, "b");
  expect_close(1002);
}

// 6: UTF-8

TEST_F(Framing, TakesValidUtf8EvenCutInTheMiddle) {
  const std::string text = R"({"id":5,"op":"κόσμε 你好 😀"})";
  for (std::size_t i = 0; i < text.size(); ++i)
    socket.frame(i == 0 ? 1 : 0, text.substr(i, 1), {.fin = i + 1 == text.size()});
  expect_answer();
}

TEST_F(Framing, RefusesInvalidUtf8) {
  const std::vector<std::string> bad{"\xff",         "\xc0\xaf", "\xed\xa0\x80",     "\xf4\x90\x80\x80",
                                     "\x80",         "\xe2\x82", "\xf8\x88\x80\x80", "\xc1\xbf",
                                     "\xe0\x80\xaf", "a\xce",    "\xf0\x80\x80\x80"};
  for (const std::string& text : bad) {
    RawWebSocket other(stand.port());
    other.text(text);
    EXPECT_EQ(other.read_close(), 1007) << testing::PrintToString(text);
  }
}

TEST_F(Framing, RefusesInvalidUtf8OverFragments) {
  socket.frame(1, "\xce\xba\xe1\xbd", {.fin = false});
  socket.frame(0, "\xed\xa0\x80");
  expect_close(1007);
}

// 7: closing

TEST_F(Framing, EchoesTheCloseCode) {
  for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999}) {
    RawWebSocket other(stand.port());
    other.frame(8, std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)} + "bye");
    EXPECT_EQ(other.read_close(), code);
    EXPECT_TRUE(other.socket().at_end());
  }
}

TEST_F(Framing, AnswersACloseWithoutCode) {
  socket.frame(8, "");
  const int code = socket.read_close();
  EXPECT_TRUE(code == 1005 || code == 1000) << code;
  EXPECT_TRUE(socket.socket().at_end());
}

TEST_F(Framing, RefusesInvalidCloseCodes) {
  for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999}) {
    RawWebSocket other(stand.port());
    other.frame(8, std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)});
    EXPECT_EQ(other.read_close(), 1002) << code;
  }
}

TEST_F(Framing, RefusesACloseOfOneByte) {
  socket.frame(8, "x");
  expect_close(1002);
}

TEST_F(Framing, RefusesAReasonThatIsNotUtf8) {
  socket.frame(8, std::string("\x03\xe8\xff", 3));
  const int code = socket.read_close();
  EXPECT_TRUE(code == 1002 || code == 1007) << code;
}

TEST_F(Framing, IgnoresWhatComesBehindTheClose) {
  socket.socket().send(
      make_frame(8, std::string("\x03\xe8", 2)) + make_frame(1, request_of(40)) + make_frame(9, "late"));
  expect_close(1000);
  EXPECT_TRUE(socket.socket().at_end());
}

// 8: masking, odds and ends

TEST_F(Framing, RefusesUnmaskedFrames) {
  socket.frame(1, "{}", {.masked = false});
  expect_close(1002);
}

TEST_F(Framing, ReadsAMessageByteByByte) {
  socket.socket().send_slowly(make_frame(1, request_of(300)));
  expect_answer();
}

TEST_F(Framing, ReadsManyMessagesOfOnePacket) {
  std::string frames;
  for (int i = 0; i < 100; ++i)
    frames += make_frame(1, request_of(60, i));
  socket.socket().send(frames);
  for (int i = 0; i < 100; ++i)
    expect_answer(i);
}

TEST_F(Framing, SurvivesGarbageAndAbruptEnds) {
  for (int i = 0; i < 64; ++i) {
    RawWebSocket other(stand.port());
    std::string garbage;
    for (int j = 0; j < 64; ++j)
      garbage += static_cast<char>(i * 131 + j * j * 29 + j);
    other.socket().send(garbage);
    other.socket().reset();
  }
  socket.text(request_of(40));
  expect_answer();
}

}  // namespace
}  // namespace weft::test
