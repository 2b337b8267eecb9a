// The outbox: what is to be told to addresses outside. It begins as a row of the table `outbox`, written in the
// transaction of what it tells of (db/announce.hpp), so that it exists exactly when that has happened. The relay moves
// these rows to `deliveries`, one for each who listens, in their order; the threads here see to it that each is told,
// at least once. A delivery belongs to a line of its target: the next of a line begins when the one before was accepted
// or has failed four times; then that one waits alone.
//
// An attempt is two transactions with the request between them: the first claims the row under a lease that ends by
// itself and makes the request, the second says what became of it. No connection is held while somebody outside is
// waited for. Only the attempt that holds the lease may settle, so that an answer takes effect once.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/event.hpp>
#include <weft/base/id.hpp>
#include <weft/base/json_fwd.hpp>
#include <weft/db/tx.hpp>
#include <weft/db/workers.hpp>

#include <boost/describe.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace weft::db {

using DeliveryId = Id<struct DeliveryTag>;

/// A delivery as an attempt meets it.
struct Delivery {
  std::int64_t number = 0;  ///< deliveries of a line are told in this order
  DeliveryId id;            ///< the same in every attempt
  CorpId corp;
  std::string kind;
  std::string type;  ///< the kind of what has happened: "customer.added"
  std::string line;
  Uuid target{};
  RawJson event;     ///< as announced; of entries of a log {"conversation","seq"}, however they are announced
  Time at;           ///< when it has happened
  int attempts = 0;  ///< with this one
};

/// A POST. The headers come beside those that HTTP itself needs.
struct Letter {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool wants_answer = true;  ///< otherwise its status is all that is read of the answer
};

/// What came of it. `status` 0: no answer, and `trouble` says why.
struct Reply {
  int status = 0;
  std::string body;
  std::string trouble;
  std::string retry_after = {};  ///< the header
};

/// A target that is not to be told any more; the reason is for people.
class Undeliverable : public std::exception {
 public:
  explicit Undeliverable(std::string reason) : reason_(std::move(reason)) {}
  const char* what() const noexcept override { return reason_.c_str(); }

 private:
  std::string reason_;
};

struct DeliveryKind {
  /// Makes the letter, in the transaction that claims the delivery; the tenant is set. Raises Undeliverable.
  std::function<Letter(Tx&, const Delivery&)> write;
  /// Takes a successful answer (2xx), in the transaction that marks the delivery as delivered. What it throws is put
  /// down as a remark; the delivery is done all the same. The remark, or "".
  std::function<std::string(Tx&, const Delivery&, const Reply&)> accept = {};
  /// Looks at an attempt that failed, in the transaction that puts it off: true when no other is to be made.
  std::function<bool(Tx&, const Delivery&, const Reply&)> refuse = {};
  int at_once = 1;  ///< attempts of one target that may be under way at the same time
  /// Pauses after the first failure, the second, and so on; after the last of these attempts the delivery has failed.
  /// Empty: those of the options.
  std::vector<std::chrono::milliseconds> pauses = {};
  double jitter = 0;  ///< a pause is longer or shorter by up to this part of it
};
using DeliveryKinds = std::map<std::string, DeliveryKind>;

enum class DeliveryStatus { waiting, delivered, failed };
BOOST_DESCRIBE_ENUM(DeliveryStatus, waiting, delivered, failed)

/// The wire object `Delivery`.
struct DeliveryView {
  DeliveryId id;
  DeliveryStatus status = DeliveryStatus::waiting;
  RawJson event;
  int attempts = 0;
  std::optional<std::int64_t> reply_status;  ///< of the last attempt
  std::optional<std::string> remark;
  Time created_at;
  std::optional<Time> due_at;  ///< of the next attempt
  std::optional<Time> finished_at;
};
BOOST_DESCRIBE_STRUCT(
    DeliveryView, (), (id, status, event, attempts, reply_status, remark, created_at, due_at, finished_at))

struct DeliveryPage {
  std::vector<DeliveryView> items;
  std::optional<std::int64_t> next;  ///< `before` of the next page
};
/// Newest first. Of the tenant of `tx`.
DeliveryPage list_deliveries(
    Tx& tx, const Uuid& target, const std::optional<DeliveryStatus>& status, const std::optional<std::int64_t>& before,
    std::int64_t limit);
std::optional<DeliveryView> find_delivery(Tx& tx, const Uuid& target, const DeliveryId& id);
/// Begins anew with a delivery that has failed or been delivered. False when it waits, or there is none.
bool redeliver(Tx& tx, const Uuid& target, const DeliveryId& id);
/// All that waits for this target is going to fail, with this remark, some at a time.
void bury(Tx& tx, const Uuid& target, const std::string& remark);
/// Not any more: what has not failed yet is told.
void unbury(Tx& tx, const Uuid& target);
/// Deletes deliveries that ended `age` ago, `limit` at most; how many. And the counts of days half a year ago.
std::int64_t purge_deliveries(Tx& tx, std::chrono::hours age, int limit);

/// The hint (db/notify.hpp) that deliveries are due.
inline constexpr auto kDeliveryHint = "deliveries";

struct OutboxOptions {
  PoolOptions database;                    ///< `threads` claim and settle; one more relays
  std::size_t requests = 128;              ///< under way at the same time
  std::chrono::milliseconds poll{1000};    ///< looks for due deliveries this often without being woken
  std::chrono::milliseconds lease{60000};  ///< an attempt that has not settled by then counts as lost
  std::int64_t backlog = 1'000'000;        ///< what is announced to a target for which so many wait has failed at once
  /// Pauses after the first failure, the second, and so on; after the last of these attempts the delivery has failed.
  std::vector<std::chrono::milliseconds> pauses{
      std::chrono::seconds(10), std::chrono::minutes(1), std::chrono::minutes(5), std::chrono::minutes(15),
      std::chrono::minutes(40)};
};

/// The threads that relay and deliver. Several of them, in whatever processes, share the work. Each target has at most
/// `at_once` requests under way, and two when it never answers; targets take turns.
class Outbox {
 public:
  using Post = std::function<Reply(const Letter&)>;  ///< must end by itself, well within the lease; must not throw
  using Publish = std::function<void(std::vector<Event>)>;

  Outbox(OutboxOptions options, const Clock& clock, DeliveryKinds kinds, Post post, Publish publish);
  ~Outbox();  ///< stop()
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  /// Something may be due. From any thread.
  void wake();
  /// Something was committed that may have announced something: looked for in a moment. Costs nothing; from any thread.
  void stir();
  /// No attempt begins any more. Those under way may end within `patience`, then their connections are cut, and they
  /// are made again when their lease is over.
  void stop(std::chrono::milliseconds patience = std::chrono::seconds(10));

  struct Figures {
    std::uint64_t delivered = 0, retried = 0, failed = 0;
  };
  Figures figures() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft::db
