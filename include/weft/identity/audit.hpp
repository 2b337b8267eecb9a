// The audit log of a company: what administrators did, who signed in, what was refused. A chain of hashes; rows are
// only ever added.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>
#include <weft/base/json_fwd.hpp>
#include <weft/db/tx.hpp>

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::identity {

/// On whose behalf something happens. Without an actor it is the operator at the command line.
struct Origin {
  std::optional<PrincipalId> actor;
  std::string address = "local";
  std::string request_id;
};

/// The origin of a request.
Origin origin_of(const api::Context& context);

/// `action` is the name of the operation ("member.set_role", "group.dismiss"), `target` the id it was done to, `detail`
/// a JSON object without secrets.
struct AuditEntry {
  Origin origin;
  std::string action;
  std::string target;
  RawJson detail{"{}"};
};

/// The wire object `AuditRow`.
struct AuditRow {
  std::int64_t seq = 0;
  Time at;
  std::optional<PrincipalId> actor;
  std::string action;
  std::string target;
  RawJson detail;
  std::string address;
  std::string request_id;
  std::string hash;  ///< hexadecimal
};
BOOST_DESCRIBE_STRUCT(AuditRow, (), (seq, at, actor, action, target, detail, address, request_id, hash))

namespace audit {

/// Puts this transaction in the line of those that append to the company's chain, until it ends. append() does it by
/// itself; a transaction that locks principals, members or sessions first and appends later calls this before, so that
/// two of them cannot wait for each other.
void lock(db::Tx& tx);

/// Adds a row to the chain of the tenant of `tx`, in its transaction: it is there exactly when what it tells of has
/// happened.
void append(db::Tx& tx, const AuditEntry& entry);

/// The same for what a stranger can repeat as often as it likes: one row an hour for each action, target and address,
/// and 20 an hour for each action and target. Whether there was room.
bool append_seldom(db::Tx& tx, const AuditEntry& entry);

/// The same for several, in their order, in two statements.
void append_all(db::Tx& tx, std::span<const AuditEntry> entries);

/// The detail of a change: {"before": ..., "after": ...}; null where there was or is nothing.
RawJson change(const Json& before, const Json& after);

/// Walks the whole chain of a company and computes every hash again: the `seq` of the first row that is altered,
/// missing or cut off at the end, or nullopt when all is as it was written. Sets the tenant of `tx`. Reads 1,000 rows
/// at a time.
std::optional<std::int64_t> verify_chain(db::Tx& tx, const CorpId& corp);

}  // namespace audit
}  // namespace weft::identity
