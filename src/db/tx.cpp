// The transaction: BEGIN travels with the first statement, so that a request costs as few round trips as it can.
//
// It runs on a pqxx::nontransaction and says BEGIN and COMMIT itself: pqxx::work would send BEGIN alone and would not
// notice that COMMIT of a failed transaction answers ROLLBACK. Hence `failed`: commit() refuses after an error.
#include "db/errors.hpp"
#include <weft/base/log.hpp>
#include <weft/db/sql.hpp>

namespace weft::db {

struct Tx::Impl {
  explicit Impl(pqxx::connection& on) : connection(on), work(on) {}

  pqxx::connection& connection;
  pqxx::nontransaction work;
  bool begun = false;
  bool failed = false;
  bool done = false;
  int savepoints = 0;

  /// Plain statements of our own: no parameters, several at once.
  void run(const std::string& sql) {
    if (done) throw std::logic_error("statement after the end of the transaction");
    try {
      work.exec(sql);
    } catch (const std::exception& error) {
      failed = true;
      raise(error, connection.is_open());
    }
  }

  void begin_with(const std::string& sql) {
    run(begun ? sql : "BEGIN;" + sql);
    begun = true;
  }

  void roll_back() noexcept {
    if (!begun || done || !connection.is_open()) return;
    try {
      work.exec("ROLLBACK");
    } catch (const std::exception& error) {
      log::debug("rollback failed: {}", error.what());  // the connection is gone, and the transaction with it
    }
  }
};

Tx::Tx(pqxx::connection& connection, const Clock& clock) : now_(clock.now()) {
  try {
    impl_ = std::make_unique<Impl>(connection);
  } catch (const std::exception& error) {
    raise(error, connection.is_open());
  }
}

Tx::~Tx() {
  impl_->roll_back();
}

void Tx::set_corp(const CorpId& corp) {
  // A CorpId prints hexadecimal digits and dashes only: safe to paste.
  impl_->begin_with("SET LOCAL weft.corp = '" + corp.str() + "'");
  corp_ = corp;
}

std::vector<Event> Tx::commit() {
  if (impl_->failed) throw std::logic_error("commit of a transaction in which a statement failed");
  if (impl_->done) throw std::logic_error("a transaction commits once");
  if (impl_->begun) impl_->run("COMMIT");
  impl_->done = true;
  return std::move(events_);
}

pqxx::transaction_base& SqlAccess::begin() {
  Tx::Impl& impl = *tx_.impl_;
  if (impl.done) throw std::logic_error("statement after the end of the transaction");
  if (!impl.begun) impl.begin_with("");
  return impl.work;
}

/// The name of the statement, a hash of its text: libpqxx tells the server at the first use, and forgets with the
/// connection.
std::string SqlAccess::prepare(const std::string& sql) {
  std::string name = "w" + std::to_string(std::hash<std::string>()(sql));
  tx_.impl_->connection.prepare(name, sql);
  return name;
}

void SqlAccess::fail(const std::exception& error) {
  tx_.impl_->failed = true;
  raise(error, tx_.impl_->connection.is_open());
}

Savepoint::Savepoint(Tx& tx)
    : tx_(tx), name_("s" + std::to_string(++tx.impl_->savepoints)), corp_(tx.corp_), events_(tx.events_.size()) {
  tx_.impl_->begin_with("SAVEPOINT " + name_);
}

Savepoint::~Savepoint() {
  if (released_) return;
  tx_.events_.erase(tx_.events_.begin() + static_cast<std::ptrdiff_t>(events_), tx_.events_.end());
  tx_.corp_ = corp_;  // SET LOCAL is undone with the rest
  Tx::Impl& impl = *tx_.impl_;
  if (impl.done || !impl.connection.is_open()) return;
  try {
    impl.work.exec("ROLLBACK TO " + name_ + ";RELEASE " + name_);
    impl.failed = false;
  } catch (const std::exception& error) {
    impl.failed = true;
    log::debug("rollback to savepoint failed: {}", error.what());
  }
}

void Savepoint::release() {
  tx_.impl_->run("RELEASE " + name_);
  released_ = true;
}

}  // namespace weft::db
