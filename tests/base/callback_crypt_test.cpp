// The envelope of WeCom's callbacks, against the samples that are published with its libraries.
#include <weft/base/callback_crypt.hpp>

#include <gtest/gtest.h>

namespace weft {
namespace {

// Of the sample program that WeCom publishes for its libraries.
const CallbackCrypt& published() {
  static const CallbackCrypt crypt("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7");
  return crypt;
}
constexpr auto kEcho = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==";

TEST(CallbackCrypt, OpensThePublishedEcho) {
  EXPECT_TRUE(published().is_signed("5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "1409659589", "263014780", kEcho));
  EXPECT_EQ(published().open(kEcho), "1616140317555161061");
}

TEST(CallbackCrypt, SealsThePublishedMessage) {
  const CallbackCrypt crypt("pamtest", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wxb11529c136998cb6");
  const std::string sealed = "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==";
  EXPECT_EQ(crypt.seal("我是中文abcd123", "aaaabbbbccccdddd"), sealed);
  EXPECT_EQ(crypt.open(sealed), "我是中文abcd123");
}

TEST(CallbackCrypt, PadsToBlocksOf32) {
  for (std::size_t size = 0; size < 80; ++size) {
    const std::string message(size, 'x');
    EXPECT_EQ(published().open(published().seal(message)), message) << size;
  }
}

TEST(CallbackCrypt, SealsTheSameNeverTwiceAlike) {
  EXPECT_NE(published().seal("x"), published().seal("x"));
}

TEST(CallbackCrypt, OpensNothingForAnotherReceiver) {
  const CallbackCrypt other("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx0000000000000000");
  EXPECT_EQ(other.open(kEcho), std::nullopt);
}

TEST(CallbackCrypt, OpensNothingThatWasAlteredOrIsNone) {
  std::string altered = kEcho;
  altered[10] = altered[10] == 'A' ? 'B' : 'A';
  EXPECT_NE(published().open(altered), "1616140317555161061");
  for (const char* text : {"", "=", "====", "abc", "AAAA", "not base64 at all!!!", "AAAAAAAAAAAAAAAAAAAAAA=="})
    EXPECT_EQ(published().open(text), std::nullopt) << text;
}

TEST(CallbackCrypt, KnowsItsSignature) {
  const std::string good = published().sign("1", "2", "3");
  EXPECT_TRUE(published().is_signed(good, "1", "2", "3"));
  EXPECT_FALSE(published().is_signed(good, "1", "2", "4"));
  EXPECT_FALSE(published().is_signed("", "1", "2", "3"));
}

TEST(CallbackCrypt, RefusesKeysThatAreNone) {
  EXPECT_FALSE(is_encoding_key("short"));
  EXPECT_FALSE(is_encoding_key(std::string(42, 'a') + "+"));
  EXPECT_THROW(CallbackCrypt("t", "short", ""), std::invalid_argument);
}

}  // namespace
}  // namespace weft
