// The scanner against the shapes of JSON the server writes, and against broken text.
#include "load/scan.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace weft::load {
namespace {

TEST(Scan, FindsTheFieldsOfAnEntry) {
  const auto found = scan(
      R"({"ev":"entry","conversation":"c-1","seq":42,"kind":"message","actor":"a","body":{"seq":9,"text":"x"},"client_id":"k"})");
  EXPECT_EQ(found.ev, "entry");
  EXPECT_EQ(found.conversation, "c-1");
  EXPECT_EQ(found.seq, 42);
  EXPECT_EQ(found.kind, "message");
  EXPECT_EQ(found.actor, "a");
  EXPECT_EQ(found.body, R"({"seq":9,"text":"x"})");
  EXPECT_EQ(found.client_id, "k");
  EXPECT_EQ(found.id, -1);
}

TEST(Scan, IgnoresFieldsInsideStringsAndNestedValues) {
  const auto found = scan(R"({"body":{"text":"\"seq\":7,}\\","id":[1,{"id":2}]} , "id" : 3 })");
  EXPECT_EQ(found.id, 3);
  EXPECT_EQ(found.seq, -1);
}

TEST(Scan, KeepsWholeResults) {
  const auto found = scan(R"({"id":7,"ok":{"items":[{"a":"]"},{"b":[]}],"next_cursor":null}})");
  EXPECT_EQ(found.id, 7);
  EXPECT_EQ(found.ok, R"({"items":[{"a":"]"},{"b":[]}],"next_cursor":null})");
}

TEST(Scan, SurvivesBrokenText) {
  for (const auto* text :
       {"", "{", "{\"", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":\"", "{\"a\":{\"b\":\"", "[1,2]", "{\"a\":\"\\\"", "x"}) {
    EXPECT_TRUE(raw_field(text, "z").empty()) << text;
  }
}

TEST(RawPath, FollowsKeys) {
  EXPECT_EQ(raw_path(R"({"ok":{"conversation":{"id":"q"}}})", {"ok", "conversation", "id"}), R"("q")");
  EXPECT_TRUE(raw_path(R"({"ok":1})", {"ok", "conversation"}).empty());
}

TEST(ForEachItem, VisitsItemsInOrder) {
  std::vector<std::string> items;
  for_each_item(R"([ {"a":1}, "b,]", [2,3] ,4])", [&](std::string_view item) { items.emplace_back(item); });
  EXPECT_EQ(items, (std::vector<std::string>{R"({"a":1})", R"("b,]")", "[2,3]", "4"}));
  for_each_item("[]", [](std::string_view) { FAIL(); });
}

TEST(Text, ResolvesEscapes) {
  EXPECT_EQ(text(R"("a\"\\\/\n\u00e9\u4e2d\ud83d\ude00")"), "a\"\\/\n\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80");
  EXPECT_EQ(text(quote("tab\t\"quoted\" \\ \x01 end")), "tab\t\"quoted\" \\ \x01 end");
}

TEST(Integer, TakesOnlyIntegers) {
  EXPECT_EQ(integer("-12"), -12);
  EXPECT_FALSE(integer("1.5"));
  EXPECT_FALSE(integer("null"));
  EXPECT_FALSE(integer(""));
}

}  // namespace
}  // namespace weft::load
