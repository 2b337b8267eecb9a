// What an answer tells once is marked as that, so that it is not kept: asked of each operation of the registry.
#include "matrix/shared.hpp"
#include <weft/base/json.hpp>
#include <weft/base/told_once.hpp>

#include <gtest/gtest.h>

#include <set>

namespace weft::test {
namespace {

const std::set<std::string> kSecrets = {"code", "link", "key", "secret", "token", "password"};
/// A watermark's token stands on the screen.
const std::set<std::string> kPublic = {"watermark.get"};

TEST(Secrets, InAnswersThatCouldBeRepeatedAreToldOnce) {
  int told = 0;
  for (const auto& operation : world().server->registry().all()) {
    if (!operation->writes() || operation->policy == api::Policy::anonymous || kPublic.count(operation->name)) continue;
    const Json properties = operation->output->value("properties", Json::object());
    for (const auto& [name, schema] : properties.items()) {
      if (!kSecrets.count(name) || schema.value("type", Json()) == "object") continue;
      EXPECT_TRUE(schema.contains(kToldOnce)) << operation->name << ": " << name << " should be a ToldOnce";
      ++told;
    }
  }
  EXPECT_GE(told, 3);
}

}  // namespace
}  // namespace weft::test
