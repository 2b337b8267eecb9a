// Lines of the terminal client: how wide they are, where they break, what a paste becomes.
#include "app/chat/keyboard.hpp"
#include "app/chat/render.hpp"
#include "app/chat/text.hpp"
#include "app/chat/words.hpp"

#include <gtest/gtest.h>

#include <clocale>

namespace weft::app::chat {
namespace {

class ChatText : public testing::Test {
 protected:
  static void SetUpTestSuite() { ASSERT_NE(std::setlocale(LC_CTYPE, "C.UTF-8"), nullptr); }
};

/// All characters that come out, as UTF-8.
std::string typed(Keyboard& keyboard) {
  std::string text;
  while (const auto character = keyboard.next()) {
    char bytes[8];
    std::mbstate_t state{};
    const std::size_t size = std::wcrtomb(bytes, *character, &state);
    if (size <= sizeof bytes) text.append(bytes, size);
  }
  return text;
}

TEST_F(ChatText, SpacesAtABreakMakeNoLine) {
  EXPECT_EQ(wrap("abcdefgh    ", 8).size(), 1u);
  EXPECT_EQ(wrap("abcdefgh    ij", 8).size(), 2u);
  EXPECT_EQ(wrap("a\n\nb", 8).size(), 3u);
  EXPECT_EQ(wrap("  indented", 20).front(), "  indented");
}

TEST_F(ChatText, TakesOutWhatIsNotSeen) {
  EXPECT_EQ(safe("a\u2060b\u034fc\u3164d\u115fe"), "abcde");
  EXPECT_EQ(
      safe("👨‍👩‍👧 می‌خواهم"),
      "👨‍👩‍👧 می‌خواهم");  // joiners belong to scripts and emoji
}

TEST_F(ChatText, CutsTowersOfMarks) {
  std::string tower = "Z";
  for (int i = 0; i < 50; ++i)
    tower += "\u0301";
  EXPECT_EQ(safe(tower).size(), 1 + 8 * 2u);
  EXPECT_EQ(safe("é Việt नमस्ते"), "é Việt नमस्ते");
}

TEST_F(ChatText, KnowsWhereTheCursorStands) {
  EXPECT_EQ(rows_below("", 10), 0u);
  EXPECT_EQ(rows_below("123456789", 10), 0u);
  EXPECT_EQ(rows_below("1234567890", 10), 1u);
  EXPECT_EQ(rows_below("123456789你", 10), 1u);
  EXPECT_EQ(rows_below("123456789你好世界你好", 10), 2u);  // one column stays empty: 22 columns on three rows
}

TEST_F(ChatText, ParagraphsStayWithinTheTerminal) {
  for (const std::size_t columns : {20u, 40u, 80u}) {
    for (const std::string& line : paragraph("the quick brown fox 今天下午三点开会 " + std::string(99, 'x'), columns))
      EXPECT_LE(width(line), columns) << line;
  }
  EXPECT_TRUE(paragraph("one two three four five six", 24)[1].starts_with("  "));
}

TEST_F(ChatText, TheListStaysWithinTheTerminal) {
  Conversation group;
  group.kind = "group";
  group.name = "All hands 全员大会 with a very long name that does not end";
  group.preview = "明天见 and a preview that is far too long for a line of a narrow terminal, too long for a wide one";
  View view;
  for (const std::size_t columns : {40u, 80u, 120u}) {
    for (const std::int64_t unread : {0, 7, 12345}) {
      group.unread = unread;
      view.columns = columns;
      EXPECT_LE(width(render_listed(12, group, view)), columns - 1);
    }
  }
  EXPECT_NE(render_listed(12, group, view).find("(999+)"), std::string::npos);
}

TEST_F(ChatText, EveryConversationHasATitle) {
  Conversation nameless;
  nameless.kind = "direct";
  EXPECT_EQ(nameless.title(), "(no name)");
  nameless.peer.userid = "max";
  EXPECT_EQ(nameless.title(), "max");
}

TEST_F(ChatText, TellsWhatWaitsToBeSent) {
  Outgoing message;
  message.kind = "text";
  message.body = {{"text", "hello"}};
  EXPECT_EQ(preview_text(message, View{}, 40), "hello");
  message.kind = "rich";
  message.body = {{"markdown", "**hello**"}};
  EXPECT_EQ(preview_text(message, View{}, 40), "hello");
  message.kind = "forward";
  message.body = {{"seq", 3}};
  EXPECT_EQ(preview_text(message, View{}, 40), "(a forwarded message)");
}

TEST_F(ChatText, TellsPastesFromTyping) {
  Keyboard keyboard;
  keyboard.take("ab\x1b[20");
  keyboard.take("0~one\rtwo\x1b[201~\x1b[A你");
  EXPECT_EQ(keyboard.pasted(), "one\rtwo");
  EXPECT_EQ(keyboard.pasted(), std::nullopt);
  EXPECT_EQ(typed(keyboard), "ab\x1b[A你");
}

TEST_F(ChatText, APasteWithoutAnEndIsForgotten) {
  Keyboard keyboard;
  keyboard.take("\x1b[200~" + std::string(200000, 'x'));
  EXPECT_EQ(typed(keyboard), "");
  keyboard.reset();
  keyboard.take("y");
  EXPECT_EQ(typed(keyboard), "y");
}

TEST_F(ChatText, ALongPasteIsCutNotLost) {
  Keyboard keyboard;
  keyboard.take("\x1b[200~" + std::string(200000, 'x') + "\x1b[201~");
  const auto pasted = keyboard.pasted();
  ASSERT_TRUE(pasted);
  EXPECT_LE(pasted->size(), 64u << 10);
}

TEST_F(ChatText, APasteStandsOnOneLine) {
  EXPECT_EQ(paste_line("a\r\nb\rc\n\n"), "a↵b↵c");
  EXPECT_EQ(paste_line("\x1b[31mred\x03\ttab"), "[31mred    tab");
  EXPECT_EQ(with_breaks("a↵b"), "a\nb");
}

TEST_F(ChatText, WordsKeepQuotesTogether) {
  EXPECT_EQ(words_of("\"Two of us\" max  olga"), (std::vector<std::string>{"Two of us", "max", "olga"}));
  EXPECT_EQ(trimmed("  a b "), "a b");
}

TEST_F(ChatText, ShowsFilesInOneLine) {
  const auto shown = [](const char* body) { return preview_text(Json::parse(body), View{}, 80); };
  EXPECT_EQ(shown(R"({"kind":"file","name":"plan.pdf","size":2048,"type":"application/pdf"})"), "📎 plan.pdf (2.0 KiB)");
  EXPECT_EQ(
      shown(R"({"kind":"image","name":"b.jpg","size":1048576,"width":3000,"height":2000})"),
      "🖼 b.jpg (3000 x 2000, 1.0 MiB)");
  EXPECT_EQ(shown(R"({"kind":"voice","name":"v.amr","size":18432,"duration_ms":65000})"), "🎤 v.amr (1:05, 18.0 KiB)");
  EXPECT_EQ(shown(R"({"kind":"video","name":"a\nb","size":5})"), "🎬 a b (5 B)");
}

TEST_F(ChatText, TellsWhoServesACustomer) {
  Conversation conversation;
  conversation.kind = "customer";
  conversation.peer.name = "Carla";
  EXPECT_EQ(conversation.title(), "◇ Carla");
  conversation.kind = "notes";
  conversation.name = "Carla";
  EXPECT_EQ(conversation.title(), "✎ Carla");
}

}  // namespace
}  // namespace weft::app::chat
