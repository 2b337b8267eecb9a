// The job that sends: some recipients a step, under the locks of their chats, each with what decides about it looked at
// in the transaction that writes.
#include "broadcasts/sending.hpp"
#include <weft/base/error.hpp>
#include <weft/base/log.hpp>
#include <weft/customers/many_events.hpp>

#include <algorithm>

namespace weft::broadcasts {
namespace {

constexpr std::int64_t kSwept = 2000;
using ledger::Due;
using ledger::Outcome;
using ledger::Standing;

constexpr auto kLookAgain = std::chrono::hours(1);  // at the latest
constexpr std::int64_t kExpiry = 1000;              // the lane that only waits for the end of the time

/// Of a lane: where it has come to.
struct Lane {
  BroadcastId broadcast;
  std::int64_t lane = 0;
  Time due;
  std::int64_t number = 0;
  bool last = false;       ///< the step looks whether the broadcast is over
  std::int64_t alone = 0;  ///< so many are sent one by one: a chunk with them raised something
  std::string unfit;       ///< why nobody can get the content
};
BOOST_DESCRIBE_STRUCT(Lane, (), (broadcast, lane, due, number, last, alone, unfit))

db::Step going_on(const Lane& lane) {
  db::Step step;
  step.next = db::Next::again;
  step.state = {to_json_text(lane)};
  return step;
}

db::Step waiting_until(Lane lane, Time due, Time now) {
  lane.due = Time{};
  lane.number = 0;
  db::Step step = going_on(lane);
  step.next = db::Next::later;
  step.delay = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::clamp<Time::duration>(due - now, std::chrono::milliseconds(1), kLookAgain));
  return step;
}

std::string client_id(const BroadcastId& id, std::size_t part) {
  return "broadcast:" + id.str() + ":" + std::to_string(part);
}

conversations::Telling telling_of(
    const Broadcast& broadcast, const Due& due, const Standing& standing, const std::vector<Message>& messages,
    const std::string& company) {
  conversations::Telling telling{due.conversation.value(), due.sender, {}};
  for (std::size_t i = 0; i < messages.size(); ++i)
    telling.messages.push_back(
        {client_id(broadcast.id, i),
         messages[i].text ? text_for(messages[i].body, standing, company, broadcast.target) : messages[i].body});
  return telling;
}

/// Writes what it says to each, into chats or inboxes.
std::map<ConversationId, conversations::Told> say(
    db::Tx& tx, const Broadcast& broadcast, const std::vector<conversations::Telling>& tellings) {
  if (broadcast.target != Target::employees) return conversations::post_many(tx, tellings);
  std::vector<conversations::InboxTelling> inboxes;
  const std::string start = R"({"broadcast":")" + broadcast.id.str() + R"(","title":)" + Json(broadcast.title).dump() +
                            R"(,"message":)";
  for (const auto& telling : tellings) {
    inboxes.push_back({telling.conversation, telling.actor, {}});
    for (const auto& message : telling.messages)
      inboxes.back().bodies.push_back(start + message.body + "}");
  }
  return conversations::tell_many(tx, "announcement", inboxes);
}

using Standings = std::map<std::int64_t, Standing>;

void note_sent(db::Tx& tx, const Broadcast& broadcast, std::span<const Outcome> outcomes, const Standings& standings) {
  if (broadcast.target != Target::customers) return;
  std::vector<customers::ContactEvent> events;
  for (const Outcome& one : outcomes)
    if (one.state == State::sent)
      events.push_back(
          {customers::ContactId(standings.at(one.number).person.uuid()),
           customers::EventKind::broadcast,
           one.sender,
           one.conversation,
           one.sender,
           {{"broadcast", broadcast.id.str()}}});
  customers::note_all(tx, events);
}

/// The chats of a chunk, locked in the order of their ids.
void lock_chats(db::Tx& tx, std::vector<Due>& due) {
  std::vector<ConversationId> chats;
  for (const Due& one : due)
    if (one.conversation) chats.push_back(*one.conversation);
  const auto heads = conversations::lock_logs(tx, chats);
  for (Due& one : due) {
    if (!one.conversation) continue;
    const auto head = heads.find(*one.conversation);
    one.closed = head == heads.end() || head->second.dismissed;
  }
}

void send_chunk(db::Tx& tx, const Broadcast& broadcast, std::vector<Due> due, const std::vector<Message>& messages) {
  lock_chats(tx, due);
  ledger::lock_terms(tx, due);
  const auto company = store::company(tx);
  const auto standings = ledger::standings(tx, broadcast, due, tx.now(), company.zone);
  std::set<RecipientId> reached;
  Judge judge(tx, broadcast, due, reached);
  std::vector<Outcome> outcomes;
  std::vector<conversations::Telling> tellings;
  for (const Due& one : due) {
    const auto standing = standings.find(one.number);
    const Standing* known = standing == standings.end() ? nullptr : &standing->second;
    outcomes.push_back(judge.of(one, known));
    if (outcomes.back().state == State::sent)
      tellings.push_back(telling_of(broadcast, one, *known, messages, company.name));
  }
  const auto told = say(tx, broadcast, tellings);
  for (Outcome& outcome : outcomes) {
    if (outcome.state != State::sent) continue;
    const conversations::Told& place = told.at(*outcome.conversation);
    outcome.first = place.first;
    outcome.last = place.last;
  }
  ledger::settle(tx, broadcast.id, outcomes);
  note_sent(tx, broadcast, outcomes, standings);
}

bool passes(const ApiError& error) {
  return error.code() == Errc::busy || error.code() == Errc::unavailable || error.code() == Errc::internal;
}

/// Whether the chunk could be sent. What passes is raised and tried again; what does not is undone.
bool sent_chunk(
    db::Tx& tx, const Broadcast& broadcast, const std::vector<Due>& due, const std::vector<Message>& messages) {
  try {
    db::Savepoint savepoint(tx);
    send_chunk(tx, broadcast, due, messages);
    savepoint.release();
    return true;
  } catch (const ApiError& error) {
    if (passes(error)) throw;
    log::error("broadcast {}, {} from number {}: {}", broadcast.id.str(), due.size(), due[0].number, error.detail());
  } catch (const std::exception& error) {
    log::error("broadcast {}, {} from number {}: {}", broadcast.id.str(), due.size(), due[0].number, error.what());
  }
  return false;
}

/// A recipient that nothing can be written to keeps nobody else waiting.
void fail(db::Tx& tx, const Broadcast& broadcast, const Due& due) {
  const Outcome outcome{due.number, due.sender, due.conversation, State::failed, Reason::error};
  ledger::settle(tx, broadcast.id, std::span(&outcome, 1));
}

/// Nothing is due behind where the lane has come to: it looks from the start again, waits for who was put off, or looks
/// in a step of its own, which locks the broadcast first, whether all is over.
db::Step look_again(db::Tx& tx, const Broadcast& broadcast, Lane lane) {
  if (lane.number != 0) {
    lane.number = 0;
    lane.due = Time{};
    return going_on(lane);
  }
  if (const auto due = ledger::next_due(tx, broadcast.id, lane.lane)) return waiting_until(lane, *due, tx.now());
  lane.last = true;
  return going_on(lane);
}

/// Whether another lane still sends; the broadcast is over with the last.
db::Step last_step(db::Tx& tx, Lane lane) {
  auto broadcast = store::lock(tx, lane.broadcast);
  if (!broadcast || broadcast->status != Status::sending) return {};
  store::lock_lanes(tx, lane.broadcast);
  lane.last = false;
  if (ledger::next_due(tx, lane.broadcast, lane.lane)) return going_on(lane);
  for (std::int64_t other = 0; other < kLanes; ++other)
    if (ledger::next_due(tx, lane.broadcast, other)) return {};
  finish(tx, *broadcast);
  return {};
}

/// A broadcast that cannot go on, or has had its time.
db::Step give_up(db::Tx& tx, const BroadcastId& id, Status status, const std::string& reason) {
  auto broadcast = store::lock(tx, id);
  if (broadcast && !broadcast->over() && broadcast->status != Status::draft) {
    store::end_tasks(tx, id, TaskStatus::expired);
    end(tx, *broadcast, status, reason);
  }
  return {};
}

bool expired(const db::Tx& tx, const Broadcast& broadcast) {
  return broadcast.expires_at && *broadcast.expires_at <= tx.now();
}

/// Of the lane that only waits: it holds no lock of a lane, as the broadcast is locked before them.
db::Step end_in_time(db::Tx& tx, const Lane& lane) {
  const auto broadcast = store::load(tx, lane.broadcast);
  if (!broadcast || broadcast->over()) return {};
  if (expired(tx, *broadcast)) return give_up(tx, lane.broadcast, Status::done, "");
  return waiting_until(lane, broadcast->expires_at.value(), tx.now());
}

/// The next recipients of a lane, whose lock is held.
db::Step send_next(db::Tx& tx, const Broadcast& broadcast, Lane lane, const Parts& parts) {
  std::vector<Message> messages;
  try {
    messages = messages_of(tx, broadcast, parts.attachments);
  } catch (const ApiError& error) {
    if (passes(error)) throw;
    lane.unfit = "the content cannot be sent: " + error.detail();
    return going_on(lane);
  }
  const auto due = ledger::take(tx, broadcast, lane.lane, {lane.due, lane.number}, lane.alone > 0 ? 1 : kChunk);
  if (due.empty()) return look_again(tx, broadcast, lane);
  if (!sent_chunk(tx, broadcast, due, messages)) {
    if (due.size() > 1) {
      lane.alone = std::ssize(due);
      return going_on(lane);
    }
    fail(tx, broadcast, due[0]);
  }
  lane.due = due.back().due_at;
  lane.number = due.back().number;
  lane.alone = std::max<std::int64_t>(0, lane.alone - 1);
  store::progressed(tx, broadcast.id, lane.lane, std::ssize(due));
  return going_on(lane);
}

db::Step send_step(db::Tx& tx, const db::Job& job, const Parts& parts) {
  Lane lane = read_json<Lane>(Json::parse(job.state.text));
  if (!lane.unfit.empty()) return give_up(tx, lane.broadcast, Status::failed, lane.unfit);
  if (lane.last) return last_step(tx, lane);
  if (lane.lane == kExpiry) return end_in_time(tx, lane);
  store::lock_lane(tx, lane.broadcast, lane.lane);
  const auto broadcast = store::load(tx, lane.broadcast);
  if (!broadcast || broadcast->status != Status::sending || expired(tx, *broadcast)) return {};
  if (broadcast->send_at && *broadcast->send_at > tx.now()) return waiting_until(lane, *broadcast->send_at, tx.now());
  return send_next(tx, *broadcast, lane, parts);
}

void begin_lane(db::Tx& tx, const Broadcast& broadcast, std::int64_t number, const std::optional<Time>& not_before) {
  Lane lane;
  lane.broadcast = broadcast.id;
  lane.lane = number;
  db::NewJob job;
  job.kind = kSendJob;
  job.state = {to_json_text(lane)};
  job.started_by = broadcast.created_by;
  if (not_before && *not_before > tx.now()) job.not_before = not_before;
  job.unique_key = broadcast.id.str() + ":" + std::to_string(number);
  db::enqueue(tx, job);
}

/// What is left when a broadcast is over gets nothing: some rows a step.
db::Step sweep_step(db::Tx& tx, const db::Job& job) {
  const auto id = BroadcastId::parse(Json::parse(job.state.text).at("broadcast").get<std::string>()).value();
  const auto broadcast = store::load(tx, id);
  if (!broadcast || !broadcast->over()) return {};
  const bool stopped = broadcast->status != Status::done;
  const State waiting[] = {State::waiting}, held[] = {State::held};
  const auto swept = ledger::skip(tx, id, {}, waiting, stopped ? Reason::stopped : Reason::expired, kSwept) +
                     ledger::skip(tx, id, {}, held, stopped ? Reason::cancelled : Reason::expired, kSwept);
  db::Step step;
  if (swept > 0) step.next = db::Next::again;
  step.state.text = "null";
  return step;
}

}  // namespace

void send_lanes(db::Tx& tx, const Broadcast& broadcast) {
  for (std::int64_t n = 0; n < kLanes; ++n)
    begin_lane(tx, broadcast, n, broadcast.send_at);
}

void expire_in_time(db::Tx& tx, const Broadcast& broadcast) {
  begin_lane(tx, broadcast, kExpiry, broadcast.expires_at);
}

db::JobKinds send_jobs(const Parts& parts) {
  db::JobKind kind;
  kind.recurring = true;
  kind.step = [parts](db::Tx& tx, const db::Job& job) { return send_step(tx, job, parts); };
  return {{kSendJob, std::move(kind)}, {kSweepJob, {sweep_step}}};
}

}  // namespace weft::broadcasts
