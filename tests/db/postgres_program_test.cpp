// Finding PostgreSQL: what its programs say when asked for their version.
#include "db/postgres_program.hpp"

#include <weft/base/error.hpp>

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace weft::db {
namespace {

namespace fs = std::filesystem;

/// A folder whose `postgres` prints `version`.
class FindPostgres : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "weft-program-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string says(const std::string& version) {
    for (const char* name : {"postgres", "initdb"}) {
      const fs::path program = folder_ / name;
      std::ofstream(program) << "#!/bin/sh\ncat <<'END'\n" << version << "\nEND\n";
      fs::permissions(program, fs::perms::owner_all);
    }
    return folder_.string();
  }

 private:
  fs::path folder_;
};

TEST_F(FindPostgres, ReadsTheMajorVersion) {
  EXPECT_EQ(find_postgres(says("postgres (PostgreSQL) 15.5 (Debian 15.5-0+deb12u1)"), {}, "").major, 15);
}

TEST_F(FindPostgres, ReadsPastAComplaintAboutTheDirectory) {
  const std::string folder = says(
      "LOG:  42501: could not change directory to \"/root/weft\": Permission denied\n"
      "LOCATION:  resolve_symlinks, exec.c:320\n"
      "postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)");
  EXPECT_EQ(find_postgres(folder, 15, "data/postgres").major, 15);
}

TEST_F(FindPostgres, RefusesAProgramWithoutAVersion) {
  EXPECT_THROW(find_postgres(says("something else 15"), {}, ""), OperatorError);
}

}  // namespace
}  // namespace weft::db
