// SQL of recipients: how they are frozen, taken in chunks, looked at under the locks, and brought to their end.
#pragma once
#include "broadcasts/model.hpp"
#include <weft/customers/reach.hpp>

#include <map>
#include <set>
#include <span>

namespace weft::broadcasts::ledger {

/// What recipients of one broadcast have in common when they are frozen.
struct Freezing {
  BroadcastId broadcast;
  Kind kind = Kind::own;  ///< of company broadcasts they are held until their senders confirm
  Time due_at;
};

/// Relations of an audience; of several of one customer the one that chatted last sends.
void freeze_follows(db::Tx& tx, const Freezing& into, std::span<const customers::FollowId> follows);

/// Those named in a call, and what became of each: sender where it was added now.
struct Named {
  RecipientId recipient;
  bool there = false;  ///< somebody could send it
  bool added = false;  ///< it was not among them before
};
/// Customers served by somebody within reach, or by `only`.
std::vector<Named> freeze_customers(
    db::Tx& tx, const Freezing& into, const std::vector<customers::ContactId>& contacts, const customers::Reach& reach,
    const std::optional<PrincipalId>& only);
std::vector<Named> freeze_groups(
    db::Tx& tx, const Freezing& into, const std::vector<ConversationId>& groups, const customers::Reach& reach,
    const std::optional<PrincipalId>& only);
std::vector<Named> freeze_employees(
    db::Tx& tx, const Freezing& into, const std::vector<PrincipalId>& employees, const PrincipalId& sender,
    const identity::Reach& reach);

/// The next groups of these owners (empty: of all) within reach, in the order of their ids.
std::vector<ConversationId> groups_after(
    db::Tx& tx, const ConversationId& after, const std::vector<PrincipalId>& owners, const customers::Reach& reach,
    std::int64_t limit);
/// The next employees in one of these departments, with all below, or with one of these tags, in the order of their
/// ids.
std::vector<PrincipalId> employees_after(
    db::Tx& tx, const PrincipalId& after, const EmployeesIn& among, const identity::Reach& reach, std::int64_t limit);

/// Those of a sender who has confirmed: from held to waiting, due at `due`.
void release(db::Tx& tx, const BroadcastId& id, const PrincipalId& sender, Time due);

/// These senders are not asked, for the author may not: their recipients are refused, their tasks cancelled.
void forbid(db::Tx& tx, const BroadcastId& id, const std::set<PrincipalId>& senders);

/// Brings those of a sender (or of all) in one of these states to `skipped`, some at a time; how many. Counts them.
std::int64_t skip(
    db::Tx& tx, const BroadcastId& id, const std::optional<PrincipalId>& sender, std::span<const State> from,
    Reason reason, std::int64_t limit);
/// These of a sender that are held; which they were.
std::set<RecipientId> leave_out(
    db::Tx& tx, const BroadcastId& id, const PrincipalId& sender, const std::vector<RecipientId>& recipients);

/// Where a lane has come to.
struct Place {
  Time due;
  std::int64_t number = 0;
};

/// A recipient that is due, with the chat as it is now. Locked against other workers.
struct Due {
  std::int64_t number = 0;
  Time due_at;
  RecipientId recipient;
  PrincipalId sender;
  std::optional<ConversationId> conversation;
  bool closed = false;  ///< the chat, as its lock shows
};
std::vector<Due> take(
    db::Tx& tx, const Broadcast& broadcast, std::int64_t lane, const Place& after, std::int64_t limit);
/// Those that have not come to their end, in the order of their numbers, and how many others might write to each.
struct Open {
  Due due;
  std::int64_t shared = 0;
};
std::vector<Open> look(db::Tx& tx, const Broadcast& broadcast, std::int64_t after, std::int64_t limit);
/// When the next of a lane is due.
std::optional<Time> next_due(db::Tx& tx, const BroadcastId& id, std::int64_t lane);

/// What decides about a recipient, as it is under the locks.
struct Standing {
  RecipientId person;      ///< the recipient, or the customer that it is part of by now
  bool got = false;        ///< as another recipient of this broadcast
  bool sender = false;     ///< is here, and may sign in
  bool served = false;     ///< by this sender, in this conversation
  bool elsewhere = false;  ///< by this sender, in another conversation
  bool blocked = false;
  bool opted_out = false;
  bool open = true;                             ///< outside hours: not
  Time opens_at;                                ///< then
  std::string day;                              ///< of the recipient
  std::int64_t today = 0, week = 0, month = 0;  ///< broadcasts that it got
  std::int64_t own_today = 0, company_month = 0;
  std::int64_t days_in_month = 30;
  Time next_day, next_week, next_month;  ///< when they begin
  std::string name;                      ///< of the customer or group
  std::string sender_name;
  std::string state;  ///< of the way it came by
};
/// Locks the terms of these; of merged customers, those of the one who goes on.
void lock_terms(db::Tx& tx, std::span<const Due> due);
/// By their numbers, for the moment `at`; `zone`: of the company. Merged customers are one: what
/// any of them refused or got counts.
std::map<std::int64_t, Standing> standings(
    db::Tx& tx, const Broadcast& broadcast, std::span<const Due> due, Time at, const std::string& zone);

/// What became of one.
struct Outcome {
  std::int64_t number = 0;
  PrincipalId sender;
  std::optional<ConversationId> conversation;
  State state = State::sent;  ///< waiting: put off
  std::optional<Reason> reason = {};
  std::optional<Time> due_at = {};      ///< of one put off
  std::optional<Time> allowed_at = {};  ///< of one over quota
  std::string day = {};
  Seq first = 0, last = 0;
};
void settle(db::Tx& tx, const BroadcastId& id, std::span<const Outcome> outcomes);

}  // namespace weft::broadcasts::ledger
