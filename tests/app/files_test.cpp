// Files end to end with the built program: uploads that survive its death, backups, doctor.
#include "app/place.hpp"
#include "support/postgres.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>
#include <weft/gateway/client.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace weft::test {
namespace {

namespace fs = std::filesystem;

/// Somebody who is signed in.
class Caller {
 public:
  Caller(const Server& server, const std::string& userid) : server_(server) {
    const Json in = {{"user", userid}, {"password", kPassword}, {"device", "test"}};
    token_ = Json::parse(send("POST", "/api/v1/sessions", in.dump(), {{"Content-Type", "application/json"}}).body)
                 .at("token");
  }
  gateway::HttpReply send(
      const std::string& method, const std::string& path, const std::string& body,
      gateway::Headers headers = {}) const {
    if (!token_.empty()) headers.emplace_back("Authorization", "Bearer " + token_);
    return gateway::http_request(gateway::parse_endpoint(server_.url()), method, path, headers, body);
  }
  Json ask(const std::string& method, const std::string& path, const Json& in) const {
    const auto reply = send(method, path, in.dump(), {{"Content-Type", "application/json"}});
    return Json::parse(reply.body);
  }
  Json get(const std::string& path) const { return Json::parse(send("GET", path, "").body); }

 private:
  const Server& server_;
  std::string token_;
};

std::string noise(std::size_t size) {
  std::string bytes;
  while (bytes.size() < size)
    bytes += hex(sha256(std::to_string(bytes.size())));
  return bytes.substr(0, size);
}

const std::string kBytes = noise(3'000'000);
constexpr std::size_t kPart = 1'000'000;

std::string part_of(std::size_t at) {
  return kBytes.substr(at, kPart);
}

TEST(UploadResume, GoesOnAfterTheServerWasKilled) {
  const Place place = company_place();
  Server server(place.args({}));
  server.start();
  std::string upload;
  {
    const Caller mia(server, "mia");
    upload = mia.ask("POST", "/api/v1/uploads", {{"name", "big.bin"}, {"size", kBytes.size()}}).at("id");
    const auto put = mia.send("PUT", "/api/v1/uploads/" + upload + "/bytes?offset=0", part_of(0));
    ASSERT_EQ(put.status, 200) << put.body;
  }
  server.kill();
  server.start();
  const Caller mia(server, "mia");
  EXPECT_EQ(mia.get("/api/v1/uploads/" + upload).at("received"), kPart);  // acknowledged: still there
  for (const std::size_t at : {kPart, 2 * kPart}) {
    const auto put = mia.send("PUT", "/api/v1/uploads/" + upload + "/bytes?offset=" + std::to_string(at), part_of(at));
    ASSERT_EQ(put.status, 200) << put.body;
  }
  const Json file = mia.ask("POST", "/api/v1/uploads/" + upload + "/complete", Json::object());
  ASSERT_EQ(file.value("sha256", ""), hex(sha256(kBytes))) << file;
  server.kill();
  server.start();
  const Caller again(server, "mia");
  const auto got = again.send("GET", "/api/v1/files/" + file.at("id").get<std::string>() + "/content", "");
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body, kBytes);
  EXPECT_EQ(server.stop(), 0);
}

TEST(FileBackup, BringsFilesBackAndDoctorKnowsThem) {
  const Place from = company_place();
  std::string file;
  {
    Server server(from.args({}));
    server.start();
    const Caller mia(server, "mia");
    const auto stored = mia.send("POST", "/api/v1/files?name=a.txt", "some text of mine");
    ASSERT_EQ(stored.status, 200) << stored.body;
    file = Json::parse(stored.body).at("id");
    EXPECT_EQ(server.stop(), 0);
  }
  const std::string archive = scratch_dir() + "/weft.tar.zst";
  from.need({"backup", archive});
  const Place to = blank_place();
  to.need({"restore", archive});
  {
    Server server(to.args({}));
    server.start();
    const Caller mia(server, "mia");
    EXPECT_EQ(mia.send("GET", "/api/v1/files/" + file + "/content", "").body, "some text of mine");
    EXPECT_EQ(server.stop(), 0);
  }
  EXPECT_NE(to.run({"doctor", "--verify"}).out.find("1 are on the disk as the rows say"), std::string::npos);
  fs::path content;
  for (const auto& entry : fs::recursive_directory_iterator(to.data + "/files"))
    if (entry.is_regular_file()) content = entry.path();
  std::ofstream(content) << "some text of yours";  // one byte more
  EXPECT_NE(to.run({"doctor"}).out.find("1 altered: files/"), std::string::npos);
  std::ofstream(content) << "some text of MINE";
  EXPECT_EQ(to.run({"doctor"}).out.find("altered"), std::string::npos);
  EXPECT_NE(to.run({"doctor", "--verify"}).out.find("1 altered: files/"), std::string::npos);
  fs::remove(content);
  EXPECT_NE(
      to.run({"doctor"}).out.find("1 missing: files/" + fs::relative(content, to.data + "/files").string()),
      std::string::npos);
}

TEST(Files, AreServedInPartsAndSafely) {
  const Place place = company_place();
  Server server(place.args({}));
  server.start();
  const Caller mia(server, "mia");
  const auto stored = mia.send(
      "POST", "/api/v1/files?name=..%2F%E6%8A%A5%E5%91%8A.html", "<html><script>1</script></html>");
  ASSERT_EQ(stored.status, 200) << stored.body;
  const std::string path = "/api/v1/files/" + Json::parse(stored.body).at("id").get<std::string>() + "/content";
  const auto whole = mia.send("GET", path, "");
  EXPECT_EQ(whole.header("Content-Type"), "application/octet-stream");
  EXPECT_EQ(
      whole.header("Content-Disposition"),
      "attachment; filename=\".._.html\"; filename*=UTF-8''.._%E6%8A%A5%E5%91%8A.html");
  EXPECT_EQ(mia.send("GET", path, "", {{"Range", "bytes=1-4"}}).body, "html");
  EXPECT_EQ(mia.send("GET", path, "", {{"If-None-Match", whole.header("ETag")}}).status, 304);
  EXPECT_EQ(Caller(server, "max").send("GET", path, "").status, 404);
  EXPECT_EQ(server.stop(), 0);
}

}  // namespace
}  // namespace weft::test
