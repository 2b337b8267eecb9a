// The pages of contents: everything that people wrote is text.
#include "app/content_page.hpp"

#include <weft/base/json.hpp>

#include <gtest/gtest.h>

namespace weft::app {
namespace {

const std::string kEvil = "\"'><script>alert(1)</script>&";

Json shared(Json body) {
  body["title"] = kEvil;
  return {{"company", kEvil}, {"kind", "article"}, {"body", body}};
}

TEST(ContentPage, ShowsWhatPeopleWroteAsText) {
  const Json section = {
      {"title", kEvil}, {"text", kEvil}, {"url", "https://example.com/\"onclick=\"x"}, {"label", kEvil}};
  const std::string page = content_page(
      Language::en, shared({{"summary", kEvil}, {"text", "**bold** " + kEvil}, {"sections", {section}}}), "code");
  EXPECT_EQ(page.find("<script"), std::string::npos) << page;
  EXPECT_EQ(page.find("\"onclick"), std::string::npos) << page;
  EXPECT_NE(page.find("**bold** &quot;"), std::string::npos) << page;
}

TEST(ContentPage, LinksToItsFile) {
  const std::string page = content_page(Language::zh, shared({{"file", "x"}}), "CODE");
  EXPECT_NE(page.find("href=\"/api/v1/content-links/CODE/file\""), std::string::npos) << page;
  EXPECT_NE(page.find("下载"), std::string::npos);
}

TEST(ContentPage, KeepsTheSitesApart) {
  const auto site = [](const std::string& path) {
    gateway::Site one;
    one.has = [path](std::string_view asked) { return asked == path; };
    one.answer = [path](gateway::PageRequest, const std::function<void(gateway::PageAnswer)>& reply) {
      reply({200, path});
    };
    return one;
  };
  const gateway::Site both = both_sites(site("/one"), site("/two"));
  EXPECT_TRUE(both.has("/one") && both.has("/two"));
  EXPECT_FALSE(both.has("/three"));
  gateway::PageRequest request;
  request.path = "/two";
  std::string seen;
  both.answer(request, [&](const gateway::PageAnswer& answer) { seen = answer.html; });
  EXPECT_EQ(seen, "/two");
}

}  // namespace
}  // namespace weft::app
