// Coalescing of presence, per watching session.
#include "fanout/updates.hpp"
#include "fanout/wire.hpp"

#include <algorithm>

namespace weft::fanout {

void UpdateSender::watch(Session& session, std::vector<PrincipalId> principals) {
  unwatch(session);
  std::ranges::sort(principals);
  const auto doubled = std::ranges::unique(principals);
  principals.erase(doubled.begin(), doubled.end());
  if (principals.size() > options_.watch_limit) principals.resize(options_.watch_limit);
  principals.shrink_to_fit();
  if (!session.watching) {
    if (principals.empty()) return;
    session.watching = std::make_unique<Watching>();
    session.watching->serial = ++serial_;
  }
  for (const PrincipalId& principal : principals)
    watchers_[principal].push_back(&session);
  session.watching->principals = std::move(principals);
}

void UpdateSender::unwatch(Session& session) {
  if (!session.watching) return;
  for (const PrincipalId& principal : session.watching->principals) {
    const auto found = watchers_.find(principal);
    std::erase(found->second, &session);
    if (found->second.empty()) watchers_.erase(found);
  }
  session.watching->principals.clear();
  session.watching->pending.clear();
}

void UpdateSender::forget(Session& session) {
  unwatch(session);
  session.watching.reset();
}

void UpdateSender::presence(const Watching::Change& change) {
  const auto found = watchers_.find(change.principal);
  if (found == watchers_.end()) return;
  const auto watchers = found->second;  // a copy: a sink may end its session
  FramePtr shared;
  for (Session* session : watchers) {
    if (session->watching) note(*session, change, shared);
  }
}

void UpdateSender::note(Session& session, const Watching::Change& change, FramePtr& shared) {
  Watching& watching = *session.watching;
  if (!watching.closed) {
    if (!shared) shared = wire::frame(wire::presence({&change, 1}));
    close_presence(session);
    outbox_.to_session(session, shared);
    return;
  }
  const auto old = std::ranges::find(watching.pending, change.principal, &Watching::Change::principal);
  if (old == watching.pending.end()) {
    watching.pending.push_back(change);
  } else {
    *old = change;
  }
}

void UpdateSender::close_presence(Session& session) {
  session.watching->closed = true;
  turns_.after(options_.coalesce, [this, principal = session.principal, serial = session.watching->serial] {
    presence_open(principal, serial);
  });
}

void UpdateSender::presence_open(const PrincipalId& principal, std::uint64_t serial) {
  for (Session* session : table_.sessions_of(principal)) {
    if (!session->watching || session->watching->serial != serial) continue;
    session->watching->closed = false;
    send_presence(*session);
    return;
  }
}

void UpdateSender::send_presence(Session& session) {
  Watching& watching = *session.watching;
  if (watching.pending.empty()) return;
  const auto frame = wire::frame(wire::presence(watching.pending));
  watching.pending.clear();
  close_presence(session);
  outbox_.to_session(session, frame);
}

}  // namespace weft::fanout
