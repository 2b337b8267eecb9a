// Hand-over: the relation with a customer goes to another employee, because the old one has other work or has left.
//
// It begins with a notice to the customer, who may refuse until it takes effect; silence agrees. A job makes it take
// effect (customers::pass_on). Every change of one happens under the lock of the chat's head, so that of refusing,
// cancelling, taking effect and undoing exactly one comes first.
//
// Locks, beside those of contacts.hpp: the company's administrative line, the row of the job (schedule), the heads of
// all chats at hand in the order of their ids, the loads, rows.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/conversations/screening.hpp>
#include <weft/customers/types.hpp>
#include <weft/db/jobs.hpp>
#include <weft/db/tx.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::customers {

using HandOverId = Id<struct HandOverTag>;

/// on_job: the old owner works on. resigned: has left the company.
enum class HandOverKind { on_job, resigned };
BOOST_DESCRIBE_ENUM(HandOverKind, on_job, resigned)

/// list_full: the new owner, or the company, had as many customers as allowed when it was to take effect. failed: it
/// could not take effect, `reason` says why.
enum class HandOverStatus { waiting, done, refused, list_full, cancelled, undone, failed };
BOOST_DESCRIBE_ENUM(HandOverStatus, waiting, done, refused, list_full, cancelled, undone, failed)

struct HandOver {
  HandOverId id;
  HandOverKind kind = HandOverKind::on_job;
  FollowId follow;
  ContactId contact;
  ConversationId conversation;
  PrincipalId from;
  PrincipalId to;
  HandOverStatus status = HandOverStatus::waiting;
  std::string reason;
  std::string message;
  PrincipalId begun_by;
  std::optional<db::JobId> bulk;
  Time begun_at;
  Time effective_at;             ///< as planned
  std::optional<Time> ended_at;  ///< when it took effect, or ended without
  bool merged = false;           ///< the new owner kept the chat that it had
  std::optional<Time> undo_until;
  std::optional<Time> undone_at;
};

/// What a call says of one customer. started: waits for the customer's word. done: took effect at once. The others say
/// why nothing began.
enum class HandOverCode {
  started,
  done,
  not_a_customer,  ///< of that owner, now
  pending,         ///< is being handed over already
  capped,          ///< often enough for now
  same_owner,
  out_of_reach,  ///< the new owner is outside of what the caller may manage
  unknown,       ///< the new owner, and so on: see ServingTrouble
  left,
  disabled,
  not_activated,
  inactive,
  outside_range,
  not_verified,
  full,
  company_full,
  nobody,  ///< the rule finds nobody who can serve
  failed,
};
BOOST_DESCRIBE_ENUM(
    HandOverCode, started, done, not_a_customer, pending, capped, same_owner, out_of_reach, unknown, left, disabled,
    not_activated, inactive, outside_range, not_verified, full, company_full, nobody, failed)

struct HandOverAnswer {
  ContactId customer;
  HandOverCode code = HandOverCode::started;
  std::string text;  ///< one sentence for people
  std::optional<HandOverId> hand_over;
  std::optional<Time> effective_at;
  std::optional<Time> allowed_at;  ///< of `capped`: when it may be tried again
};
BOOST_DESCRIBE_STRUCT(HandOverAnswer, (), (customer, code, text, hand_over, effective_at, allowed_at))

struct Assignment {
  ContactId contact;
  PrincipalId to;
};

struct BeginHandOvers {
  HandOverKind kind = HandOverKind::on_job;
  PrincipalId from;
  std::vector<Assignment> assignments;
  std::string message;  ///< to the customer; empty: the usual one
  PrincipalId actor;
  std::optional<db::JobId> bulk = {};
  std::vector<PrincipalId> out_of_reach = {};  ///< new owners whom the caller must not give customers to
};

/// Begins what may begin, in the order given; an answer for each. Asks about the customers and the new owners, not
/// whether the caller may.
std::vector<HandOverAnswer> begin_hand_overs(db::Tx& tx, const BeginHandOvers& begin);

/// Both raise not_found for a hand-over of another customer, conflict for one that has ended, window_closed after the
/// time. Accepting makes it take effect now.
HandOver refuse_hand_over(db::Tx& tx, const ContactId& contact, const HandOverId& id);
HandOver accept_hand_over(db::Tx& tx, const ContactId& contact, const HandOverId& id);

/// Before it takes effect. Raises conflict, window_closed.
HandOver cancel_hand_over(db::Tx& tx, const HandOverId& id, const PrincipalId& actor);
/// After it took effect, as long as `undo_until`: the relation goes back, with all that came since. Raises conflict
/// where it has moved on, or the old owner cannot take it.
HandOver undo_hand_over(db::Tx& tx, const HandOverId& id, const PrincipalId& actor);

std::optional<HandOver> load_hand_over(db::Tx& tx, const HandOverId& id);

/// What a customer is asked: the card of the new owner's name, the message, until when.
struct HandOverOffer {
  HandOverId id;
  ConversationId conversation;
  PrincipalId to;
  std::string name;
  std::string title;
  std::string message;
  Time effective_at;
};
BOOST_DESCRIBE_STRUCT(HandOverOffer, (), (id, conversation, to, name, title, message, effective_at))

/// Those that wait for the word of this customer.
std::vector<HandOverOffer> offers_to(db::Tx& tx, const ContactId& contact);

/// Somebody has left the company: what waits to go to that one ends as failed, some at a time; how many did now.
std::int64_t end_hand_overs_to(db::Tx& tx, const PrincipalId& employee);

/// Large assignments and their answers are kept for 180 days; how many assignments went now.
std::int64_t purge_bulks(db::Tx& tx, std::int64_t limit);

inline constexpr auto kHandOverJob = "hand_over";
inline constexpr auto kBulkJob = "hand_over.bulk";

/// The words of who hands over are shown to the screen, as a message would be.
std::vector<api::Operation> hand_over_operations(conversations::Screen* screen = nullptr);
db::JobKinds hand_over_jobs();

}  // namespace weft::customers
