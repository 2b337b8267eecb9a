// Ids: form, order, uniqueness.
#include <weft/base/id.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>
#include <type_traits>

namespace weft {
namespace {

TEST(Id, HasTheFormOfUuidVersion7) {
  const std::string text = PrincipalId::make().str();
  ASSERT_EQ(text.size(), 36u);
  EXPECT_EQ(text[14], '7');
  EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos);
  for (const std::size_t dash : {8u, 13u, 18u, 23u})
    EXPECT_EQ(text[dash], '-');
}

TEST(Id, BeginsWithTheTime) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const std::int64_t ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  const Uuid uuid = make_uuid();
  std::int64_t stamped = 0;
  for (int i = 0; i < 6; ++i)
    stamped = stamped << 8 | uuid[static_cast<std::size_t>(i)];
  EXPECT_NEAR(static_cast<double>(stamped), static_cast<double>(ms), 2000);
}

TEST(Id, OfOneThreadOnlyGrow) {
  Uuid last = make_uuid();
  for (int i = 0; i < 100000; ++i) {
    const Uuid next = make_uuid();
    ASSERT_LT(last, next);
    last = next;
  }
}

TEST(Id, OfSeveralThreadsAreDistinct) {
  constexpr std::size_t kEach = 20000;
  std::vector<std::vector<Uuid>> made(4);
  std::vector<std::thread> threads;
  for (auto& mine : made) {
    threads.emplace_back([&mine] {
      for (std::size_t i = 0; i < kEach; ++i)
        mine.push_back(make_uuid());
    });
  }
  for (std::thread& thread : threads)
    thread.join();
  std::set<Uuid> all;
  for (const auto& mine : made)
    all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), made.size() * kEach);
}

TEST(Id, ReadsWhatItWrites) {
  const auto id = ConversationId::make();
  EXPECT_EQ(ConversationId::parse(id.str()), id);
  std::string upper = id.str();
  std::transform(
      upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  EXPECT_EQ(ConversationId::parse(upper), id);
}

TEST(Id, RefusesOtherForms) {
  for (const char* text :
       {"", "x", "0190b6c27a3e7c118a523f1de0c4a955", "{0190b6c2-7a3e-7c11-8a52-3f1de0c4a955}",
        "0190b6c2-7a3e-7c11-8a52-3f1de0c4a95", "0190b6c2-7a3e-7c11-8a52-3f1de0c4a9555",
        "0190b6c2-7a3e-7c11-8a52-3f1de0c4a95g", "0190b6c2 7a3e-7c11-8a52-3f1de0c4a955",
        "-190b6c2-7a3e-7c11-8a52-3f1de0c4a955"}) {
    EXPECT_FALSE(PrincipalId::parse(text)) << text;
  }
}

TEST(Id, OfTwoKindsDoNotMix) {
  EXPECT_FALSE((std::is_convertible_v<PrincipalId, ConversationId>));
  EXPECT_FALSE((std::is_convertible_v<Uuid, PrincipalId>));
  EXPECT_TRUE(PrincipalId().empty());
  EXPECT_FALSE(PrincipalId::make().empty());
}

}  // namespace
}  // namespace weft
