// One database transaction: what features see of it. SQL itself is written in store.cpp files, which include
// db/sql.hpp.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/event.hpp>
#include <weft/base/id.hpp>
#include <weft/db/pqxx_fwd.hpp>

#include <memory>
#include <string>
#include <vector>

namespace weft::db {

class SqlAccess;

/// A transaction on one worker's connection. Rolls back when destroyed without commit().
///
/// Raises ApiError{unavailable} when the connection is lost or the database has no room left, ApiError{busy} on
/// statement timeout, lock timeout, deadlock or serialisation failure. After an error outside a savepoint nothing but
/// the destructor is of use: further statements and commit() throw.
class Tx {
 public:
  /// Costs no round trip: BEGIN travels with the first statement. `clock` stamps what the transaction writes.
  Tx(pqxx::connection& connection, const Clock& clock);
  ~Tx();
  Tx(const Tx&) = delete;
  Tx& operator=(const Tx&) = delete;

  /// Sets the tenant for row-level security (`weft.corp`, SET LOCAL). Until then tenant tables look empty and refuse
  /// writes. Called first, it shares the round trip of BEGIN. May be called again (an import that creates companies).
  void set_corp(const CorpId& corp);
  /// A statement of this transaction has set `weft.corp` itself (weft_enter): only remembers it, without a round trip.
  void entered(const CorpId& corp) { corp_ = corp; }
  const CorpId& corp() const { return corp_; }
  /// The time of this transaction: read once, the same for all its rows.
  Time now() const { return now_; }

  /// Publishes `event` after COMMIT; a rolled back transaction (or savepoint) publishes nothing.
  void emit(Event event) { events_.push_back(std::move(event)); }

  /// Commits and hands over the events; at most once. Returning means durably committed. An unclear outcome (connection
  /// lost while committing) raises unavailable. A transaction in which a statement failed does not commit:
  /// std::logic_error.
  std::vector<Event> commit();

 private:
  friend class SqlAccess;
  friend class Savepoint;
  struct Impl;
  std::unique_ptr<Impl> impl_;
  CorpId corp_;
  Time now_;
  std::vector<Event> events_;
};

/// A part of a transaction that can fail alone: rolled back, with its events, unless release() was called. They nest.
class Savepoint {
 public:
  explicit Savepoint(Tx& tx);
  ~Savepoint();
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  /// Keeps what was done since the constructor as a part of the transaction.
  void release();

 private:
  Tx& tx_;
  std::string name_;
  CorpId corp_;
  std::size_t events_;
  bool released_ = false;
};

}  // namespace weft::db
