// Follows the ranges of apps: chats of who has left one close, and open again when they are back.
#include "platform/apps/ranges.hpp"

#include <weft/base/json.hpp>
#include <weft/conversations/customer_chats.hpp>
#include <weft/conversations/post_many.hpp>

#include <set>

namespace weft::platform {
namespace {

void tell(db::Tx& tx, const store::AppRow& app, AppEventKind kind, const std::vector<PrincipalId>& members) {
  AppEvent event;
  event.kind = kind;
  for (const PrincipalId& member : members) {
    event.member = member;
    tell_app(tx, app, event);
  }
}

void tell(db::Tx& tx, AppEventKind kind, const std::vector<store::AppMember>& members) {
  for (const auto& [id, member] : members)
    if (const auto app = store::find_app(tx, id)) tell(tx, *app, kind, {member});
}

/// In the order in which senders lock, too.
void lock_all(db::Tx& tx, const std::vector<ConversationId>& closing, const std::vector<ConversationId>& opening) {
  std::vector<ConversationId> all = closing;
  all.insert(all.end(), opening.begin(), opening.end());
  conversations::lock_logs(tx, all);
}

std::vector<ConversationId> conversations_of(const std::vector<store::AppChat>& chats) {
  std::vector<ConversationId> list;
  for (const store::AppChat& chat : chats)
    list.push_back(chat.conversation);
  return list;
}

}  // namespace

void look_at_range(db::Tx& tx, const PrincipalId& app) {
  db::enqueue(tx, {.kind = kRangeJob, .state = RawJson{Json{{"app", app.str()}}.dump()}, .unique_key = app.str()});
}

bool follow_range(db::Tx& tx, const PrincipalId& id, std::int64_t limit) {
  auto app = store::find_app(tx, id);
  if (!app) {  // it was deleted: nobody sees it
    app.emplace();
    app->id = id;
    app->enabled = false;
  }
  const auto closing = store::to_close(tx, *app, limit);
  const auto opening = store::to_reopen(tx, *app, limit);
  lock_all(tx, closing, opening);
  for (const ConversationId& chat : closing)
    conversations::close_chat(tx, conversations::lock_log(tx, chat), app->id, "out_of_range");
  for (const ConversationId& chat : opening)
    conversations::reopen_chat(tx, conversations::lock_log(tx, chat), app->id);
  std::int64_t most = std::max(std::ssize(closing), std::ssize(opening));
  if (app->callback && app->enabled) {
    const auto gone = store::newly_gone(tx, *app, limit);
    tell(tx, *app, AppEventKind::unsubscribe, gone);
    const auto come = store::newly_subscribed(tx, *app, limit);
    tell(tx, *app, AppEventKind::subscribe, come);
    most = std::max({most, std::ssize(gone), std::ssize(come)});
  }
  return most == limit;
}

bool follow_changes(db::Tx& tx, std::int64_t limit) {
  std::set<PrincipalId> changed;
  bool anybody = false;
  const auto taken = store::take_changed(tx, limit);
  for (const auto& member : taken) {
    if (member) changed.insert(*member);
    anybody = anybody || !member;
  }
  if (anybody) keep_ranges(tx);
  const std::vector<PrincipalId> members(changed.begin(), changed.end());
  const auto closing = store::to_close(tx, members);
  const auto opening = store::to_reopen(tx, members);
  lock_all(tx, conversations_of(closing), conversations_of(opening));
  for (const store::AppChat& chat : closing)
    conversations::close_chat(tx, conversations::lock_log(tx, chat.conversation), chat.app, "out_of_range");
  for (const store::AppChat& chat : opening)
    conversations::reopen_chat(tx, conversations::lock_log(tx, chat.conversation), chat.app);
  tell(tx, AppEventKind::unsubscribe, store::newly_gone(tx, members));
  tell(tx, AppEventKind::subscribe, store::newly_subscribed(tx, members));
  return std::ssize(taken) == limit;
}

void keep_ranges(db::Tx& tx) {
  for (const PrincipalId& app : store::all_apps(tx))
    look_at_range(tx, app);
}

}  // namespace weft::platform
