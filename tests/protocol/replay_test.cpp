// Replays the recorded session of docs/protocol.md against the real server: what the document shows is what the server
// does.
//
// In a ```weft block, `alice> {...}` is sent on alice's WebSocket, `alice< {...}` is what comes next there (an answer
// by its id, an event in order), `alice$ METHOD path {...}` is a REST request and `alice= 200 {...}` its answer.
// "<name>" in a string stands for a value: bound where it first comes from the server, filled in and compared
// afterwards.
#include "app/server.hpp"
#include "support/postgres.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/conversations.hpp>
#include <weft/gateway/client.hpp>
#include <weft/identity/admin.hpp>

#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <fstream>
#include <sstream>

namespace weft::test {
namespace {

constexpr auto kPatience = std::chrono::seconds(20);

struct Line {
  int number = 0;
  std::string who;
  char sign = ' ';
  std::string text;
};

std::vector<Line> read_lines(const std::string& path) {
  std::ifstream file(path);
  std::vector<Line> lines;
  std::string text;
  bool inside = false;
  for (int number = 1; std::getline(file, text); ++number) {
    if (text.starts_with("```")) {
      inside = text == "```weft";
    } else if (inside && !text.empty() && text[0] != '#') {
      const auto at = text.find_first_of("><$=");
      lines.push_back({number, text.substr(0, at), text.at(at), text.substr(at + 2)});
    }
  }
  return lines;
}

/// Values by name.
class Names {
 public:
  void put(const std::string& name, const std::string& value) { values_[name] = value; }

  /// Replaces every known <name>.
  std::string fill(std::string text) const {
    for (const auto& [name, value] : values_) {
      const std::string mark = "<" + name + ">";
      for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
        text.replace(at, mark.size(), value);
    }
    return text;
  }

  /// Compares, binding names that are new; "" or what differs.
  std::string match(const Json& expected, const Json& actual, const std::string& path = "") {
    if (expected.is_string() && is_name(expected.get<std::string>()))
      return bind(expected.get<std::string>(), actual, path);
    if (expected.type() != actual.type() && !(expected.is_number() && actual.is_number()))
      return path + ": " + actual.dump();
    if (expected.is_object()) return match_object(expected, actual, path);
    if (expected.is_array()) return match_array(expected, actual, path);
    return expected == actual ? "" : path + ": " + actual.dump();
  }

 private:
  static bool is_name(const std::string& text) { return text.size() > 2 && text.front() == '<' && text.back() == '>'; }

  std::string bind(const std::string& mark, const Json& actual, const std::string& path) {
    const std::string name = mark.substr(1, mark.size() - 2);
    const std::string value = actual.is_string() ? actual.get<std::string>() : actual.dump();
    if (name == "time" || name == "any") return "";
    const auto [found, fresh] = values_.emplace(name, value);
    return fresh || found->second == value ? "" : path + ": " + value + " is not the <" + name + "> of before";
  }

  std::string match_object(const Json& expected, const Json& actual, const std::string& path) {
    for (const auto& [key, value] : actual.items()) {
      if (!expected.contains(key)) return path + "." + key + " is not in the document: " + value.dump();
    }
    for (const auto& [key, value] : expected.items()) {
      if (!actual.contains(key)) return path + "." + key + " is missing";
      const std::string difference = match(value, actual[key], path + "." + key);
      if (!difference.empty()) return difference;
    }
    return "";
  }

  std::string match_array(const Json& expected, const Json& actual, const std::string& path) {
    if (expected.size() != actual.size()) return path + ": " + actual.dump();
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const std::string difference = match(expected[i], actual[i], path + "[" + std::to_string(i) + "]");
      if (!difference.empty()) return difference;
    }
    return "";
  }

  std::map<std::string, std::string> values_;
};

/// One person's socket: answers by id, events in order.
class Socket {
 public:
  explicit Socket(const gateway::Endpoint& server) {
    gateway::ClientHandlers handlers;
    handlers.on_object = [this](std::string_view object) { add(parse_json(object)); };
    client_ = std::make_unique<gateway::Client>(server, handlers);
  }
  void send(const std::string& text) { client_->send(text); }

  /// What the expected object waits for; null when it did not come in time.
  Json next(const Json& expected) {
    std::unique_lock lock(mutex_);
    const bool event = expected.contains("ev");
    const auto ready = [&] { return event ? !events_.empty() : answers_.count(expected.at("id").get<int>()) > 0; };
    if (!came_.wait_for(lock, kPatience, ready)) return {};
    if (!event) return answers_.at(expected.at("id").get<int>());
    const Json first = events_.front();
    events_.pop_front();
    return first;
  }

 private:
  void add(const Json& json) {
    const std::lock_guard lock(mutex_);
    if (json.contains("ev")) {
      events_.push_back(json);
    } else {
      answers_[json.value("id", 0)] = json;
    }
    came_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<Json> events_;
  std::map<int, Json> answers_;
  std::unique_ptr<gateway::Client> client_;
};

struct Protocol : testing::Test {
  Protocol() {
    Config config;
    config.server.port.value = 0;
    config.database.url.value = fresh_database();
    config.server.data = scratch_dir();
    database = app::Database::open(config, app::Database::Need::schema);
    CorpId company;
    const auto as_owner = [&](auto body) { app::transact(database->owner_options("protocol"), body); };
    as_owner([&](db::Tx& tx) { company = identity::create_company(tx, "acme", "Acme Ltd."); });
    as_owner([&](db::Tx& tx) {
      tx.set_corp(company);
      const std::string hash = identity::hash_password("correct horse");
      for (const auto& [userid, name] : {std::pair("alice", "Alice Chen"), std::pair("bob", "Bob Li")}) {
        const PrincipalId id = identity::create_member(
            tx, {.userid = userid,
                 .name = name,
                 .title = "Engineer",
                 .department = "Acme/R&D",
                 .role = api::Role::owner,
                 .password_hash = hash});
        conversations::make_inboxes(tx, std::span(&id, 1));
      }
    });
    server = std::make_unique<app::Server>(config, *database);
    endpoint.port = server->port();
  }

  Socket& socket(const std::string& who) {
    auto& found = sockets[who];
    if (!found) found = std::make_unique<Socket>(endpoint);
    return *found;
  }

  void rest(const Line& line) {
    std::istringstream in(names.fill(line.text));
    std::string method, path, body;
    in >> method >> path;
    std::getline(in >> std::ws, body);
    gateway::Headers headers;
    if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
    const std::string token = names.fill("<token of " + line.who + ">");
    if (token[0] != '<') headers.emplace_back("Authorization", "Bearer " + token);
    reply = gateway::http_request(endpoint, method, path, headers, body);
  }

  void rest_answer(const Line& line) {
    const auto space = line.text.find(' ');
    EXPECT_EQ(std::to_string(reply.status), line.text.substr(0, space))
        << "docs/protocol.md:" << line.number << ' ' << reply.body;
    expect(line, Json::parse(line.text.substr(space + 1)), Json::parse(reply.body));
  }

  void expect(const Line& line, const Json& expected, const Json& actual) {
    const Json filled = Json::parse(names.fill(expected.dump()));
    EXPECT_EQ(names.match(filled, actual), "") << "docs/protocol.md:" << line.number << "\n" << actual.dump();
  }

  void step(const Line& line) {
    switch (line.sign) {
      case '>': socket(line.who).send(names.fill(line.text)); break;
      case '<': {
        const Json expected = Json::parse(line.text);
        expect(line, expected, socket(line.who).next(expected));
        break;
      }
      case '$': rest(line); break;
      default: rest_answer(line); break;
    }
  }

  gateway::Endpoint endpoint;
  std::unique_ptr<app::Database> database;
  std::unique_ptr<app::Server> server;
  std::map<std::string, std::unique_ptr<Socket>> sockets;
  gateway::HttpReply reply;
  Names names;
};

TEST_F(Protocol, IsWhatTheDocumentRecords) {
  const auto lines = read_lines(std::string(WEFT_SOURCE_DIR) + "/docs/protocol.md");
  ASSERT_GT(lines.size(), 20u);
  for (const Line& line : lines) {
    step(line);
    if (HasFailure()) break;  // what follows depends on it
  }
  sockets.clear();
}

}  // namespace
}  // namespace weft::test
