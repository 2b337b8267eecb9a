// Framing: what is written can be read back, at every length class and every cut.
#include "load/frame.hpp"

#include <gtest/gtest.h>

namespace weft::load {
namespace {

std::string unmasked(const Frame& frame) {
  std::string out(frame.payload);
  const char* key = frame.payload.data() - 4;
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<char>(out[i] ^ key[i % 4]);
  return out;
}

TEST(Frame, ReadsBackWhatItWrites) {
  for (const std::size_t size : {0U, 1U, 7U, 125U, 126U, 65535U, 65536U, 100'000U}) {
    std::string payload(size, 'x');
    for (std::size_t i = 0; i < size; ++i)
      payload[i] = static_cast<char>('a' + i % 26);
    std::string bytes;
    append_frame(bytes, Opcode::text, payload, 0xA1B2C3D4U);
    Frame frame;
    std::size_t taken = 0;
    ASSERT_EQ(parse_frame(bytes, frame, taken), Parsed::whole);
    EXPECT_EQ(taken, bytes.size());
    EXPECT_TRUE(frame.fin);
    EXPECT_TRUE(frame.masked);
    EXPECT_EQ(frame.opcode, Opcode::text);
    EXPECT_EQ(unmasked(frame), payload);
  }
}

TEST(Frame, WaitsForEveryByte) {
  std::string bytes;
  append_frame(bytes, Opcode::text, std::string(300, 'y'), 7);
  Frame frame;
  std::size_t taken = 0;
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    EXPECT_EQ(parse_frame({bytes.data(), cut}, frame, taken), Parsed::partial) << cut;
  }
}

TEST(Frame, RefusesWhatNoServerMaySend) {
  Frame frame;
  std::size_t taken = 0;
  EXPECT_EQ(parse_frame({"\x09\x01x", 3}, frame, taken), Parsed::broken) << "fragmented ping";
  EXPECT_EQ(parse_frame({"\x89\x7e\x00\x80", 4}, frame, taken), Parsed::broken) << "long ping";
  EXPECT_EQ(parse_frame({"\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff", 10}, frame, taken), Parsed::broken) << "huge text";
}

TEST(ClosePayload, HoldsCodeAndReason) {
  EXPECT_EQ(
      close_payload(4401, "bye"), std::string("\x11\x31"
                                              "bye"));
}

}  // namespace
}  // namespace weft::load
