// What commands tell a running server.
#include "app/hints.hpp"

#include <gtest/gtest.h>

namespace weft::app {
namespace {

TEST(Hints, CarryARevocation) {
  const auto principal = PrincipalId::make();
  const auto event = event_of(hint_of(RevokedEvent{principal, {}}).value());
  ASSERT_TRUE(event && std::holds_alternative<RevokedEvent>(*event));
  EXPECT_EQ(std::get<RevokedEvent>(*event).principal, principal);
}

TEST(Hints, CarryThePlaceOfAnEntry) {
  const auto conversation = ConversationId::make();
  const auto event = event_of(hint_of(EntryEvent{conversation, 7, "{}", {}, {}}).value());
  ASSERT_TRUE(event && std::holds_alternative<EntryEvent>(*event));
  EXPECT_EQ(std::get<EntryEvent>(*event).conversation, conversation);
  EXPECT_EQ(std::get<EntryEvent>(*event).seq, 7);
  EXPECT_TRUE(std::get<EntryEvent>(*event).json.empty());
}

TEST(Hints, LeaveOutWhatOnlyMattersToWhoIsOnline) {
  EXPECT_FALSE(hint_of(TypingEvent{}));
}

TEST(Hints, IgnoreWhatIsNotOurs) {
  for (const char* payload :
       {"", "x", "[]", "{}", R"({"revoked":7})", R"({"revoked":"x"})",
        R"({"entry":"0190b6c2-7a3e-7c11-8a52-3f1de0c4a955"})",
        R"({"entry":"0190b6c2-7a3e-7c11-8a52-3f1de0c4a955","seq":0})"}) {
    EXPECT_FALSE(event_of(payload)) << payload;
  }
}

}  // namespace
}  // namespace weft::app
