// Who is indexed next.
#include "conversations/index_backlog.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace weft::conversations {
namespace {

TEST(IndexBacklog, CompaniesTakeTurnsHoweverMuchOneWrites) {
  IndexBacklog backlog(100);
  std::array corps = {CorpId::make(), CorpId::make(), CorpId::make()};
  std::vector<CorpId> served;
  for (const CorpId& corp : corps)
    backlog.add(corp, ConversationId::make());
  for (int i = 0; i < 6; ++i) {
    served.push_back(backlog.take(10).value().corp);
    backlog.add(served.back(), ConversationId::make());  // it is never done
  }
  for (const CorpId& corp : corps)
    EXPECT_EQ(std::count(served.begin(), served.end(), corp), 2);
}

TEST(IndexBacklog, WhoWaitsLongestIsFirst) {
  IndexBacklog backlog(100);
  const auto corp = CorpId::make();
  const std::array all = {ConversationId::make(), ConversationId::make(), ConversationId::make()};
  for (const auto& each : all)
    backlog.add(corp, each);
  backlog.add(corp, all[0]);  // a second message does not count again
  EXPECT_EQ(backlog.count(), 3u);
  EXPECT_EQ(backlog.take(2).value().conversations, std::vector(all.begin(), all.begin() + 2));
  EXPECT_TRUE(backlog.add(corp, all[0]));
  EXPECT_EQ(backlog.take(9).value().conversations, (std::vector{all[2], all[0]}));
  EXPECT_FALSE(backlog.take(9).has_value());
}

TEST(IndexBacklog, SaysWhenItIsFull) {
  IndexBacklog backlog(1);
  const auto corp = CorpId::make();
  EXPECT_TRUE(backlog.add(corp, ConversationId::make()));
  EXPECT_FALSE(backlog.add(corp, ConversationId::make()));
  backlog.take(1);
  EXPECT_TRUE(backlog.add(corp, ConversationId::make()));
}

}  // namespace
}  // namespace weft::conversations
