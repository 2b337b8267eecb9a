// The chain of hashes behind the audit log.
//
// hash = SHA-256 of these fields, each as its length (8 bytes, big-endian) and its bytes: the previous hash in
// hexadecimal (64 zeros before the first row), company, seq, time in microseconds since 1970, actor, action, target,
// detail as PostgreSQL prints the jsonb, address, request id. An absent actor is a length of all ones and no bytes.
// Lengths in front make the encoding unambiguous: no two rows share one.
//
// Whoever can rewrite the whole rest of the table and the head can make a new chain that fits: note the head elsewhere
// now and then to exclude that.
#include "identity/store.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/facts.hpp>

#include <algorithm>

namespace weft::identity {
namespace {

constexpr int kVerifyBatch = 1000;
constexpr auto kSeldom = std::chrono::hours(1);
constexpr std::size_t kMostSeldom = 20;

void put_length(std::string& out, std::uint64_t length) {
  for (int shift = 56; shift >= 0; shift -= 8)
    out += static_cast<char>(length >> shift & 255);
}

void put(std::string& out, const std::string& field) {
  put_length(out, field.size());
  out += field;
}

std::string hash_of(const CorpId& corp, const store::AuditRecord& record) {
  const AuditRow& row = record.row;
  std::string text;
  put(text, record.prev_hash);
  put(text, corp.str());
  put(text, std::to_string(row.seq));
  put(text, std::to_string(record.at_us));
  if (row.actor) {
    put(text, row.actor->str());
  } else {
    put_length(text, ~std::uint64_t{0});
  }
  put(text, row.action);
  put(text, row.target);
  put(text, row.detail.text);
  put(text, row.address);
  put(text, row.request_id);
  return hex(sha256(text));
}

store::AuditRecord next_record(
    db::Tx& tx, const store::Head& head, const AuditEntry& entry, const std::string& detail) {
  store::AuditRecord record;
  record.row = {
      head.seq + 1,
      tx.now(),
      entry.origin.actor,
      entry.action,
      entry.target,
      {detail},
      entry.origin.address,
      entry.origin.request_id,
      {}};
  record.at_us = std::chrono::duration_cast<std::chrono::microseconds>(tx.now().time_since_epoch()).count();
  record.prev_hash = head.hash;
  record.row.hash = hash_of(tx.corp(), record);
  return record;
}

}  // namespace

Origin origin_of(const api::Context& context) {
  Origin origin{std::nullopt, context.address, context.request_id};
  if (context.caller) origin.actor = context.caller->principal;
  return origin;
}

namespace audit {

void lock(db::Tx& tx) {
  store::lock_head(tx, "{}");
}

void append(db::Tx& tx, const AuditEntry& entry) {
  const store::Head head = store::lock_head(tx, entry.detail.text);
  store::insert_audit(tx, next_record(tx, head, entry, head.detail));
  announce_audited(tx, std::span(&entry, 1));
}

bool append_seldom(db::Tx& tx, const AuditEntry& entry) {
  const auto room = [&] {
    const auto known = store::audited_addresses(tx, entry.action, entry.target, tx.now() - kSeldom);
    return known.size() < kMostSeldom && std::find(known.begin(), known.end(), entry.origin.address) == known.end();
  };
  if (!room()) return false;  // the usual answer to a flood: it does not come into the line
  lock(tx);
  if (!room()) return false;
  append(tx, entry);
  return true;
}

void append_all(db::Tx& tx, std::span<const AuditEntry> entries) {
  if (entries.empty()) return;
  store::Head head = store::lock_head(tx, "{}");
  std::vector<std::string> details;
  for (const AuditEntry& entry : entries)
    details.push_back(entry.detail.text);
  details = store::as_stored(tx, details);
  std::vector<store::AuditRecord> records;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    records.push_back(next_record(tx, head, entries[i], details[i]));
    head.seq = records.back().row.seq;
    head.hash = records.back().row.hash;
  }
  store::insert_audits(tx, records);
  announce_audited(tx, entries);
}

RawJson change(const Json& before, const Json& after) {
  return {Json{{"before", before}, {"after", after}}.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

std::optional<std::int64_t> verify_chain(db::Tx& tx, const CorpId& corp) {
  tx.set_corp(corp);
  // The head is read first: rows that are appended meanwhile lie behind it and still have to fit.
  const store::Head head = store::read_head(tx);
  std::int64_t seq = 0;
  std::string hash(64, '0');
  for (;;) {
    const auto records = store::audit_after(tx, seq, kVerifyBatch);
    for (const auto& record : records) {
      ++seq;
      if (record.row.seq != seq || record.prev_hash != hash || record.row.hash != hash_of(corp, record)) return seq;
      if (seq == head.seq && record.row.hash != head.hash) return seq;
      hash = record.row.hash;
    }
    if (records.size() < kVerifyBatch) break;
  }
  if (seq < head.seq) return seq + 1;
  return std::nullopt;
}

}  // namespace audit
}  // namespace weft::identity
