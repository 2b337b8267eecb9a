// SQL of announcing: rows into the outbox, and who listens.
#include <weft/base/json.hpp>
#include <weft/db/announce.hpp>
#include <weft/db/outbox.hpp>
#include <weft/db/sql.hpp>

namespace weft::db {
namespace {

/// How a listener may name this kind.
std::string names_of(const std::string& kind) {
  return array_literal(std::vector<std::string>{kind, kind.substr(0, kind.find('.')) + ".*", "*"});
}

const std::string kAnnounce =
    "WITH told AS (INSERT INTO outbox (corp_id, kind, line, body, at) SELECT $1::uuid, $2, $3, $4::jsonb, $5 WHERE "
    "EXISTS (SELECT 1 FROM listeners WHERE corp_id = $1::uuid AND events && $6::text[]) RETURNING 1) "
    "SELECT pg_notify('weft_hint', $7) FROM told";

const std::string kListens = "SELECT 1 FROM listeners WHERE corp_id = $1 AND events && $2::text[] LIMIT 1";

const std::string kAnnounceTo =
    "WITH told AS (INSERT INTO outbox (corp_id, kind, line, body, target_id, delivery, at) VALUES ($1, $2, $3, "
    "$4::jsonb, $5, $6, $7) RETURNING 1) SELECT pg_notify('weft_hint', $8) FROM told";

const std::string kSetListener =
    "INSERT INTO listeners (target_id, corp_id, kind, events, scopes, enabled) VALUES ($2, $1, $3, $4::text[], "
    "nullif($5::text[], '{}'), $6) ON CONFLICT (target_id) DO UPDATE SET events = excluded.events, scopes = "
    "excluded.scopes, enabled = excluded.enabled WHERE listeners.corp_id = $1";

}  // namespace

void announce(Tx& tx, const Announcement& announcement) {
  exec(
      tx, kAnnounce, tx.corp(), announcement.kind, announcement.line, announcement.body, tx.now(),
      names_of(announcement.kind), kDeliveryHint);
}

bool somebody_listens(Tx& tx, const std::string& kind) {
  return !exec(tx, kListens, tx.corp(), names_of(kind)).empty();
}

void announce_to(Tx& tx, const Directed& directed) {
  exec(
      tx, kAnnounceTo, tx.corp(), directed.kind, directed.line, directed.event, to_string(directed.target),
      directed.delivery_kind, tx.now(), kDeliveryHint);
}

void set_listener(Tx& tx, const Listener& listener) {
  exec(
      tx, kSetListener, tx.corp(), to_string(listener.target), listener.delivery_kind, array_literal(listener.events),
      array_literal(listener.scopes), listener.enabled);
}

void remove_listener(Tx& tx, const Uuid& target) {
  exec(tx, "DELETE FROM listeners WHERE corp_id = $1 AND target_id = $2", tx.corp(), to_string(target));
}

}  // namespace weft::db
