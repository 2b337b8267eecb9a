// The statements of the log lanes.
#pragma once
#include <weft/conversations/log_writer.hpp>
#include <weft/db/line.hpp>
#include <weft/db/pqxx_fwd.hpp>

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace weft::conversations::store {

/// How PostgreSQL judged one send of a batch.
struct Verdict {
  std::string
      word;  ///< accepted, duplicate, conflict, not_found, not_a_participant, closed, muted, mention_all, forbidden
  Seq seq = 0;
  std::int64_t message_no = 0;
  Time at;
};

/// The connection broke: nothing is known of the batch, or the database is away.
struct Lost {};
/// The batch was rolled back by an error of its own.
struct Failed {
  bool passing = false;  ///< a timeout, deadlock or full disk: trying again may help
  std::string message;
};

/// A lane's own connection.
class Appender {
 public:
  using BeforeCommit = std::function<bool(const std::vector<Verdict>&)>;

  /// Connects on `line`, on which it marks when it waits; it must live longer. The planner is told that with arrays of
  /// unknown length only index look-ups are right. Raises ApiError{unavailable}.
  Appender(const db::PoolOptions& options, db::Line& line);
  ~Appender();

  /// Appends the sends in one transaction; the verdicts are in their order. When it returns, what it accepted is
  /// committed. `before_commit` (fault harness only) is called with the verdicts inside the transaction; when it says
  /// false, all is rolled back. Throws Lost or Failed.
  std::vector<Verdict> append(
      const CorpId& corp, Time now, std::span<const Send* const> sends, const BeforeCommit& before_commit = {});

 private:
  void enter(const CorpId& corp);
  std::vector<Verdict> append_plain_or_judged(
      const CorpId& corp, Time now, std::span<const Send* const> sends, const BeforeCommit& before_commit);

  db::Line& line_;
  std::unique_ptr<pqxx::connection> connection_;
  CorpId corp_;
};

}  // namespace weft::conversations::store
