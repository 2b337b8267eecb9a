// Sessions, principals and conversations of one hub, and the links between them.
#include "fanout/table.hpp"

#include <algorithm>

namespace weft::fanout {

Session& Table::add(Sink& sink, const PrincipalId& principal, const SessionId& id) {
  auto session = std::make_unique<Session>();
  session->sink = &sink;
  session->principal = principal;
  session->id = id;
  session->serial = ++serial_;
  Session& result = *session;
  sessions_[&sink] = std::move(session);
  principals_[principal].push_back(&result);
  return result;
}

Session* Table::find(Sink& sink) const {
  const auto found = sessions_.find(&sink);
  return found == sessions_.end() ? nullptr : found->second.get();
}

void Table::retire(Session& session) {
  session.state |= Session::kEnded;
  const auto found = sessions_.find(session.sink);
  retired_.push_back(std::move(found->second));
  sessions_.erase(found);
}

std::span<Session* const> Table::sessions_of(const PrincipalId& principal) const {
  const auto found = principals_.find(principal);
  if (found == principals_.end()) return {};
  return found->second;
}

Conversation* Table::find(const ConversationId& id) {
  const auto found = conversations_.find(id);
  return found == conversations_.end() ? nullptr : &found->second;
}

Conversation& Table::open(const ConversationId& id, Seq last) {
  Conversation& conversation = conversations_[id];
  conversation.id = id;
  conversation.last = conversation.top = conversation.opened = last;
  maybe_empty_.push_back(id);
  return conversation;
}

Member* Table::find(const Session& session, const Conversation& conversation) {
  for (const auto& place : session.subscribed) {
    if (place.conversation == &conversation) return &place.conversation->members[place.index];
  }
  return nullptr;
}

Member& Table::subscribe(Session& session, Conversation& conversation) {
  const auto index = static_cast<std::uint32_t>(conversation.members.size());
  Member& member = conversation.members.emplace_back();
  member.session = &session;
  member.stamp = session.deliveries - window_ - 1;  // long ago
  member.slot = static_cast<std::uint32_t>(session.subscribed.size()) & 0x3fffffff;
  session.subscribed.push_back({&conversation, index});
  const auto parted = std::ranges::find(session.parted, conversation.id, &Parted::conversation);
  if (parted != session.parted.end()) {  // here again: what it may have missed then is this membership's business now
    member.stamp = parted->stamp;
    member.missed = parted->missed;
    session.parted.erase(parted);
  }
  return member;
}

void Table::remove_member(Conversation& conversation, std::uint32_t index) {
  if (conversation.gap && conversation.members[index].waiting) {
    std::erase_if(conversation.gap->waiting, [&](const Gap::Waiting& w) {
      return w.session == conversation.members[index].session;
    });
  }
  if (index + 1 != conversation.members.size()) {
    const Member& moved = conversation.members[index] = conversation.members.back();
    moved.session->subscribed[moved.slot].index = index;
  }
  conversation.members.pop_back();
  check_later(conversation);
}

void Table::unsubscribe(Session& session, Conversation& conversation) {
  const Member* member = find(session, conversation);
  if (!member) return;
  const std::uint32_t slot = member->slot;
  remove_member(conversation, session.subscribed[slot].index);
  if (slot + 1 != session.subscribed.size()) {
    const auto& moved = session.subscribed[slot] = session.subscribed.back();
    moved.conversation->members[moved.index].slot = slot & 0x3fffffff;
  }
  session.subscribed.pop_back();
}

void Table::forget(Session& session) {
  for (const auto& place : session.subscribed)
    remove_member(*place.conversation, place.index);
  session.subscribed.clear();
  const auto found = principals_.find(session.principal);
  std::erase(found->second, &session);
  if (found->second.empty()) principals_.erase(found);
}

void Table::check_later(const Conversation& conversation) {
  if (conversation.members.empty()) maybe_empty_.push_back(conversation.id);
}

void Table::sweep() {
  for (const auto& session : retired_)
    forget(*session);
  retired_.clear();
  for (const auto& id : maybe_empty_) {
    const auto found = conversations_.find(id);
    if (found != conversations_.end() && found->second.members.empty() && !found->second.gap)
      conversations_.erase(found);
  }
  maybe_empty_.clear();
}

}  // namespace weft::fanout
