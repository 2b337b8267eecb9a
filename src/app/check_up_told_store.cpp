// What is on its way out: webhooks that nobody takes, and broadcasts that do not go on.
#include "app/check_up.hpp"
#include <weft/db/sql.hpp>

namespace weft::app {
namespace {

// All over all companies.
constexpr const char* kOff = "SELECT count(*) FROM webhooks WHERE disabled IN ('gone', 'failing')";
constexpr const char* kDead = "SELECT count(*) FROM deliveries WHERE status = 'failed' AND kind = 'webhook'";
constexpr const char* kOldest =
    "SELECT coalesce(floor(extract(epoch FROM now() - min(coalesce(at, created_at))) / 3600), -1)::bigint FROM "
    "deliveries WHERE status = 'waiting' AND kind = 'webhook'";

/// Nothing of it was due to be written for an hour, and still nothing was: by itself, no quota and no hour holds it.
constexpr const char* kStuck =
    "SELECT b.id FROM broadcasts b WHERE (b.status = 'preparing' AND b.started_at < now() - interval '1 hour') OR "
    "(b.status = 'sending' AND EXISTS (SELECT 1 FROM broadcast_recipients r WHERE r.broadcast_id = b.id AND r.state = "
    "'waiting' AND r.due_at < now() - interval '1 hour') AND NOT EXISTS (SELECT 1 FROM broadcast_recipients r WHERE "
    "r.broadcast_id = b.id AND r.sent_at > now() - interval '1 hour')) ORDER BY 1 LIMIT 3";

std::int64_t number(pqxx::transaction_base& work, const char* sql) {
  return work.exec1(sql)[0].as<std::int64_t>();
}

void check_webhooks(pqxx::transaction_base& work, Findings& findings) {
  const std::int64_t off = number(work, kOff), dead = number(work, kDead), oldest = number(work, kOldest);
  std::string detail = std::to_string(off) + " switched off for want of answers, " + std::to_string(dead) +
                       " dead letters, ";
  detail += oldest < 0 ? "nothing waits" : "the oldest waits for " + std::to_string(oldest) + " h";
  const bool fine = off == 0 && dead == 0;
  findings.push_back(
      {"webhooks", fine ? Health::ok : Health::warn, detail,
       fine ? ""
            : "webhook.deliveries says what became of each; webhook.update switches on, webhook.replay tells again"});
}

void check_broadcasts(pqxx::transaction_base& work, Findings& findings) {
  std::string stuck;
  for (const auto& row : work.exec(kStuck))
    stuck += (stuck.empty() ? "" : ", ") + row[0].as<std::string>();
  findings.push_back(
      stuck.empty() ? Finding{"broadcasts", Health::ok, "all that run go on", {}}
                    : Finding{
                          "broadcasts", Health::warn, "nothing was sent for an hour: " + stuck,
                          "look at job.list and at the log of the server; broadcast.stop ends one"});
}

}  // namespace

void check_telling(const Database& database, Findings& findings) {
  const auto connection = db::connect(database.owner_options("weft doctor"));
  pqxx::nontransaction work(*connection);
  check_webhooks(work, findings);
  check_broadcasts(work, findings);
}

}  // namespace weft::app
