// backup and restore: everything comes back, nothing is overwritten by mistake, what is damaged is refused.
#include "app/place.hpp"
#include "support/postgres.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace weft::test {
namespace {

namespace fs = std::filesystem;

/// What must be equal afterwards.
std::string content(const Place& place) {
  return sql_value(
             place,
             "SELECT string_agg(e.conversation_id::text || e.seq || e.kind || e.body, '' ORDER BY e.conversation_id, "
             "e.seq) FROM entries e") +
         sql_value(place, "SELECT string_agg(userid || password_hash, '' ORDER BY userid) FROM members") +
         sql_value(place, "SELECT string_agg(encode(hash, 'hex'), '' ORDER BY seq) FROM audit_log");
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Backup, RestoresEverythingIntoABlankDatabase) {
  for (const char* ending : {".tar.zst", ".tar.gz", ".tar"}) {
    const Place from = company_place();
    fs::create_directories(from.data + "/files/ab");
    std::ofstream(from.data + "/files/ab/cdef") << "content";
    const std::string archive = scratch_dir() + "/weft" + ending;
    from.need({"backup", archive});
    EXPECT_EQ(fs::status(archive).permissions() & fs::perms::all, fs::perms::owner_read | fs::perms::owner_write);

    const Place to = blank_place();
    const Ended restored = to.need({"restore", archive});
    EXPECT_NE(restored.out.find("are equal"), std::string::npos) << restored.out;
    EXPECT_EQ(content(to), content(from));
    EXPECT_EQ(bytes_of(to.data + "/files/ab/cdef"), "content");
    EXPECT_NE(sql_value(to, "SELECT epoch FROM server_state"), sql_value(from, "SELECT epoch FROM server_state"));
    EXPECT_FALSE(fs::exists(to.data + "/restore.tmp"));
    const Ended doctor = to.run({"doctor", "--verify"});
    EXPECT_EQ(occurrences(doctor.out, "fail"), 1u) << doctor.out;  // the tests' cluster runs with fsync = off
  }
}

TEST(Backup, RestoredDataServe) {
  const Place from = company_place();
  const std::string archive = scratch_dir() + "/weft.tar.zst";
  from.need({"backup", archive});
  const Place to = blank_place();
  to.need({"restore", archive});
  Server server(to.args({}));
  server.start();
  const Ended chat = run_weft(
      {"chat", "--as", "mia", "--server", server.url(), "--to", "max", "--password-stdin"}, kPassword + "\nhello\n");
  EXPECT_EQ(chat.status, 0) << chat.err;
}

TEST(Backup, WorksWhileTheServerRuns) {
  const Place place = company_place();
  Server server(place.args({}));
  server.start();
  const std::string archive = scratch_dir() + "/weft.tar.zst";
  place.need({"backup", archive});
  EXPECT_GT(fs::file_size(archive), 1000u);
}

TEST(Backup, DoesNotReplaceAFileUnasked) {
  const Place place = company_place();
  const std::string archive = scratch_dir() + "/weft.tar";
  std::ofstream(archive) << "mine";
  EXPECT_EQ(place.run({"backup", archive}).status, 1);
  EXPECT_EQ(bytes_of(archive), "mine");
  place.need({"backup", archive, "--force"});
  EXPECT_NE(bytes_of(archive), "mine");
}

TEST(Backup, LeavesNothingBehindWhenItFails) {
  Place place = company_place();
  place.url += " dbname=not_there";
  const std::string folder = scratch_dir();
  EXPECT_NE(place.run({"backup", folder + "/weft.tar"}).status, 0);
  EXPECT_TRUE(fs::is_empty(folder));
}

TEST(Backup, NamesADirectoryThatCannotBeWritten) {
  const Place place = company_place();
  const Ended ended = place.run({"backup", "/proc/weft.tar"});
  EXPECT_EQ(ended.status, 1);
  EXPECT_NE(ended.err.find("cannot write in /proc"), std::string::npos) << ended.err;
}

TEST(Backup, HoldsNoSecretsOfTheSettings) {
  const Place place = company_place();
  const std::string archive = scratch_dir() + "/weft.tar";
  place.need({"backup", archive});
  EXPECT_EQ(bytes_of(archive).find(place.url), std::string::npos);
}

TEST(Restore, RefusesAPlaceThatHoldsData) {
  const Place place = company_place();
  const std::string archive = scratch_dir() + "/weft.tar";
  place.need({"backup", archive});
  const Ended refused = place.run({"restore", archive});
  EXPECT_EQ(refused.status, 1);
  EXPECT_NE(refused.err.find("--force"), std::string::npos) << refused.err;
  const std::string before = content(place);
  place.need({"user", "passwd", "mia", "--password-stdin"}, "another horse\n");
  place.need({"restore", archive, "--force"});
  EXPECT_EQ(content(place), before);
}

TEST(Restore, RefusesWhileAServerRuns) {
  const Place place = company_place();
  const std::string archive = scratch_dir() + "/weft.tar";
  place.need({"backup", archive});
  Server server(place.args({}));
  server.start();
  const Ended refused = place.run({"restore", archive, "--force"});
  EXPECT_EQ(refused.status, 1);
  EXPECT_NE(refused.err.find("stop it"), std::string::npos) << refused.err;
}

TEST(Restore, RefusesWhatIsDamaged) {
  const Place place = company_place();
  const std::string archive = scratch_dir() + "/weft.tar";
  place.need({"backup", archive});
  const std::string whole = bytes_of(archive);
  std::string flipped = whole;
  flipped[whole.find("PGDMP") + 600] ^= 1;
  for (const std::string& bad :
       {std::string(), std::string("not an archive"), whole.substr(0, whole.size() / 2), flipped}) {
    std::ofstream(archive, std::ios::binary | std::ios::trunc) << bad;
    const Place to = blank_place();
    const Ended ended = to.run({"restore", archive});
    EXPECT_EQ(ended.status, 1) << bad.size();
    EXPECT_EQ(occurrences(ended.err, "\n"), 1u) << ended.err;
    EXPECT_EQ(sql_value(to, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"), "0");
    EXPECT_FALSE(fs::exists(to.data + "/restore.tmp"));
  }
}

TEST(Restore, RefusesAnArchiveOfANewerVersion) {
  const Place place = company_place();
  const std::string archive = scratch_dir() + "/weft.tar";
  place.need({"backup", archive});
  std::string bytes = bytes_of(archive);
  const std::size_t at = bytes.find("\"schema\":") + 9;
  bytes[at] = '9';
  std::ofstream(archive, std::ios::binary | std::ios::trunc) << bytes;
  const Ended ended = blank_place().run({"restore", archive});
  EXPECT_EQ(ended.status, 1);
  EXPECT_NE(ended.err.find("install that version or a newer one"), std::string::npos) << ended.err;
}

TEST(Restore, MakesAPrivateDatabase) {
  const Place from = company_place();
  const std::string archive = scratch_dir() + "/weft.tar.zst";
  from.need({"backup", archive});
  const Place to = private_place();
  to.need({"restore", archive});
  EXPECT_EQ(occurrences(to.need({"user", "list"}).out, "\n"), 3u);
  const Ended doctor = to.run({"doctor", "--verify"});
  EXPECT_EQ(doctor.status, 0) << doctor.out;
}

}  // namespace
}  // namespace weft::test
