// Every operation x every role x both transports: the answer is the one that policy and rule demand. Generated from the
// registry; an operation without a sample fails.
#include "matrix/shared.hpp"
#include <weft/base/json.hpp>

#include <gtest/gtest.h>

#include <condition_variable>
#include <fstream>
#include <sstream>

namespace weft::test {
namespace {

constexpr auto kPatience = std::chrono::seconds(20);

/// Collects answers of a socket by request id.
class Answers {
 public:
  void add(std::string_view object) {
    Json json = Json::parse(object);
    if (!json.contains("id") || !json["id"].is_number()) return;
    const std::lock_guard lock(mutex_);
    answers_[json["id"].get<int>()] = json;
    came_.notify_all();
  }
  void closed(int code) {
    const std::lock_guard lock(mutex_);
    closed_ = code;
    came_.notify_all();
  }
  int status(int id) {
    std::unique_lock lock(mutex_);
    came_.wait_for(lock, kPatience, [&] { return answers_.count(id) > 0 || closed_ != 0; });
    const auto found = answers_.find(id);
    // Who ends the own session may see the socket go (4401) before the answer.
    if (found == answers_.end()) return closed_ == 4401 ? 200 : 0;
    return found->second.contains("ok") ? 200 : found->second.at("error").at("status").get<int>();
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::map<int, Json> answers_;
  int closed_ = 0;
};

int over_socket(const api::Operation& operation, const MatrixWorld::Cell& cell, const Sample& sample) {
  Answers answers;
  gateway::ClientHandlers handlers;
  handlers.on_object = [&](std::string_view object) { answers.add(object); };
  handlers.on_close = [&](int code, std::string_view) { answers.closed(code); };
  gateway::Client client(world().endpoint(), handlers);
  if (!cell.token.empty()) {
    client.send(Json{{"id", 1}, {"op", "hello"}, {"in", {{"token", cell.token}, {"device", "matrix"}}}}.dump());
    const int greeted = answers.status(1);
    if (greeted != 200) return greeted;
  }
  client.send(Json{{"id", 2}, {"op", operation.name}, {"in", sample.input(cell.place)}}.dump());
  return answers.status(2);
}

/// Name of a parameterised test: group_create and the like.
std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

std::vector<std::string> sample_names() {
  std::vector<std::string> names;
  for (const auto& [name, unused] : samples())
    names.push_back(name);
  return names;
}

class Matrix : public testing::TestWithParam<std::string> {
 protected:
  const api::Operation& operation() {
    const api::Operation* found = world().server->registry().find(GetParam());
    if (!found) throw std::logic_error("a sample for an operation that does not exist: " + GetParam());
    return *found;
  }

  /// `ask` gives the status of one cell. What reads, or is refused, leaves its place to the next cell: a refusal that
  /// did something would be seen there.
  template <class Ask>
  void try_everybody(bool over_socket, Ask ask) {
    for (const Who who : everybody()) {
      const int expected = expected_status(operation(), samples().at(GetParam()), who, over_socket);
      const auto cell = world().cell(who, operation().writes() && expected < 400);
      const int status = ask(cell);
      EXPECT_EQ(status, expected) << boost::describe::enum_to_string(who, "");
      if (status != expected) world().spoiled();
    }
  }
};

TEST_P(Matrix, AnswersEveryRoleOverRest) {
  const Sample& sample = samples().at(GetParam());
  try_everybody(false, [&](const MatrixWorld::Cell& cell) {
    return over_rest(operation(), cell.token, sample.input(cell.place)).status;
  });
}

TEST_P(Matrix, AnswersEveryRoleOverTheSocket) {
  const Sample& sample = samples().at(GetParam());
  try_everybody(true, [&](const MatrixWorld::Cell& cell) { return over_socket(operation(), cell, sample); });
}

INSTANTIATE_TEST_SUITE_P(All, Matrix, testing::ValuesIn(sample_names()), test_name);

TEST(MatrixCoverage, HasASampleForEveryOperation) {
  for (const auto& operation : world().server->registry().all())
    EXPECT_TRUE(samples().count(operation->name)) << operation->name;
  EXPECT_EQ(world().server->registry().all().size(), samples().size());
}

/// docs/permissions.md is this table; WEFT_WRITE_MATRIX=1 writes it.
TEST(MatrixCoverage, IsWhatTheDocumentSays) {
  std::ostringstream page;
  page << "# Permission matrix\n\nGenerated from the registry of operations by `tests/matrix` (`WEFT_WRITE_MATRIX=1`), "
          "which also tries every cell over REST and over the\n"
          "WebSocket. A number is the HTTP status; 200 means that the call passes. Over the WebSocket everything "
          "before `hello` is 401.\n\n| operation |";
  for (const Who who : everybody())
    page << ' ' << boost::describe::enum_to_string(who, "") << " |";
  page << "\n|---|";
  for (std::size_t i = 0; i < everybody().size(); ++i)
    page << "---|";
  page << '\n';
  for (const auto& [name, sample] : samples()) {
    const api::Operation* operation = world().server->registry().find(name);
    ASSERT_TRUE(operation) << name;
    page << "| `" << name << "` |";
    for (const Who who : everybody()) {
      const int status = expected_status(*operation, sample, who, false);
      page << ' ' << (status == sample.allowed ? 200 : status) << " |";
    }
    page << '\n';
  }
  const std::string path = std::string(WEFT_SOURCE_DIR) + "/docs/permissions.md";
  if (std::getenv("WEFT_WRITE_MATRIX")) std::ofstream(path) << page.str();
  std::ostringstream stored;
  stored << std::ifstream(path).rdbuf();
  EXPECT_EQ(stored.str(), page.str()) << "run this test with WEFT_WRITE_MATRIX=1 and commit docs/permissions.md";
}

}  // namespace
}  // namespace weft::test
