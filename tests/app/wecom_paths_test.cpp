// docs/wecom-paths.txt lists every path of WeCom's API that is answered: the matrix of tokens and the documentation go
// by it.
#include <weft/wecom/wecom.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace weft {
namespace {

std::string stored(const char* name) {
  std::ostringstream text;
  text << std::ifstream(std::string(WEFT_SOURCE_DIR "/docs/") + name).rdbuf();
  return text.str();
}

/// WEFT_WRITE_WECOM=1 writes it.
TEST(WecomPaths, AreTheOnesThatAreListed) {
  std::ostringstream list;
  for (const std::string& path : wecom::paths())
    list << path << '\n';
  if (std::getenv("WEFT_WRITE_WECOM") != nullptr) std::ofstream(WEFT_SOURCE_DIR "/docs/wecom-paths.txt") << list.str();
  EXPECT_EQ(stored("wecom-paths.txt"), list.str())
      << "run this test with WEFT_WRITE_WECOM=1 and commit docs/wecom-paths.txt";
}

TEST(WecomPaths, StandInThePageAboutThem) {
  const std::string page = stored("wecom.md");
  for (const std::string& path : wecom::paths())
    EXPECT_NE(page.find("`" + path + "`"), page.npos) << "docs/wecom.md does not name " << path;
}

}  // namespace
}  // namespace weft
