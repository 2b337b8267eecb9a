// What the private PostgreSQL refuses, each with one line that says what to do.
#include "support/postgres.hpp"
#include <weft/base/error.hpp>
#include <weft/db/private_postgres.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace weft::db {
namespace {

namespace fs = std::filesystem;

std::string refusal(const std::string& dir, const std::string& bin_dir = {}) {
  PrivatePostgresOptions options;
  options.data_dir = dir;
  options.bin_dir = bin_dir;
  options.durable = false;
  try {
    PrivatePostgres::start(options);
  } catch (const OperatorError& error) {
    return error.what();
  }
  return "nothing was refused";
}

void expect_line(const std::string& line, const std::vector<std::string>& parts) {
  EXPECT_EQ(line.find('\n'), std::string::npos) << line;
  for (const std::string& part : parts)
    EXPECT_NE(line.find(part), std::string::npos) << line;
}

/// A folder with programs that answer as they are told.
std::string fake_programs(
    const std::string& initdb, const std::string& postgres = "echo 'postgres (PostgreSQL) 15.5'") {
  const std::string dir = test::scratch_dir();
  for (const auto& [name, script] : {std::pair("initdb", initdb), std::pair("postgres", postgres)}) {
    const std::string path = dir + "/" + name;
    std::ofstream(path) << "#!/bin/sh\n" << script << "\n";
    fs::permissions(path, fs::perms::owner_all);
  }
  return dir;
}

TEST(PostgresRefusal, AnotherMajorVersion) {
  const std::string dir = test::scratch_dir();
  fs::create_directory(dir + "/postgres");
  std::ofstream(dir + "/postgres/PG_VERSION") << "9\n";
  expect_line(refusal(dir), {"made by PostgreSQL 9", "install postgresql-9"});
}

TEST(PostgresRefusal, ADirectoryThatCannotBeWritten) {
  const std::string dir = test::scratch_dir();
  fs::permissions(dir, fs::perms::owner_read | fs::perms::owner_exec);
  expect_line(refusal(dir), {dir, "chown"});
  expect_line(refusal(dir + "/below"), {dir, "chown"});
  fs::permissions(dir, fs::perms::owner_all);
}

TEST(PostgresRefusal, AFileInPlaceOfTheDirectory) {
  const std::string path = test::scratch_dir() + "/file";
  std::ofstream(path) << "x";
  expect_line(refusal(path), {path, "is not a directory"});
}

TEST(PostgresRefusal, AForeignFolderInItsPlace) {
  const std::string dir = test::scratch_dir();
  fs::create_directory(dir + "/postgres");
  std::ofstream(dir + "/postgres/diary.txt") << "dear diary";
  expect_line(refusal(dir), {"holds no PostgreSQL data"});
  EXPECT_TRUE(fs::exists(dir + "/postgres/diary.txt"));
}

TEST(PostgresRefusal, AFolderWithoutPrograms) {
  expect_line(refusal(test::scratch_dir(), "/nowhere"), {"/nowhere", "leave it empty"});
}

TEST(PostgresRefusal, AnOldPostgreSQL) {
  expect_line(
      refusal(test::scratch_dir(), fake_programs("exit 1", "echo 'postgres (PostgreSQL) 11.2'")), {"older than 14"});
}

TEST(PostgresRefusal, AFullDiskWhileCreating) {
  const std::string programs = fake_programs(
      "echo 'initdb: error: could not write file: No space left on device' >&2; exit 1");
  const std::string dir = test::scratch_dir();
  expect_line(refusal(dir, programs), {"the disk is full", dir});
  EXPECT_FALSE(fs::exists(dir + "/postgres"));
}

TEST(PostgresRefusal, AFailureToCreateNamesTheReason) {
  const std::string programs = fake_programs("echo 'initdb: error: invalid locale name \"C.UTF-8\"' >&2; exit 1");
  expect_line(refusal(test::scratch_dir(), programs), {"invalid locale name"});
}

TEST(PostgresRefusal, AServerThatDoesNotStartNamesTheReason) {
  const std::string dir = test::scratch_dir();
  std::ofstream(dir + "/postgresql.local.conf") << "shared_buffers = 'plenty'\n";
  expect_line(refusal(dir), {"PostgreSQL does not start", "postgres.log"});
}

}  // namespace
}  // namespace weft::db
