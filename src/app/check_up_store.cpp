// The database: what a DBA would look at first, and whether the logs keep what they promise.
#include "app/check_up.hpp"
#include "app/facts.hpp"
#include <weft/base/error.hpp>
#include <weft/db/sql.hpp>
#include <weft/identity/audit.hpp>

#include <cmath>

namespace weft::app {
namespace {

constexpr double kClockWarns = 2, kClockFails = 60;  // seconds
// Relay, hints, backfill, words and housekeeping; the heartbeats of workers, lanes, jobs, outbox, relay, backfill and
// words; commands, a backup, an administrator.
constexpr int kConnectionsBeside = 5 + 7 + 4;

constexpr const char* kHeads =
    "SELECT c.id::text, c.head_seq, coalesce((SELECT max(e.seq) FROM entries e WHERE e.conversation_id = c.id), "
    "c.first_seq - 1, 0) AS top FROM conversations c"
    " WHERE c.head_seq <> coalesce((SELECT max(e.seq) FROM entries e WHERE e.conversation_id = c.id), c.first_seq - 1, "
    "0) ORDER BY c.id "
    "LIMIT 3";
constexpr const char* kHoles =
    "SELECT c.id::text, c.head_seq, count(e.seq), coalesce(min(e.seq), 0) FROM conversations c LEFT JOIN entries e ON "
    "e.conversation_id = c.id"
    " GROUP BY c.id HAVING count(e.seq) <> c.head_seq - coalesce(c.first_seq, 1) + 1 OR coalesce(min(e.seq), "
    "c.first_seq, 1) <> coalesce(c.first_seq, 1) ORDER BY c.id LIMIT 3";
constexpr const char* kMessages =
    "SELECT c.id::text, c.message_count, count(e.seq) FROM conversations c LEFT JOIN entries e ON e.conversation_id = "
    "c.id AND e.kind = 'message'"
    " GROUP BY c.id HAVING count(e.seq) <> c.message_count - coalesce(c.gone_messages, 0) ORDER BY c.id LIMIT 3";
constexpr const char* kMembers =
    "SELECT c.id::text, c.member_count, count(p.principal_id) FROM conversations c"
    " LEFT JOIN participants p ON p.conversation_id = c.id AND p.left_seq IS NULL"
    " GROUP BY c.id HAVING count(p.principal_id) <> c.member_count ORDER BY c.id LIMIT 3";
constexpr const char* kOwners =
    "SELECT c.handle FROM companies c WHERE NOT EXISTS (SELECT 1 FROM members m JOIN principals p ON p.id = "
    "m.principal_id"
    " WHERE m.corp_id = c.id AND m.role = 'owner' AND p.status = 'active' AND m.password_hash IS NOT NULL) ORDER BY 1 "
    "LIMIT 3";
constexpr const char* kAuditEnds =
    "SELECT c.handle FROM audit_heads h JOIN companies c ON c.id = h.corp_id"
    " LEFT JOIN LATERAL (SELECT a.seq, a.hash FROM audit_log a WHERE a.corp_id = h.corp_id ORDER BY a.seq DESC LIMIT "
    "1) l ON true"
    " WHERE h.seq <> coalesce(l.seq, 0) OR (l.seq IS NOT NULL AND l.hash <> h.hash) ORDER BY 1 LIMIT 3";
constexpr const char* kRepair = "restore the last good backup, and tell the people who make Weft";

std::string setting(pqxx::transaction_base& work, const char* name) {
  return work.exec_params("SELECT current_setting($1)", name)[0][0].as<std::string>();
}

/// "id (head 12, entries 11)" of the first rows; empty when there are none.
std::string rows_of(const pqxx::result& rows) {
  std::string text;
  for (const auto& row : rows) {
    text += (text.empty() ? "" : "; ") + row[0].as<std::string>();
    for (pqxx::row::size_type i = 1; i < row.size(); ++i)
      text += std::string(i == 1 ? " (" : ", ") + rows.column_name(i) + " " + row[i].c_str();
    if (row.size() > 1) text += ")";
  }
  return text;
}

void report(
    Findings& findings, const std::string& name, const std::string& wrong, const std::string& good,
    const std::string& advice) {
  findings.push_back(wrong.empty() ? Finding{name, Health::ok, good, {}} : Finding{name, Health::fail, wrong, advice});
}

void check_settings(pqxx::transaction_base& work, const Config& config, Findings& findings) {
  std::string off;
  for (const char* name : {"fsync", "full_page_writes", "synchronous_commit"}) {
    if (setting(work, name) == "off") off += (off.empty() ? "" : ", ") + std::string(name);
  }
  report(
      findings, "durability", off.empty() ? "" : off + " is off: a crash loses acknowledged messages",
      "fsync, full_page_writes and synchronous_commit are on",
      "ALTER SYSTEM SET " + (off.empty() ? "" : off.substr(0, off.find(','))) + " = on; then restart PostgreSQL");
  const int wanted = static_cast<int>(
                         config.database.workers + config.database.lanes + config.jobs.threads +
                         config.webhooks.threads) +
                     kConnectionsBeside;
  const int allowed = std::stoi(setting(work, "max_connections"));
  report(
      findings, "connections",
      allowed < wanted ? std::to_string(allowed) + " allowed, Weft needs " + std::to_string(wanted) : "",
      std::to_string(allowed) + " allowed, Weft needs " + std::to_string(wanted),
      "raise max_connections, or lower database.workers, database.lanes, jobs.threads or webhooks.threads");
  report(
      findings, "encoding", setting(work, "server_encoding") == "UTF8" ? "" : setting(work, "server_encoding"), "UTF8",
      "make the database with ENCODING 'UTF8'");
  const std::string checksums = setting(work, "data_checksums");
  findings.push_back(
      {"data checksums", checksums == "on" ? Health::ok : Health::warn, checksums,
       checksums == "on" ? "" : "stop PostgreSQL and run pg_checksums --enable, so that a failing disk is noticed"});
  const bool sees_all =
      work.exec1("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = 'weft_app'")[0].as<bool>();
  report(
      findings, "role weft_app", sees_all ? "may look past the fence between companies" : "",
      "is held by row-level security", "ALTER ROLE weft_app NOSUPERUSER NOBYPASSRLS");
}

void check_clock(pqxx::transaction_base& work, Findings& findings) {
  const auto before = std::chrono::system_clock::now();
  const double there = work.exec1("SELECT extract(epoch FROM clock_timestamp())")[0].as<double>();
  const auto after = std::chrono::system_clock::now();
  const auto seconds = [](auto time) { return std::chrono::duration<double>(time.time_since_epoch()).count(); };
  const double off = there - (seconds(before) + seconds(after)) / 2;
  char detail[64];
  std::snprintf(detail, sizeof detail, "%.3f s from the database's", std::fabs(off));
  const Health health = std::fabs(off) > kClockFails   ? Health::fail
                        : std::fabs(off) > kClockWarns ? Health::warn
                                                       : Health::ok;
  findings.push_back(
      {"database clock", health, detail,
       health == Health::ok ? "" : "let both machines follow the same time server (chrony)"});
}

void check_schema(const Database& database, Findings& findings) {
  const int newest = static_cast<int>(db::embedded_migrations().size());
  const int found = database.schema();
  report(
      findings, "schema",
      found == newest ? "" : "is " + std::to_string(found) + ", this version needs " + std::to_string(newest),
      std::to_string(found), "run weft migrate");
}

void check_companies(pqxx::transaction_base& work, Findings& findings) {
  const std::int64_t count = work.exec1("SELECT count(*) FROM companies")[0].as<std::int64_t>();
  if (count == 0) {
    findings.push_back({"companies", Health::warn, "none", "make one: weft init"});
    return;
  }
  const std::string without = rows_of(work.exec(kOwners));
  report(
      findings, "companies", without.empty() ? "" : "nobody can sign in as owner of " + without, std::to_string(count),
      "weft user passwd, weft user enable or weft user role USERID owner");
}

}  // namespace

void check_database(const Config& config, const Database& database, Findings& findings) {
  const auto connection = db::connect(database.owner_options("weft doctor"));
  pqxx::nontransaction work(*connection);
  const int version = connection->server_version();
  findings.push_back(
      {"database",
       Health::ok,
       std::string(database.is_private() ? "private" : "external") + " PostgreSQL " + std::to_string(version / 10000) +
           "." + std::to_string(version % 10000),
       {}});
  check_settings(work, config, findings);
  if (!database.is_private()) check_clock(work, findings);  // the private one has the clock of this machine
  check_schema(database, findings);
  check_companies(work, findings);
}

void check_logs(const Database& database, bool all, Findings& findings) {
  const auto connection = db::connect(database.owner_options("weft doctor"));
  using Snapshot = pqxx::transaction<pqxx::repeatable_read, pqxx::read_only>;
  Snapshot work(*connection);
  const std::string count = work.exec1("SELECT count(*) FROM conversations")[0].as<std::string>();
  report(
      findings, "log heads", rows_of(work.exec(kHeads)), count + " conversations end where their heads say", kRepair);
  report(findings, "audit ends", rows_of(work.exec(kAuditEnds)), "the chains end where their heads say", kRepair);
  if (!all) return;
  report(findings, "log holes", rows_of(work.exec(kHoles)), "every log counts without a hole up to its head", kRepair);
  report(findings, "message counts", rows_of(work.exec(kMessages)), "as many messages as counted", kRepair);
  report(findings, "member counts", rows_of(work.exec(kMembers)), "as many members as counted", kRepair);
  work.commit();
  std::string broken;
  for (const std::string& chain : broken_chains(database.owner_options("weft doctor")))
    broken += (broken.empty() ? "" : "; ") + chain;
  report(
      findings, "audit chain", broken.empty() ? "" : "altered, missing or cut off: " + broken,
      "every row follows from the one before",
      "somebody changed the audit log: keep a copy of the database and compare it with a backup");
}

}  // namespace weft::app
