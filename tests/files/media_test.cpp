// Pictures, voice and video: looked into by the worker, and hostile ones that harm nobody.
#include "files/world.hpp"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace weft::test {
namespace {

std::string sample(const std::string& name) {
  std::ifstream file(std::string(WEFT_SOURCE_DIR) + "/tests/files/samples/" + name, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

/// A worker that does what `script` says instead.
files::Options played_by(const std::string& script) {
  files::Options options = test_files();
  options.worker = scratch_dir() + "/worker";
  std::ofstream(options.worker) << "#!/bin/sh\n" << script << "\n";
  std::filesystem::permissions(options.worker, std::filesystem::perms::owner_all);
  return options;
}

/// Of all threads of this process.
std::chrono::nanoseconds cpu_time() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

struct Media : testing::Test {
  FilesWorld world;
  std::string team = world.world.group("alice", {"bob"});
  Json upload(const std::string& name, const std::string& purpose) {
    return world.upload("alice", name, sample(name), purpose);
  }
};

TEST_F(Media, TellHowLargeAPictureIsShown) {
  const Json file = upload("turned.jpg", "image");  // 60 x 40, to be turned by a quarter
  EXPECT_EQ(file.at("examined"), "done") << file;
  EXPECT_EQ(file.at("width"), 40);
  EXPECT_EQ(file.at("height"), 60);
  EXPECT_EQ(file.at("thumbnails"), Json::array({"small"}));
}

TEST_F(Media, GiveSmallerPicturesWithoutMetadata) {
  const Json file = upload("turned.jpg", "image");
  EXPECT_NE(sample("turned.jpg").find("Exif"), std::string::npos);
  const auto got = world.get("alice", {{"file", file.at("id")}, {"size", "small"}});
  EXPECT_EQ(got.download.type, "image/jpeg");
  EXPECT_EQ(got.bytes.substr(0, 3), "\xFF\xD8\xFF");
  EXPECT_EQ(got.bytes.find("Exif"), std::string::npos);
  EXPECT_EQ(code(world.get("alice", {{"file", file.at("id")}, {"size", "medium"}}).problem), "not_found");
}

TEST_F(Media, FillTheMessage) {
  world.send("alice", team, upload("turned.jpg", "image").at("id"), "image");
  const Json body = items(world.world.entries("bob", team)).back().at("body");
  EXPECT_EQ(body.at("kind"), "image");
  EXPECT_EQ(body.at("width"), 40);
  EXPECT_EQ(body.at("type"), "image/jpeg");
  EXPECT_EQ(body.at("thumbnails"), Json::array({"small"}));
}

TEST_F(Media, TellHowLongARecordingIs) {
  EXPECT_EQ(upload("voice.amr", "voice").at("duration_ms"), 2000);
  const Json clip = upload("clip.mp4", "video");
  EXPECT_EQ(clip.at("duration_ms"), 1000);
  EXPECT_EQ(clip.at("width"), 64);
}

TEST_F(Media, AreSentAsWhatTheyAre) {
  EXPECT_EQ(code(world.send("alice", team, upload("voice.amr", "voice").at("id"), "voice")), "ok");
  EXPECT_EQ(code(world.send("alice", team, upload("clip.mp4", "video").at("id"), "video")), "ok");
  EXPECT_EQ(code(world.send("alice", team, upload("clip.mp4", "file").at("id"), "image")), "invalid_argument");
  EXPECT_EQ(code(world.send("alice", team, upload("turned.jpg", "file").at("id"), "voice")), "invalid_argument");
}

TEST_F(Media, RefuseRecordingsThatAreTooLong) {
  const Json refused = world.send("alice", team, upload("long.amr", "voice").at("id"), "voice");
  EXPECT_EQ(refused.at("detail"), "body.file is longer than 60 s") << refused;
}

TEST_F(Media, DoNotDecodeABomb) {
  files::Options options = test_files();
  options.most_pixels = 1'000'000;
  FilesWorld small(options);
  const Json file = small.upload("alice", "bomb.png", sample("bomb.png"), "image");
  EXPECT_EQ(file.at("examined"), "unreadable") << file;
  const std::string chat = small.world.group("alice", {"bob"});
  EXPECT_EQ(code(small.send("alice", chat, file.at("id"), "image")), "invalid_argument");
  EXPECT_EQ(code(small.send("alice", chat, file.at("id"), "file")), "ok");  // as bytes it harms nobody
}

TEST_F(Media, SurviveAWorkerThatCrashes) {
  FilesWorld poor(played_by("kill -SEGV $$"));
  EXPECT_EQ(poor.upload("alice", "turned.jpg", sample("turned.jpg"), "image").at("examined"), "unreadable");
}

TEST_F(Media, AreLookedAtThreeTimesWhenTheWorkerComesToNoEnd) {
  FilesWorld poor(played_by("kill -KILL $$"));  // as a machine does that has no memory left
  const Json file = poor.upload("alice", "turned.jpg", sample("turned.jpg"), "image");
  EXPECT_EQ(file.at("examined"), "waiting") << file;
  const auto lost = [&] {
    return poor.world.as_owner(
        [](db::Tx& tx) { return db::number_of(db::exec(tx, "SELECT lost_looks FROM file_contents")[0][0]); });
  };
  for (const int looks : {1, 2, 3}) {
    EXPECT_TRUE(wait_until([&] { return lost() == looks; })) << looks;
    EXPECT_EQ(
        poor.call("alice", "file.get", {{"file", file.at("id")}}).at("examined"), looks < 3 ? "waiting" : "unreadable");
    poor.world.clock.advance(std::chrono::minutes(5));
    poor.tidy();
  }
  EXPECT_EQ(lost(), 3);
}

TEST_F(Media, WaitForAWorkerThatIsTooSlow) {
  // One does not answer, the other one answers and does not end.
  for (const std::string script : {"exec sleep 1000", "echo '{\"thumbnails\":[]}'; exec sleep 1000 >&-"}) {
    files::Options options = played_by(script);
    options.worker_time = std::chrono::seconds(1);
    FilesWorld slow(options);
    const Json file = slow.upload("alice", "turned.jpg", sample("turned.jpg"), "image");
    EXPECT_EQ(file.at("examined"), "waiting") << script << file;
  }
}

TEST_F(Media, AreLookedAtAnewWhenTheyAreBroughtAnew) {
  const std::string well = scratch_dir() + "/well";
  FilesWorld moody(played_by("[ -e " + well + " ] || exit 1; echo '{\"width\":3,\"thumbnails\":[]}'"));
  const Json first = moody.upload("alice", "turned.jpg", sample("turned.jpg"), "image");
  EXPECT_EQ(first.at("examined"), "unreadable") << first;
  std::ofstream(well) << "yes";
  const Json second = moody.upload("bob", "turned.jpg", sample("turned.jpg"), "image");
  EXPECT_EQ(second.at("examined"), "done") << second;
  EXPECT_EQ(moody.call("alice", "file.get", {{"file", first.at("id")}}).at("width"), 3);
}

TEST_F(Media, WaitForNobodyWhereNobodyLooks) {
  files::Options options = test_files();
  options.worker = "";
  FilesWorld none(options);
  const Json file = none.upload("alice", "turned.jpg", sample("turned.jpg"), "image");
  none.world.as_owner([](db::Tx& tx) {
    return db::exec(tx, "UPDATE file_contents SET examined = 'waiting'").affected_rows();  // from when there was one
  });
  none.tidy();
  EXPECT_EQ(none.call("alice", "file.get", {{"file", file.at("id")}}).at("examined"), "done");
}

TEST_F(Media, NameNoPathsOfTheWorkersChoice) {
  FilesWorld taken(played_by(R"(printf hello >&4; echo '{"thumbnails":["/../../owned"]}')"));
  const Json file = taken.upload("alice", "turned.jpg", sample("turned.jpg"), "image");
  EXPECT_EQ(file.at("thumbnails"), Json::array());
  EXPECT_EQ(file.at("examined"), "unreadable");
  EXPECT_EQ(taken.on_disk(), 1u);
}

TEST_F(Media, WaitForAWorkerThatCannotBeStarted) {
  files::Options options = test_files();
  options.worker = "/nowhere/weft-media";
  FilesWorld none(options);
  const Json file = none.upload("alice", "turned.jpg", sample("turned.jpg"), "image");
  EXPECT_EQ(file.at("examined"), "waiting") << file;
  // Nobody has looked, so nothing is said of it, however often it was tried.
  for (int i = 0; i < 5; ++i) {
    none.world.clock.advance(std::chrono::minutes(5));
    none.tidy();
    EXPECT_TRUE(wait_until([&] { return none.files.queued() == 0; }));
  }
  none.files.stop();
  EXPECT_EQ(none.call("alice", "file.get", {{"file", file.at("id")}}).at("examined"), "waiting");
}

TEST_F(Media, AreNotShownToOthersBeforeTheyWereLookedInto) {
  files::Options options = test_files();
  options.worker = "/nowhere/weft-media";
  FilesWorld none(options);
  const std::string chat = none.world.group("alice", {"bob"});
  const std::vector<std::vector<std::string>> each{
      {"broken.jpg", "image"}, {"long.amr", "voice"}, {"clip.mp4", "video"}};
  for (const auto& one : each) {
    const std::string file = none.upload("alice", one[0], sample(one[0]), one[1]).at("id");
    const Json refused = none.send("alice", chat, file, one[1]);
    EXPECT_EQ(code(refused), "busy") << refused;
    EXPECT_EQ(refused.at("retry_after"), 2) << refused;
    EXPECT_EQ(code(none.send("alice", chat, file, "file")), "ok");
  }
}

TEST_F(Media, AreExaminedLaterWhenTheyWere) {
  files::Options options = test_files();
  const Json file = upload("turned.jpg", "image");
  world.world.as_owner([&](db::Tx& tx) {
    return db::exec(tx, "UPDATE file_contents SET examined = 'waiting', width = NULL, height = NULL").affected_rows();
  });
  world.world.clock.advance(std::chrono::minutes(5));
  world.tidy();
  EXPECT_TRUE(wait_until([&] { return world.call("alice", "file.get", {{"file", file.at("id")}}).at("width") == 40; }));
}

TEST_F(Media, TellPicturesFromWhatPretendsToBeOne) {
  const Json refused = world.upload("alice", "page.jpg", "<html><script>alert(1)</script></html>", "image");
  EXPECT_EQ(code(refused), "invalid_argument");
  EXPECT_EQ(refused.at("detail"), "purpose is text/html; taken are image/jpeg, image/png");
  const Json broken = upload("broken.jpg", "file");
  EXPECT_EQ(broken.at("examined"), "unreadable");
  EXPECT_EQ(code(world.send("alice", team, broken.at("id"), "image")), "invalid_argument");
}

TEST(FileTypes, OfOfficeDocumentsAreTold) {
  FilesWorld world;
  const std::string office = "application/vnd.openxmlformats-officedocument.";
  const auto type = [&](const std::string& name) { return world.upload("alice", name, sample(name)).at("type"); };
  EXPECT_EQ(type("book.xlsx"), office + "spreadsheetml.sheet");
  EXPECT_EQ(type("long-contents.docx"), office + "wordprocessingml.document");
  EXPECT_EQ(type("book.xls"), "application/vnd.ms-excel");
}

TEST(FileTypes, OfLongJsonAreTold) {
  FilesWorld world;
  Json list = Json::array();
  while (list.dump().size() < 60 << 10)
    list.push_back({{"name", "a name as long as they are"}, {"numbers", {1, 2, std::string(1000, 'x')}}});
  const std::string json = list.dump(1);
  EXPECT_EQ(world.upload("alice", "a.json", json).at("type"), "application/json");
  EXPECT_EQ(world.upload("alice", "a.json", "\n " + json + "\n").at("type"), "application/json");
  EXPECT_EQ(world.upload("alice", "a.json", json + "]").at("type"), "text/plain");
}

TEST(FileTypes, TakeLittleTimeToTell) {
  FilesWorld world;
  world.world.person("alice");
  const std::string empty(60 << 10, '\n');  // what the regular expressions of libmagic like least
  std::chrono::nanoseconds most{0};
  for (const std::string first : {"", "", "[", "{", "[1,"}) {
    const auto began = cpu_time();
    EXPECT_EQ(world.upload("alice", "a.txt", first + empty).at("type"), "text/plain");
    most = std::max(most, cpu_time() - began);
  }
  EXPECT_LT(most, std::chrono::milliseconds(500));
}

TEST_F(Media, OfTwoTypesAreServedAsTheHarmlessOne) {
  const Json file = upload("polyglot.jpg", "image");
  const auto got = world.get("alice", {{"file", file.at("id")}});
  EXPECT_EQ(got.download.type, "image/jpeg");
  // The picture made of it holds nothing of the rest.
  EXPECT_EQ(world.get("alice", {{"file", file.at("id")}, {"size", "small"}}).bytes.find("script"), std::string::npos);
}

TEST_F(Media, ThatMayRunSomethingAreSavedAsBytes) {
  for (const std::string text :
       {"<!doctype html><html><script>1</script></html>",
        "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>", "%PDF-1.4\n%nothing"}) {
    const Json file = world.upload("alice", "page.html", text);
    const auto got = world.get("alice", {{"file", file.at("id")}});
    EXPECT_EQ(got.download.type, "application/octet-stream") << file;
    EXPECT_FALSE(got.download.is_inline);
  }
}

}  // namespace
}  // namespace weft::test
