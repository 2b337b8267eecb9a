// The main function of every test program: PostgreSQL refuses root, so root is given up before anything else.
#include "support/program.hpp"
#include <weft/base/log.hpp>
#include <weft/base/process.hpp>

#include <gtest/gtest.h>
#include <pwd.h>

#include <cstdlib>
#include <filesystem>

namespace weft::test {
namespace {

// Read before root is given up: afterwards the kernel hides it.
const std::string kProgramPath = std::filesystem::read_symlink("/proc/self/exe").string();

}  // namespace

const std::string& program_path() {
  return kProgramPath;
}

}  // namespace weft::test

int main(int argc, char** argv) {
  weft::drop_privileges(getpwnam("weft") ? "weft" : "nobody", {});
  const char* level = std::getenv("WEFT_TEST_LOG");
  weft::log::start(weft::log::Format::console, level ? level : "error");
  testing::InitGoogleTest(&argc, argv);
  const int result = RUN_ALL_TESTS();
  weft::test::clean_up();
  return result;
}
