// The key of a data directory: made once, and for nobody else.
#include "app/sealing_key.hpp"

#include "support/postgres.hpp"
#include <weft/base/error.hpp>
#include <weft/base/sealed.hpp>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace weft::app {
namespace {

struct DataKey : ::testing::Test {
  std::string data = test::scratch_dir();
  std::string path = data + "/secrets.key";

  void write(const std::string& text) { std::ofstream(path, std::ios::binary | std::ios::trunc) << text; }
};

TEST_F(DataKey, IsMadeOnceForTheUserAlone) {
  const std::string key = sealing_key(data);
  EXPECT_EQ(key.size(), kSealingKey);
  EXPECT_EQ(sealing_key(data), key);
  struct stat about {};
  ASSERT_EQ(stat(path.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  std::filesystem::remove(path);
  EXPECT_NE(sealing_key(data), key);
}

TEST_F(DataKey, IsRefusedWhereOthersReadItOrItIsNone) {
  sealing_key(data);
  ASSERT_EQ(chmod(path.c_str(), 0640), 0);
  EXPECT_THROW(sealing_key(data), OperatorError);
  ASSERT_EQ(chmod(path.c_str(), 0600), 0);
  for (const std::string& wrong : {std::string(), std::string("short"), std::string(kSealingKey + 1, 'x')}) {
    write(wrong);
    EXPECT_THROW(sealing_key(data), OperatorError) << wrong.size();
  }
}

}  // namespace
}  // namespace weft::app
