// SQL of the hits: what met a rule about words.
#include "groups/words_store.hpp"
#include <weft/db/sql.hpp>

namespace weft::groups::store {
namespace {

constexpr auto kKept = std::chrono::hours(24 * 180);

/// Below every id that was made at `time` or later: UUIDv7 begins with the milliseconds.
HitId first_id_at(Time time) {
  Uuid uuid{};
  const auto ms = static_cast<std::uint64_t>(time.time_since_epoch().count());
  for (std::size_t i = 0; i < 6; ++i)
    uuid[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  return HitId(uuid);
}

WordHit hit_of(const db::Row& row) {
  WordHit hit;
  hit.id = db::id_of<HitId>(row[0]);
  hit.at = db::time_of(row[1]);
  hit.rule = db::optional_id<RuleId>(row[2]);
  hit.rule_name = row[3].c_str();
  hit.action = db::enum_of<ScreenAction>(row[4]);
  hit.actor = db::id_of<PrincipalId>(row[5]);
  hit.conversation = db::optional_id<ConversationId>(row[6]);
  if (!row[7].is_null()) hit.seq = row[7].as<Seq>();
  hit.field = row[8].c_str();
  hit.matched = row[9].c_str();
  hit.excerpt = row[10].c_str();
  return hit;
}

}  // namespace

bool add_hit(db::Tx& tx, const WordHit& hit, const std::string& client_id, std::span<const PrincipalId> told) {
  const auto rows = db::exec(
      tx,
      "WITH hit AS (INSERT INTO word_hits (corp_id, id, at, rule_id, rule_name, action, actor_id, conversation_id, "
      "seq, "
      "client_id, field, matched, excerpt) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT "
      "DO NOTHING RETURNING id), told AS (INSERT INTO word_hits_told (corp_id, principal_id, hit_id) SELECT $1, who, "
      "hit.id FROM hit, unnest($14::uuid[]) AS who ON CONFLICT DO NOTHING) SELECT 1 FROM hit",
      tx.corp(), hit.id, hit.at, hit.rule, hit.rule_name, std::string(boost::describe::enum_to_string(hit.action, "")),
      hit.actor, hit.conversation, hit.seq, client_id, hit.field, hit.matched, hit.excerpt, db::array_literal(told));
  return !rows.empty();
}

bool hit_lately(db::Tx& tx, const WordHit& hit) {
  // The newest hundred are enough: who has more in a minute met this rule among them, or is told of once more.
  const auto rows = db::exec(
      tx,
      "SELECT 1 FROM (SELECT rule_id, conversation_id, at FROM word_hits WHERE corp_id = $1 AND actor_id = $2 AND id < "
      "$3 ORDER BY id DESC LIMIT 100) h WHERE h.at > $4::timestamptz - interval '1 minute' AND h.rule_id IS NOT "
      "DISTINCT FROM $5::uuid AND ($5::uuid IS NOT NULL OR h.conversation_id = $6::uuid) LIMIT 1",
      tx.corp(), hit.actor, hit.id, hit.at, hit.rule, hit.conversation);
  return !rows.empty();
}

std::vector<WordHit> hits(db::Tx& tx, const HitFilter& filter) {
  static const std::string columns =
      "SELECT h.id, h.at, h.rule_id, h.rule_name, h.action, h.actor_id, h.conversation_id, h.seq, h.field, h.matched, "
      "h.excerpt FROM ";
  static const std::string narrowed =
      "($2::uuid IS NULL OR h.rule_id = $2) AND ($3::uuid IS NULL OR h.actor_id = $3) AND ($4::uuid IS NULL OR "
      "h.conversation_id = $4) AND ($5::text IS NULL OR h.action = $5) AND ";
  static const std::string all = columns + "word_hits h WHERE h.corp_id = $1 AND " + narrowed +
                                 "h.id < $6 ORDER BY h.id DESC LIMIT $7";
  static const std::string own =
      columns +
      "word_hits_told t JOIN word_hits h ON h.corp_id = t.corp_id AND h.id = t.hit_id WHERE t.corp_id = $1 "
      "AND t.principal_id = $8 AND " +
      narrowed + "t.hit_id < $6 ORDER BY t.hit_id DESC LIMIT $7";
  const auto ask = [&](const std::string& sql, const auto&... more) {
    return db::exec(
        tx, sql, tx.corp(), filter.rule, filter.actor, filter.conversation, filter.action,
        db::first_before(filter.before), filter.limit, more...);
  };
  std::vector<WordHit> out;
  for (const auto& row : filter.told ? ask(own, *filter.told) : ask(all))
    out.push_back(hit_of(row));
  return out;
}

std::int64_t purge_hits(db::Tx& tx, int limit) {
  const auto rows = db::exec(
      tx,
      "DELETE FROM word_hits WHERE corp_id = $1 AND id IN (SELECT id FROM word_hits WHERE corp_id = $1 AND id < $2 "
      "ORDER BY id LIMIT $3)",
      tx.corp(), first_id_at(tx.now() - kKept), limit);
  return static_cast<std::int64_t>(rows.affected_rows());
}

}  // namespace weft::groups::store
