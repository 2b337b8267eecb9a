// The server of the matrix, and REST as the registry describes it.
#include "matrix/shared.hpp"

#include <weft/base/json.hpp>

#include <gtest/gtest.h>

namespace weft::test {
namespace {

constexpr auto kPatience = std::chrono::seconds(20);

struct EndServer : testing::Environment {
  void TearDown() override {
    world().server.reset();
    world().database.reset();
  }
};
const auto* const kEnvironment = testing::AddGlobalTestEnvironment(new EndServer);

std::string method_text(api::Method method) {
  static const std::string names[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
  return names[static_cast<int>(method)];
}

std::string query_text(const Json& value) {
  if (value.is_string()) return value;
  if (value.is_array()) return query_text(value.front());
  return value.dump();
}

}  // namespace

MatrixWorld& world() {
  static auto* shared = new MatrixWorld;  // one server for all cells; ended by the environment above
  return *shared;
}

gateway::HttpReply over_rest(const api::Operation& operation, const std::string& token, Json input) {
  std::string target = operation.path;
  for (auto it = input.begin(); it != input.end();) {
    const auto at = target.find("{" + it.key() + "}");
    if (at == std::string::npos) {
      ++it;
      continue;
    }
    target.replace(at, it.key().size() + 2, query_text(*it));
    it = input.erase(it);
  }
  std::string body;
  const bool bytes = operation.bytes == api::Bytes::in;
  if (bytes) body = "some bytes";
  if (bytes || operation.method == api::Method::get || operation.method == api::Method::del) {
    char mark = '?';
    for (const auto& [name, value] : input.items())
      target += std::exchange(mark, '&') + name + "=" + query_text(value);
  } else {
    body = input.dump();
  }
  gateway::Headers headers{{"Content-Type", "application/json"}};
  if (!token.empty()) headers.emplace_back("Authorization", "Bearer " + token);
  return gateway::http_request(world().endpoint(), method_text(operation.method), target, headers, body, kPatience);
}

}  // namespace weft::test
