// Pages for people beside the operations: forms in, and the policy under which they come.
#include "gateway/stand.hpp"

#include <gtest/gtest.h>

namespace weft::test {
namespace {

const std::string kForm = "Content-Type: application/x-www-form-urlencoded\r\n";

/// One page that shows what it was asked.
gateway::Site echo_site() {
  gateway::Site site;
  site.has = [](std::string_view path) { return path.starts_with("/page/"); };
  site.answer = [](gateway::PageRequest request, std::function<void(gateway::PageAnswer)> done) {
    std::string html = "<style>p{color:red}</style>" + request.path + " " + request.languages;
    for (const auto& [name, value] : request.fields)
      html += " " + name + "=" + value;
    done({request.post ? 303 : 200, html, request.post ? "/page/next" : ""});
  };
  return site;
}

class SitePages : public testing::Test {
 protected:
  Stand stand{test_options(), echo_site()};
};

TEST_F(SitePages, ComeWithAStrictPolicy) {
  const auto reply = stand.request("GET", "/page/a?b=c", "Accept-Language: zh\r\n");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "<style>p{color:red}</style>/page/a zh");
  EXPECT_EQ(reply.field("Content-Type"), "text/html; charset=utf-8");
  const std::string policy = reply.field("Content-Security-Policy");
  EXPECT_TRUE(policy.starts_with("default-src 'none'; style-src 'sha256-")) << policy;
  EXPECT_NE(policy.find("form-action 'self'"), std::string::npos);
  EXPECT_EQ(reply.field("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(reply.field("Cache-Control"), "no-store");
}

TEST_F(SitePages, ReadForms) {
  const auto reply = stand.request("POST", "/page/a", kForm, "x=1+2&y=%C3%A9");
  EXPECT_EQ(reply.status, 303);
  EXPECT_EQ(reply.field("Location"), "/page/next");
  EXPECT_NE(reply.body.find("x=1 2 y=\xC3\xA9"), std::string::npos) << reply.body;
}

TEST_F(SitePages, RefuseWhatIsNoForm) {
  EXPECT_EQ(stand.request("POST", "/page/a", "Content-Type: application/json\r\n", "{}").status, 415);
  EXPECT_EQ(stand.request("POST", "/page/a", kForm, "x=%zz").status, 400);
  EXPECT_EQ(stand.request("POST", "/page/a", kForm, "x=" + std::string(17000, 'a')).status, 413);
  EXPECT_EQ(stand.request("PUT", "/page/a", kForm, "x=1").status, 405);
  EXPECT_EQ(stand.request("GET", "/pages").status, 404);
}

TEST(SitePagesRate, IsThatOfTheAddress) {
  auto options = test_options();
  options.limits.requests_per_second = 0.001;
  options.limits.request_burst = 3;
  Stand stand(options, echo_site());
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(stand.request("GET", "/page/a").status, 200);
  EXPECT_EQ(stand.request("GET", "/page/a").status, 429);
}

}  // namespace
}  // namespace weft::test
