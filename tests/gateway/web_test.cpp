// The built pages: which file a path is, in which form, kept how long, under which policy.
#include "gateway/stand.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace weft::test {
namespace {

/// A folder as the build of web/ leaves it.
class Built {
 public:
  Built() {
    std::string name = (std::filesystem::temp_directory_path() / "weft-web-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder");
    path_ = name;
    std::filesystem::create_directory(path_ / "assets");
    write("customer.html", "<p>page</p>");
    write("assets/a-1234.js", "plain");
    write("assets/a-1234.js.gz", "zipped");
    write("assets/a-1234.js.br", "brotli");
    write("app.webmanifest", "{}");
    write("weft.js", "snippet");
    write("secret.txt", "nobody's");
  }
  ~Built() { std::filesystem::remove_all(path_); }
  Built(const Built&) = delete;
  Built& operator=(const Built&) = delete;
  std::string path() const { return path_.string(); }

 private:
  void write(const std::string& name, const std::string& text) const { std::ofstream(path_ / name) << text; }
  std::filesystem::path path_;
};

gateway::Web web_of(const Built& built) {
  gateway::Web web;
  web.directory = built.path();
  web.framed_by = [](const gateway::PageRequest& request, const std::function<void(std::vector<std::string>)>& done) {
    if (request.path == "/c/known") return done({"https://a.example", "https://b.example:8443", "x; script-src *"});
    done({});
  };
  return web;
}

class WebPages : public testing::Test {
 protected:
  Built built;
  Stand stand{test_options(), {}, web_of(built)};
};

TEST_F(WebPages, GiveAFileInTheSmallestFormThatIsTaken) {
  const auto brotli = stand.request("GET", "/assets/a-1234.js", "Accept-Encoding: gzip, deflate, br\r\n");
  EXPECT_EQ(brotli.body, "brotli");
  EXPECT_EQ(brotli.field("Content-Encoding"), "br");
  EXPECT_EQ(brotli.field("Vary"), "Accept-Encoding");
  EXPECT_EQ(brotli.field("Content-Type"), "text/javascript; charset=utf-8");
  const auto gzip = stand.request("GET", "/assets/a-1234.js", "Accept-Encoding: gzip, br;q=0\r\n");
  EXPECT_EQ(gzip.body, "zipped");
  EXPECT_EQ(gzip.field("Content-Encoding"), "gzip");
  const auto plain = stand.request("GET", "/assets/a-1234.js");
  EXPECT_EQ(plain.body, "plain");
  EXPECT_EQ(plain.field("Content-Encoding"), "");
}

TEST_F(WebPages, KeepAssetsForEverAndAskAgainForTheRest) {
  EXPECT_EQ(stand.request("GET", "/assets/a-1234.js").field("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(stand.request("GET", "/c/known").field("Cache-Control"), "no-cache");
  EXPECT_EQ(stand.request("GET", "/weft.js").field("Cache-Control"), "public, max-age=600");
  EXPECT_EQ(stand.request("GET", "/weft.js").field("Cross-Origin-Resource-Policy"), "cross-origin");
  EXPECT_EQ(stand.request("GET", "/c/known/app.webmanifest").field("Content-Type"), "application/manifest+json");
}

TEST_F(WebPages, AnswerATagOfTheSameFormWithoutABody) {
  const std::string plain = stand.request("GET", "/assets/a-1234.js").field("ETag");
  const std::string small = stand.request("GET", "/assets/a-1234.js", "Accept-Encoding: br\r\n").field("ETag");
  EXPECT_NE(plain, small);
  const auto same = stand.request("GET", "/assets/a-1234.js", "If-None-Match: " + plain + "\r\n");
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
  EXPECT_EQ(
      stand.request("GET", "/assets/a-1234.js", "Accept-Encoding: br\r\nIf-None-Match: " + plain + "\r\n").status, 200);
  EXPECT_EQ(stand.request("GET", "/assets/a-1234.js", "If-None-Match: W/" + plain + "\r\n").status, 304);
}

TEST_F(WebPages, RunOnlyWhatThisServerSends) {
  const auto reply = stand.request("GET", "/c/known");
  EXPECT_EQ(reply.body, "<p>page</p>");
  const std::string policy = reply.field("Content-Security-Policy");
  EXPECT_NE(policy.find("default-src 'none'; script-src 'self'; style-src 'self';"), std::string::npos) << policy;
  EXPECT_NE(policy.find("connect-src 'self'"), std::string::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_TRUE(policy.ends_with("frame-ancestors 'none'")) << policy;
  EXPECT_EQ(reply.field("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(reply.field("X-Content-Type-Options"), "nosniff");
}

TEST_F(WebPages, AreFramedByTheSitesOfTheCompanyOnly) {
  const std::string known = stand.request("GET", "/c/known?embed").field("Content-Security-Policy");
  EXPECT_TRUE(known.ends_with("frame-ancestors https://a.example https://b.example:8443")) << known;
  const std::string other = stand.request("GET", "/c/other?embed=1").field("Content-Security-Policy");
  EXPECT_TRUE(other.ends_with("frame-ancestors 'none'")) << other;
}

TEST_F(WebPages, NeverLeaveTheirFolder) {
  for (const char* path :
       {"/secret.txt", "/assets/../secret.txt", "/assets/%2e%2e/secret.txt", "/assets/", "/c/", "/c/a/b", "/c/a%2Fb",
        "/customer.html", "/assets/a-1234.js.br"})
    EXPECT_EQ(stand.request("GET", path).status, 404) << path;
  EXPECT_EQ(stand.request("POST", "/c/known").status, 405);
  EXPECT_EQ(stand.request("HEAD", "/c/known/").status, 200);
}

TEST(WebPagesMissing, SaySo) {
  Stand stand;
  EXPECT_EQ(stand.request("GET", "/c/known").status, 503);
  EXPECT_EQ(stand.request("GET", "/weft.js").status, 404);
}

}  // namespace
}  // namespace weft::test
