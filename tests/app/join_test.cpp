// The words and the looks of the pages of invitations; tests/company opens them in a running server.
#include "app/join_html.hpp"

#include <gtest/gtest.h>

namespace weft::app {
namespace {

TEST(JoinWords, FollowWhatTheBrowserLikesBest) {
  EXPECT_EQ(language_of(""), Language::en);
  EXPECT_EQ(language_of("zh-CN,zh;q=0.9,en;q=0.8"), Language::zh);
  EXPECT_EQ(language_of("en-GB, zh;q=0.9"), Language::en);
  EXPECT_EQ(language_of("fr, en;q=0.2, zh-TW;q=0.4"), Language::zh);
  EXPECT_EQ(language_of("de,fr"), Language::en);
  EXPECT_EQ(language_of(std::string(100000, ',')), Language::en);
}

TEST(JoinPage, ShowsWhatPeopleWroteAsText) {
  const std::string evil = "\"'><script>&";
  Form form;
  form.values["name"] = form.values["userid"] = evil;
  form.problems["userid"] = Word::taken;
  const std::string page = join_page(Language::en, evil, form);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_NE(page.find("value=\"&quot;&#39;&gt;&lt;script&gt;&amp;\""), std::string::npos) << page;
  EXPECT_NE(page.find("already"), std::string::npos);
}

TEST(JoinPage, NeverShowsAPasswordAgain) {
  Form form;
  form.values["password"] = "a secret of mine";
  EXPECT_EQ(password_page(Language::zh, form).find("a secret"), std::string::npos);
}

}  // namespace
}  // namespace weft::app
