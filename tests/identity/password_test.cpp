// Password hashes and the rules for new passwords.
#include <weft/base/error.hpp>
#include <weft/identity/password.hpp>

#include <gtest/gtest.h>

namespace weft::identity {
namespace {

TEST(Password, IsHashedAsAPhcStringWithAFreshSalt) {
  const std::string first = hash_password("correct horse");
  EXPECT_EQ(first.rfind("$argon2id$v=19$m=19456,t=2,p=1$", 0), 0U) << first;
  EXPECT_NE(first, hash_password("correct horse"));
  EXPECT_EQ(first.size(), dummy_hash().size());
}

TEST(Password, VerifiesOnlyItself) {
  const std::string hash = hash_password("correct horse");
  EXPECT_TRUE(verify_password(hash, "correct horse"));
  EXPECT_FALSE(verify_password(hash, "correct horsf"));
  EXPECT_FALSE(verify_password(hash, ""));
}

TEST(Password, OddHashesFitNothing) {
  EXPECT_FALSE(verify_password("", "x"));
  EXPECT_FALSE(verify_password("$argon2id$v=19$m=19456", "x"));
  EXPECT_FALSE(verify_password("$2b$12$abcdefghijklmnopqrstuv", "x"));
}

TEST(Password, TheDummyCostsWhatARealOneCosts) {
  // Same algorithm, version, memory, passes and lanes, same lengths of salt and hash: the same work to check.
  const auto cost = [](const std::string& phc) { return phc.substr(0, phc.find('$', phc.find("m="))); };
  EXPECT_EQ(cost(dummy_hash()), cost(hash_password("correct horse")));
  EXPECT_EQ(dummy_hash().size(), hash_password("correct horse").size());
  EXPECT_FALSE(verify_password(dummy_hash(), "wrong horse"));
}

std::string refused(std::string_view password, std::string_view userid) {
  try {
    check_new_password(password, userid, "new_password");
  } catch (const ApiError& error) {
    EXPECT_EQ(error.code(), Errc::invalid_argument);
    EXPECT_EQ(error.field(), "new_password");
    return error.detail();
  }
  return "";
}

TEST(PasswordRules, AskForTenCharactersNotBytes) {
  EXPECT_EQ(refused("123456789", "anna"), "new_password must be at least 10 characters");
  EXPECT_EQ(refused("1234567890", "anna"), "");
  EXPECT_EQ(refused("密码密码密码密码密码", "anna"), "");
  EXPECT_EQ(refused("密码密码密码密码密", "anna"), "new_password must be at least 10 characters");
}

TEST(PasswordRules, EndAt256Bytes) {
  EXPECT_EQ(refused(std::string(256, 'x'), "anna"), "");
  EXPECT_EQ(refused(std::string(257, 'x'), "anna"), "new_password must be at most 256 bytes");
}

TEST(PasswordRules, RefuseTheUseridInAnyCase) {
  EXPECT_EQ(refused("Anna.Petrova", "anna.petrova"), "new_password must not be the userid");
  EXPECT_EQ(refused("Anna.Petrova1", "anna.petrova"), "");
}

}  // namespace
}  // namespace weft::identity
