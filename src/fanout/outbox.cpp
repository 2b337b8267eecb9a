// The recipient walk, the bookkeeping of slow sinks, and the flush at the end of a turn.
#include "fanout/outbox.hpp"

#include "fanout/wire.hpp"
#include <weft/base/failpoint.hpp>

#include <algorithm>
#include <utility>

namespace weft::fanout {
namespace {

constexpr std::size_t kParted = 1024;  // conversations left lately that a session remembers
constexpr std::size_t kPrefetch = 8;   // members ahead of the walk
constexpr std::uint32_t kDropOneIn = 10'000;

}  // namespace

Outbox::Outbox(const HubOptions& options, Table& table, HubStats& stats)
    : options_(options), table_(table), stats_(stats), drops_(failpoint::mutation("drop_fanout")) {}

void Outbox::touch(Session& session) {
  if (session.touched) return;
  session.touched = true;
  touched_.push_back(&session);
}

/// Whether the member gets frames now; what it does not get is noted.
bool Outbox::listens(Member& member) {
  if (member.waiting) return false;
  if (member.session->state == Session::kLive) return true;
  member.missed = true;
  return false;
}

template <Outbox::Flush kFlush>
std::size_t Outbox::walk(std::vector<Member>& members, const FramePtr& frame) {
  // By index, and the vector's size read once: a sink may end its session meanwhile, which only marks it.
  const std::size_t count = members.size();
  std::size_t handed = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (i + 2 * kPrefetch < count) __builtin_prefetch(members[i + 2 * kPrefetch].session);
    if (i + kPrefetch < count) __builtin_prefetch(members[i + kPrefetch].session->sink);
    if (kFlush == Flush::now && i == count / 2 && i > 0) failpoint::hit("fanout.mid");  // half of them have it
    Member& member = members[i];
    if (!listens(member)) continue;
    Session& session = *member.session;
    member.stamp = ++session.deliveries;
    if (drops_ && ++drop_count_ % kDropOneIn == 0) continue;
    ++handed;
    if (kFlush == Flush::later) touch(session);
    if (!session.sink->deliver(frame)) refused(session);
    if (kFlush == Flush::now && !session.touched && !(session.state & Session::kEnded)) session.sink->flush();
  }
  return handed;
}

void Outbox::to_members(Conversation& conversation, const FramePtr& frame, Flush flush) {
  const std::size_t handed = flush == Flush::now ? walk<Flush::now>(conversation.members, frame)
                                                 : walk<Flush::later>(conversation.members, frame);
  stats_.frames.fetch_add(handed, std::memory_order_relaxed);
  stats_.delivered.fetch_add(handed * frame->messages, std::memory_order_relaxed);
}

void Outbox::to_member(Member& member, const FramePtr& frame) {
  Session& session = *member.session;
  if (!listens(member)) return;
  member.stamp = session.deliveries + 1;
  to_session(session, frame);
}

void Outbox::to_session(Session& session, const FramePtr& frame) {
  if (session.state != Session::kLive) return;
  ++session.deliveries;
  touch(session);
  if (!session.sink->deliver(frame)) refused(session);
  stats_.frames.fetch_add(1, std::memory_order_relaxed);
  stats_.delivered.fetch_add(frame->messages, std::memory_order_relaxed);
}

void Outbox::part(Session& session, Conversation& conversation, Seq head, bool missed) {
  Parted parted{conversation.id, head, session.deliveries - options_.queue_frames - 1, missed};
  if (const Member* member = Table::find(session, conversation)) {
    parted.stamp = member->stamp;
    parted.missed = missed || member->missed;
    table_.unsubscribe(session, conversation);
  }
  std::erase_if(session.parted, [&](const Parted& old) {
    return old.conversation == conversation.id || (!old.missed && !recent(session, old.stamp));
  });
  if (!parted.missed && !recent(session, parted.stamp)) return;
  session.parted.push_back(parted);
  // More than anybody leaves at once: the client finds everything when it comes back.
  if (session.parted.size() > kParted) close(session, Close::overloaded, "too many changes");
  if (missed && session.state == Session::kLive) resync(session);
}

void Outbox::close(Session& session, Close code, std::string_view reason) {
  if (session.state & (Session::kClosed | Session::kEnded)) return;
  session.state |= Session::kClosed;
  session.sink->close(code, reason);
}

void Outbox::refused(Session& session) {
  if (session.state & Session::kEnded) return;  // it ended itself inside deliver()
  session.state |= Session::kLagging;
  for (const auto& place : session.subscribed) {
    Member& member = place.conversation->members[place.index];
    if (recent(session, member.stamp)) member.missed = true;
  }
  for (Parted& parted : session.parted) {
    if (recent(session, parted.stamp)) parted.missed = true;
  }
}

void Outbox::drained(Session& session) {
  if (session.state & Session::kLagging) drained_.push_back(&session);
}

bool Outbox::take_missed(Session& session, std::size_t& next, std::string& text) {
  const std::size_t places = session.subscribed.size();
  for (; next < places; ++next) {
    Conversation& conversation = *session.subscribed[next].conversation;
    Member& member = conversation.members[session.subscribed[next].index];
    if (!member.missed) continue;
    member.missed = false;
    member.stamp = session.deliveries + 1;  // of the frame that `text` becomes
    wire::append_resync(text, conversation.id, conversation.top);
    return true;
  }
  for (; next - places < session.parted.size(); ++next) {
    Parted& parted = session.parted[next - places];
    if (!parted.missed) continue;
    parted.missed = false;
    parted.stamp = session.deliveries + 1;
    wire::append_resync(text, parted.conversation, parted.head);
    return true;
  }
  return false;
}

void Outbox::resync(Session& session) {
  std::string text;
  for (std::size_t next = 0; session.state == Session::kLive;) {
    text.clear();
    std::uint32_t count = 0;
    while (text.size() < options_.frame_payload && take_missed(session, next, text)) {
      text += '\n';
      ++count;
    }
    if (count == 0) return;
    text.pop_back();
    stats_.resyncs.fetch_add(count, std::memory_order_relaxed);
    to_session(session, wire::frame(text, count));
  }
}

void Outbox::flush_touched() {
  const std::size_t count = touched_.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (i == count / 2 && i > 0) failpoint::hit("fanout.mid");  // some have it on the wire, the others not
    Session& session = *touched_[i];
    session.touched = false;
    if (!(session.state & Session::kEnded)) session.sink->flush();
  }
  touched_.clear();
}

bool Outbox::flush() {
  flush_touched();
  // A sink may have room again as soon as it was flushed. Few rounds: one that always refuses and always drains must
  // not hold the thread.
  for (int round = 0; round < 3 && !drained_.empty(); ++round) {
    const auto sessions = std::exchange(drained_, {});
    for (Session* session : sessions) {
      session->state &= static_cast<std::uint8_t>(~Session::kLagging);
      resync(*session);
    }
    flush_touched();
  }
  std::erase_if(drained_, [](const Session* session) { return (session->state & Session::kEnded) != 0; });
  return drained_.empty();
}

}  // namespace weft::fanout
