// The audit log: only added to, chained, and its check names the first altered row.
#include "identity/world.hpp"

namespace weft::identity {
namespace {

class AuditTest : public testing::Test {
 protected:
  /// Writes some rows beside those of the company's creation; how many there are.
  std::int64_t write(int rows) {
    world_.as_server([&](db::Tx& tx) {
      tx.set_corp(acme_);
      for (int i = 0; i < rows; ++i) {
        const Json detail = {
            {"number", i}, {"text", "引号 \" and \\ é"}, {"rate", 0.10}, {"a", {{"z", 1}, {"b", nullptr}}}};
        audit::append(tx, {{olga(), "192.0.2.1", "r" + std::to_string(i)}, "test.write", "target", {detail.dump()}});
      }
    });
    return world_.count("audit_log");
  }
  std::optional<PrincipalId> olga() { return PrincipalId::make(); }
  std::optional<std::int64_t> verify() {
    std::optional<std::int64_t> bad;
    world_.as_owner([&](db::Tx& tx) { bad = audit::verify_chain(tx, acme_); });
    return bad;
  }
  /// The message of PostgreSQL when the server tries this.
  std::string refused(const std::string& sql) {
    try {
      world_.as_server([&](db::Tx& tx) {
        tx.set_corp(acme_);
        db::exec(tx, sql);
      });
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  }

  World world_;
  CorpId acme_ = world_.company("acme");
};

TEST_F(AuditTest, AnUntouchedChainIsWhole) {
  EXPECT_EQ(verify(), std::nullopt);
  write(20);
  EXPECT_EQ(verify(), std::nullopt);
  world_.as_server([&](db::Tx& tx) { EXPECT_EQ(audit::verify_chain(tx, acme_), std::nullopt); });
}

TEST_F(AuditTest, AChainOfThousandsIsWhole) {
  const auto rows = write(2500);
  EXPECT_EQ(verify(), std::nullopt);
  world_.as_superuser("UPDATE audit_log SET target = 'x' WHERE seq = " + std::to_string(rows - 3));
  EXPECT_EQ(verify(), rows - 3);
}

TEST_F(AuditTest, TheFirstAlteredRowIsNamedWhateverWasAltered) {
  write(10);
  const std::vector<std::string> changes{
      "at = at + interval '1 microsecond'",
      "actor = NULL",
      "actor = gen_random_uuid()",
      "action = 'x'",
      "target = ''",
      "detail = '{}'",
      "detail = detail || '{\"number\": 99}'",
      "address = 'x'",
      "request_id = 'x'",
      "prev_hash = sha256('x')",
      "hash = sha256('x')"};
  for (const std::string& change : changes) {
    world_.as_superuser(
        "CREATE TABLE kept AS SELECT * FROM audit_log; UPDATE audit_log SET " + change + " WHERE seq IN (6, 9)");
    EXPECT_EQ(verify(), 6) << change;
    world_.as_superuser("DELETE FROM audit_log; INSERT INTO audit_log SELECT * FROM kept; DROP TABLE kept");
    EXPECT_EQ(verify(), std::nullopt) << change;
  }
}

TEST_F(AuditTest, MovingTextBetweenFieldsIsNoticed) {
  write(3);
  world_.as_superuser("UPDATE audit_log SET action = 'test.writet', target = 'arget' WHERE seq = 4");
  EXPECT_EQ(verify(), 4);
}

TEST_F(AuditTest, AMissingRowIsNamed) {
  write(10);
  world_.as_superuser("DELETE FROM audit_log WHERE seq = 5");
  EXPECT_EQ(verify(), 5);
}

TEST_F(AuditTest, ACutOffEndIsNamed) {
  const auto rows = write(10);
  world_.as_superuser("DELETE FROM audit_log WHERE seq > " + std::to_string(rows - 2));
  EXPECT_EQ(verify(), rows - 1);
}

TEST_F(AuditTest, SwappedRowsAreNamed) {
  write(10);
  world_.as_superuser(
      "UPDATE audit_log SET seq = -seq WHERE false; ALTER TABLE audit_log DROP CONSTRAINT audit_log_pkey;"
      "UPDATE audit_log SET seq = 13 - seq WHERE seq IN (6, 7)");
  EXPECT_EQ(verify(), 6);
}

TEST_F(AuditTest, TheServerCanOnlyReadAndAdd) {
  EXPECT_NE(refused("UPDATE audit_log SET target = 'x'").find("permission denied"), std::string::npos);
  EXPECT_NE(refused("DELETE FROM audit_log").find("permission denied"), std::string::npos);
  EXPECT_NE(refused("TRUNCATE audit_log").find("permission denied"), std::string::npos);
  EXPECT_NE(refused("DELETE FROM audit_heads").find("permission denied"), std::string::npos);
}

TEST_F(AuditTest, NotEvenTheOwnerOfTheSchemaChangesARow) {
  for (const std::string sql : {"UPDATE audit_log SET target = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"}) {
    try {
      world_.as_owner([&](db::Tx& tx) { db::exec(tx, sql); });
      ADD_FAILURE() << sql;
    } catch (const std::exception& error) {
      EXPECT_NE(std::string(error.what()).find("never changed or removed"), std::string::npos) << error.what();
    }
  }
}

TEST_F(AuditTest, WhatIsRolledBackLeavesNoRow) {
  const auto before = write(1);
  EXPECT_THROW(
      world_.as_server([&](db::Tx& tx) {
        tx.set_corp(acme_);
        audit::append(tx, {{}, "test.write", "target"});
        throw ApiError(Errc::conflict);
      }),
      ApiError);
  EXPECT_EQ(world_.count("audit_log"), before);
  write(1);
  EXPECT_EQ(verify(), std::nullopt);
}

TEST_F(AuditTest, ConcurrentWritersMakeOneChain) {
  std::vector<std::string> tokens;
  for (int i = 0; i < 4; ++i)
    tokens.push_back(world_.sign_in("olga").token);
  std::vector<std::thread> writers;
  for (int w = 0; w < 4; ++w) {
    writers.emplace_back([&, w] {
      for (int i = 0; i < 25; ++i) {
        world_.ok(
            "member.create", {{"userid", "m" + std::to_string(w) + "." + std::to_string(i)}, {"name", "M"}},
            tokens[static_cast<std::size_t>(w)]);
      }
    });
  }
  for (auto& writer : writers)
    writer.join();
  EXPECT_EQ(verify(), std::nullopt);
  EXPECT_EQ(world_.count("audit_log WHERE action = 'member.create'"), 101);
}

TEST_F(AuditTest, IsListedNewestFirstForAdministrators) {
  const auto rows = write(5);
  const std::string olga_token = world_.sign_in("olga").token;
  const Json first = world_.ok("audit.list", {{"limit", 4}}, olga_token);
  EXPECT_EQ(first.at("items")[0].at("action"), "session.create");
  EXPECT_EQ(first.at("items")[1].at("seq"), rows);
  EXPECT_EQ(first.at("items")[1].at("detail").at("number"), 4);
  EXPECT_EQ(first.at("items")[1].at("at"), "2026-03-01T08:00:00.000Z");
  EXPECT_EQ(first.at("items")[1].at("hash").get<std::string>().size(), 64U);
  const Json second = world_.ok("audit.list", {{"limit", 200}, {"cursor", first.at("next_cursor")}}, olga_token);
  EXPECT_EQ(second.at("items")[0].at("seq"), rows - 3);
  EXPECT_EQ(second.at("items").back().at("action"), "company.create");
  EXPECT_EQ(second.at("items").back().at("actor"), nullptr);
  EXPECT_TRUE(second.at("next_cursor").is_null());
  EXPECT_EQ(world_.error("audit.list", {{"cursor", "eA"}}, olga_token).field(), "cursor");
}

TEST_F(AuditTest, ARefusalOfARuleIsRecorded) {
  const auto adam = world_.member(acme_, "adam", api::Role::admin);
  const std::string token = world_.sign_in("adam").token;
  world_.error("member.set_status", {{"member", "olga"}, {"status", "disabled"}}, token);
  EXPECT_EQ(
      world_.count(
          "audit_log WHERE action = 'refused' AND target = 'member.set_status' AND actor = '" + adam.str() +
          "' AND detail->>'code' = 'forbidden'"),
      1);
  EXPECT_EQ(verify(), std::nullopt);
}

}  // namespace
}  // namespace weft::identity
