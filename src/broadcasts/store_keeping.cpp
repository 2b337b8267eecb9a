// SQL of how long broadcasts are kept, and of what a customer may ask for.
#include "broadcasts/model.hpp"
#include <weft/db/sql.hpp>

namespace weft::broadcasts {
namespace {

constexpr std::int64_t kPage = 1000;

/// The next recipients, and their rows of terms where these say nothing and count for no quota any more: such a row is
/// only what is locked while somebody is sent to, and is made again then.
std::int64_t delete_recipients(db::Tx& tx, const BroadcastId& id, std::int64_t limit) {
  return db::number_of(db::exec(
      tx,
      "WITH page AS (SELECT number, recipient_id FROM broadcast_recipients WHERE broadcast_id = $1 AND corp_id = $2 "
      "ORDER BY number LIMIT $4), gone AS (DELETE FROM broadcast_recipients b USING page p WHERE b.broadcast_id = $1 "
      "AND "
      "b.corp_id = $2 AND b.number = p.number RETURNING 1), idle AS (SELECT t.recipient_id FROM broadcast_terms t "
      "WHERE "
      "t.corp_id = $2 AND t.recipient_id IN (SELECT recipient_id FROM page) AND t.refused_at IS NULL AND t.zone = '' "
      "AND NOT EXISTS (SELECT 1 FROM broadcast_recipients b WHERE b.corp_id = $2 AND b.recipient_id = t.recipient_id "
      "AND "
      "b.state = 'sent' AND b.day >= ($3::timestamptz)::date - 33) ORDER BY t.recipient_id FOR UPDATE SKIP LOCKED), "
      "terms AS (DELETE FROM broadcast_terms t USING idle i WHERE t.corp_id = $2 AND t.recipient_id = i.recipient_id) "
      "SELECT count(*) FROM gone",
      id, tx.corp(), tx.now(), limit)[0][0]);
}

using Write = std::function<void(const RawJson&)>;

/// What it was sent.
void tell_sent(db::Tx& tx, std::span<const customers::ContactId> family, const Write& write) {
  const std::string contacts = db::array_literal(family);
  BroadcastId after;
  std::int64_t page = kPage, number = 0;
  while (page == kPage) {
    page = 0;
    for (const auto& row : db::exec(
             tx,
             "SELECT r.broadcast_id, r.number, r.recipient_id, b.title, r.sender_id, r.sent_at, r.conversation_id, "
             "r.first_seq FROM broadcast_recipients r JOIN broadcasts b ON b.id = r.broadcast_id AND b.corp_id = $1 "
             "WHERE r.corp_id = $1 AND r.recipient_id = ANY ($2::uuid[]) AND r.state = 'sent' AND (r.broadcast_id, "
             "r.number) > ($3::uuid, $4::bigint) ORDER BY r.broadcast_id, r.number LIMIT $5",
             tx.corp(), contacts, after, number, kPage)) {
      ++page;
      after = db::id_of<BroadcastId>(row[0]);
      number = db::number_of(row[1]);
      write({Json{
          {"broadcast", after.str()},
          {"contact", db::text_of(row[2])},
          {"title", db::text_of(row[3])},
          {"sender", db::text_of(row[4])},
          {"sent_at", to_rfc3339(db::time_of(row[5]))},
          {"conversation", db::text_of(row[6])},
          {"seq", db::number_of(row[7])}}
                 .dump()});
    }
  }
}

void tell_terms(db::Tx& tx, std::span<const customers::ContactId> family, const Write& write) {
  for (const auto& row : db::exec(
           tx,
           "SELECT recipient_id, refused_at, refused_by, zone FROM broadcast_terms WHERE corp_id = $1 AND recipient_id "
           "= ANY ($2::uuid[]) AND (refused_at IS NOT NULL OR zone <> '') ORDER BY recipient_id",
           tx.corp(), db::array_literal(family)))
    write({Json{
        {"contact", db::text_of(row[0])},
        {"refused_at", row[1].is_null() ? Json() : Json(to_rfc3339(db::time_of(row[1])))},
        {"refused_by", row[2].is_null() ? Json() : Json(db::text_of(row[2]))},
        {"zone", db::text_of(row[3])}}
               .dump()});
}

void erase_terms(db::Tx& tx, const customers::ContactId& contact) {
  db::exec(
      tx, "UPDATE broadcast_terms SET zone = '' WHERE corp_id = $1 AND recipient_id = $2 AND zone <> ''", tx.corp(),
      contact);
}

}  // namespace

std::vector<customers::PrivacyPart> privacy_parts() {
  return {{"broadcasts", tell_sent, {}}, {"broadcast_terms", tell_terms, erase_terms}};
}

bool purge_broadcasts(db::Tx& tx, std::chrono::hours keep, std::int64_t limit) {
  const auto oldest = db::exec(
      tx, "SELECT id FROM broadcasts WHERE corp_id = $1 AND ended_at < $2 ORDER BY ended_at LIMIT 1", tx.corp(),
      tx.now() - keep);
  if (oldest.empty()) return false;
  const auto id = db::id_of<BroadcastId>(oldest[0][0]);
  if (delete_recipients(tx, id, limit) < limit)  // its tasks, lanes and reminders go with it
    db::exec(tx, "DELETE FROM broadcasts WHERE id = $1 AND corp_id = $2", id, tx.corp());
  return true;
}

}  // namespace weft::broadcasts
