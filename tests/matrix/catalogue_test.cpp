// The page of webhooks names every event that can be told, and no other.
#include "matrix/shared.hpp"
#include <weft/base/json.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>

namespace weft::test {
namespace {

/// Name and sentence of each row of the table of events.
std::set<std::pair<std::string, std::string>> documented() {
  std::ifstream page(std::string(WEFT_SOURCE_DIR) + "/docs/webhooks.md");
  std::set<std::pair<std::string, std::string>> rows;
  static const std::regex row(R"(\| `([a-z_]+\.[a-z_]+)` \| ([A-Z][^|]*\.) \|)");
  for (std::string line; std::getline(page, line);) {
    std::smatch found;
    if (std::regex_match(line, found, row)) rows.emplace(found[1], found[2]);
  }
  return rows;
}

TEST(EventCatalogue, StandsOnThePageOfWebhooks) {
  const auto rows = documented();
  std::set<std::pair<std::string, std::string>> declared;
  for (const auto& kind : world().server->registry().events())
    declared.emplace(kind.name, kind.summary);
  EXPECT_GT(declared.size(), 30u);
  for (const auto& kind : declared)
    EXPECT_TRUE(rows.contains(kind)) << "docs/webhooks.md lacks: | `" << kind.first << "` | " << kind.second << " |";
  for (const auto& row : rows)
    EXPECT_TRUE(declared.contains(row)) << "docs/webhooks.md has a row that is no event: " << row.first;
}

TEST(EventCatalogue, StandsInTheOpenApiDocument) {
  const Json document = api::openapi(world().server->registry(), "test");
  for (const auto& kind : world().server->registry().events()) {
    const Json& request = document.at("webhooks").at(kind.name).at("post").at("requestBody");
    const Json& properties = request.at("content").at("application/json").at("schema").at("properties");
    EXPECT_EQ(properties.at("type").at("const"), kind.name);
    EXPECT_EQ(properties.at("data").at("type"), "object") << kind.name;
  }
}

}  // namespace
}  // namespace weft::test
