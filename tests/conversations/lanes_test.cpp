// The lanes when the database is slow, refuses or stands still: a send is
// always answered.
#include "conversations/world.hpp"
#include "support/freeze.hpp"
#include "support/wait.hpp"

namespace weft::test {
namespace {

using namespace std::chrono_literals;
using conversations::Appended;
using conversations::LogWriter;
using conversations::LogWriterOptions;
using std::chrono::steady_clock;

class Lanes : public testing::Test {
 protected:
  using Answer = std::future<LogWriter::Result>;

  Lanes() : chat(*ConversationId::parse(world.group("alice", {"bob"}))), alice(world.person("alice")) {
    options.database = world.pool(1);
    options.on_batch = [this](std::size_t, std::chrono::nanoseconds) { ++batches; };
  }

  void start() {
    lanes = std::make_unique<LogWriter>(options, world.clock, [](std::vector<Event>) {});
  }

  Answer send() {
    const std::string id = "c" + std::to_string(++count);
    const auto promise = std::make_shared<std::promise<LogWriter::Result>>();
    lanes->append(
        {world.corp, chat, alice, id, "00000000-0000-4000-8000-000000000000", R"({"kind":"text","text":"hi"})"},
        [promise](LogWriter::Result result) { promise->set_value(std::move(result)); });
    return promise->get_future();
  }

  /// "ok", an error's code, or "silence" after `limit`.
  static std::string outcome(Answer& answer, std::chrono::milliseconds limit = 20s) {
    if (answer.wait_for(limit) != std::future_status::ready) return "silence";
    const LogWriter::Result result = answer.get();
    const auto* error = std::get_if<ApiError>(&result);
    return error ? Json::parse(problem_json(*error, "")).at("code").get<std::string>() : "ok";
  }
  std::string send_and_wait() {
    Answer answer = send();
    return outcome(answer);
  }

  /// Holds the conversation's row, so that an append waits until it ends.
  std::unique_ptr<pqxx::connection> hold() {
    db::PoolOptions owner = world.pool(1);
    owner.role = "";
    auto connection = db::connect(owner);
    pqxx::nontransaction(*connection)
        .exec("BEGIN; SELECT 1 FROM conversations WHERE id = '" + chat.str() + "' FOR UPDATE");
    return connection;
  }

  /// From now on an append fails with this state; tries() counts them.
  void fail_with(const std::string& state) {
    world.as_owner([&](db::Tx& tx) {
      db::exec(tx, "CREATE SEQUENCE tries");
      db::exec(
          tx,
          "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql SECURITY "
          "DEFINER AS $$ BEGIN PERFORM "
          "nextval('tries'); RAISE EXCEPTION 'on purpose' USING ERRCODE = '" +
              state + "'; END $$");
      db::exec(
          tx,
          "CREATE TRIGGER refuse BEFORE INSERT ON entries FOR EACH "
          "STATEMENT EXECUTE FUNCTION refuse()");
      return 0;
    });
  }
  std::int64_t tries() {
    return world.as_owner(
        [](db::Tx& tx) { return db::exec(tx, "SELECT last_value FROM tries")[0][0].as<std::int64_t>(); });
  }

  /// One send that waits for the row and `behind` it three that wait for the
  /// lane.
  std::vector<Answer> pile_up() {
    std::vector<Answer> answers;
    const auto holder = hold();
    answers.push_back(send());
    EXPECT_TRUE(wait_until([this] { return lanes->queued() == 0; }));
    for (int i = 0; i < 3; ++i)
      answers.push_back(send());
    return answers;
  }

  World world;
  const ConversationId chat;
  const PrincipalId alice;
  LogWriterOptions options;
  std::atomic<int> batches{0};
  int count = 0;
  std::unique_ptr<LogWriter> lanes;
};

TEST_F(Lanes, AnswerInFrontOfAFrozenDatabase) {
  start();
  ASSERT_EQ(send_and_wait(), "ok");
  const Frozen frozen(cluster().pid());
  Answer first = send();
  EXPECT_TRUE(wait_until([this] { return lanes->queued() == 0; }));
  Answer behind = send();
  EXPECT_EQ(outcome(first, 12s), "unavailable");
  EXPECT_EQ(outcome(behind, 1s), "unavailable");
  Answer later = send();
  EXPECT_EQ(outcome(later, 1s), "unavailable") << "known to be frozen by now";
  frozen.thaw();
  EXPECT_TRUE(wait_until([this] { return send_and_wait() == "ok"; }));
}

TEST_F(Lanes, StopInFrontOfAFrozenDatabase) {
  start();
  ASSERT_EQ(send_and_wait(), "ok");
  const Frozen frozen(cluster().pid());
  Answer first = send();
  EXPECT_TRUE(wait_until([this] { return lanes->queued() == 0; }));
  Answer behind = send();
  const auto before = steady_clock::now();
  lanes->stop(1s);
  EXPECT_LT(steady_clock::now() - before, 3s);
  EXPECT_EQ(outcome(first, 0s), "unavailable");
  EXPECT_EQ(outcome(behind, 0s), "unavailable");
}

TEST_F(Lanes, AnswerBusyToWhatWaitedTooLong) {
  options.database.queue_timeout = 200ms;
  start();
  const auto holder = hold();
  Answer first = send();
  EXPECT_TRUE(wait_until([this] { return lanes->queued() == 0; }));
  Answer behind = send();
  EXPECT_EQ(outcome(behind, 5s), "busy");
  pqxx::nontransaction(*holder).exec("ROLLBACK");
  EXPECT_EQ(outcome(first), "ok");
}

TEST_F(Lanes, AnswerBusyToAWholeBatchAfterAPassingFailure) {
  fail_with("57014");  // query_canceled: statement_timeout
  start();
  for (Answer& answer : pile_up())
    EXPECT_EQ(outcome(answer), "busy");
  EXPECT_EQ(tries(), 2) << "the first send, and those behind it once";
}

TEST_F(Lanes, AnswerBusyAfterADeadlock) {
  fail_with("40P01");
  start();
  EXPECT_EQ(send_and_wait(), "busy");
}

TEST_F(Lanes, TrySinglyAfterAFailureThatDoesNotPass) {
  fail_with("22000");
  start();
  for (Answer& answer : pile_up())
    EXPECT_EQ(outcome(answer), "internal");
  EXPECT_EQ(tries(), 1 + 1 + 3) << "the first send, the batch behind it, each send of that";
}

}  // namespace
}  // namespace weft::test
