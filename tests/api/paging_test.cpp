// Cursors and pages.
#include <weft/api/paging.hpp>
#include <weft/base/id.hpp>
#include <weft/base/json.hpp>

#include <gtest/gtest.h>

namespace weft::api {
namespace {

void expect_refused(const std::function<void()>& read) {
  try {
    read();
    ADD_FAILURE() << "accepted";
  } catch (const ApiError& error) {
    EXPECT_EQ(error.code(), Errc::invalid_argument);
    EXPECT_EQ(error.field(), "cursor");
  }
}

TEST(Cursor, GivesBackItsKeys) {
  const std::vector<std::string> keys{"", "anna@example", "42", "李雷"};
  EXPECT_EQ(decode_cursor("members", encode_cursor("members", keys), 4), keys);
}

TEST(Cursor, OfAnotherListIsRefused) {
  expect_refused([] { decode_cursor("sessions", encode_cursor("members", {"a"}), 1); });
  expect_refused([] { decode_cursor("members", encode_cursor("members", {"a"}), 2); });
}

TEST(Cursor, ThatIsNotOneIsRefused) {
  for (const std::string text : {"", "?", "====", "abc=", "a", "bWVtYmVycw", "x y", "\xff"}) {
    expect_refused([&] { decode_cursor("members", text, 1); });
  }
  expect_refused([] { decode_cursor("members", std::string(2000, 'A'), 1); });
}

TEST(Cursor, HasOneFormOnly) {
  // "m\0a" is three bytes and has no spare bits; with "ab" the last digit has two, which must be zero.
  const std::string cursor = encode_cursor("m", {"ab"});
  std::string twin = cursor;
  ++twin.back();
  EXPECT_EQ(decode_cursor("m", cursor, 1)[0], "ab");
  expect_refused([&] { decode_cursor("m", twin, 1); });
}

TEST(Cursor, KeysAreReadStrictly) {
  EXPECT_EQ(cursor_number("42"), 42);
  for (const std::string text : {"", "-1", "4x", "99999999999999999999"})
    expect_refused([&] { cursor_number(text); });
  const auto id = SessionId::make();
  EXPECT_EQ(cursor_id<SessionId>(id.str()), id);
  expect_refused([] { cursor_id<SessionId>("x"); });
}

TEST(Page, EndsWithTheLastItemGiven) {
  const auto key_of = [](int item) { return std::vector{std::to_string(item)}; };
  const auto full = make_page(std::vector{1, 2, 3}, 2, "numbers", key_of);
  EXPECT_EQ(full.items, (std::vector{1, 2}));
  EXPECT_EQ(decode_cursor("numbers", full.next_cursor.value(), 1)[0], "2");
  EXPECT_FALSE(make_page(std::vector{1, 2}, 2, "numbers", key_of).next_cursor);
}

TEST(Page, IsWrittenAsItemsAndNextCursor) {
  Page<std::string> page;
  page.items = {"a"};
  EXPECT_EQ(to_json_text(page), R"({"items":["a"],"next_cursor":null})");
}

}  // namespace
}  // namespace weft::api
