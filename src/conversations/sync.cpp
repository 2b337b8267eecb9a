// hello and presence.get: where a client starts, or goes on after it was away.
#include "conversations/operations.hpp"
#include "conversations/reading.hpp"
#include "conversations/store_sync.hpp"
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>
#include <weft/conversations/message_policy.hpp>
#include <weft/identity/visibility.hpp>

namespace weft::conversations {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

constexpr std::size_t kPageBytes = 60 * 1024;  ///< of the answer's conversations
constexpr std::size_t kPageItems = 100;
constexpr Seq kMissedPerConversation = 100;
constexpr Seq kMissedPerHello = 1000;
constexpr std::size_t kMissedBytes = 512 * 1024;  ///< half of a session's queue

struct HelloIn {
  std::optional<Secret> token;         ///< taken by the gateway before this handler
  std::optional<Text<0, 100>> device;  ///< what the session's device is called from now on
  std::optional<std::map<ConversationId, Int<0, INT64_C(9007199254740991)>>> cursors;
  std::optional<std::string> epoch;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(HelloIn, (), (token, device, cursors, epoch, cursor))

struct Limits {
  std::int64_t frame_bytes = 65536;
  std::int64_t in_flight = 64;
  std::int64_t group_members = 2000;
  std::int64_t text_characters = kMaxText;
  std::int64_t recall_window_s = 0;
  std::int64_t edit_window_s = 0;
};
BOOST_DESCRIBE_STRUCT(
    Limits, (), (frame_bytes, in_flight, group_members, text_characters, recall_window_s, edit_window_s))

struct HelloItem : Conversation {
  bool limited = false;
  bool reset = false;
};
BOOST_DESCRIBE_STRUCT(HelloItem, (Conversation), (limited, reset))

struct HelloOut {
  identity::Principal principal;
  SessionId session;
  CorpId company;
  EpochId epoch;
  bool epoch_changed = false;
  Time server_time;
  Limits limits;
  std::vector<HelloItem> conversations;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(
    HelloOut, (), (principal, session, company, epoch, epoch_changed, server_time, limits, conversations, next_cursor))

using Cursors = std::map<ConversationId, Seq>;

/// What hello has to say about one conversation.
struct News {
  store::VisibleHead head;
  bool limited = true;  ///< the client pages; false: `missed` follows, or there is nothing to tell but the state
  bool reset = false;
  std::optional<store::Range> missed;
};

/// Compares a cursor with the head. nullopt: the client has everything.
std::optional<News> news_of(const store::VisibleHead& head, const Cursors& cursors) {
  const auto found = cursors.find(head.conversation);
  if (found == cursors.end()) return head.left ? std::nullopt : std::optional(News{head, true, false, {}});
  const Seq cursor = found->second;
  if (cursor == head.head) return std::nullopt;
  if (cursor > head.head) return News{head, true, true, {}};
  const bool whole = !head.returned && head.first <= cursor + 1 && head.hidden_upto <= cursor;
  if (!whole || head.head - cursor > kMissedPerConversation) return News{head, true, false, {}};
  return News{head, false, false, store::Range{head.conversation, cursor, head.head}};
}

/// Everything there is to tell, newest activity first, from `after` on.
std::vector<News> all_news(
    const std::vector<store::VisibleHead>& heads, const Cursors& cursors, const std::optional<store::Place>& after) {
  std::vector<News> news;
  for (const store::VisibleHead& head : heads) {
    const bool told = after &&
                      std::pair(head.active_at, head.conversation) >= std::pair(after->active_at, after->conversation);
    if (told) continue;
    if (auto one = news_of(head, cursors)) news.push_back(std::move(*one));
  }
  return news;
}

/// Cuts the news to what a page and the session's queue can hold; what is too much is left to paging.
void bound_missed(std::vector<News>& page) {
  Seq total = 0;
  for (News& one : page) {
    if (!one.missed) continue;
    total += one.missed->upto - one.missed->after;
    if (total <= kMissedPerHello) continue;
    one.missed.reset();
    one.limited = true;
  }
}

/// Loads the missed entries into the attachment. Conversations whose entries are too many bytes become limited, and
/// those whose log retention has shortened since the heads were read: what is not whole is left to paging.
void load_missed(db::Tx& tx, std::vector<News>& page, api::Attachment& attachment) {
  std::vector<store::Range> ranges;
  for (const News& one : page) {
    if (one.missed) ranges.push_back(*one.missed);
  }
  auto events = store::missed_events(tx, ranges);
  std::size_t bytes = 0;
  for (News& one : page) {
    if (!one.missed) continue;
    auto& mine = events[one.head.conversation];
    for (const std::string& event : mine)
      bytes += event.size();
    one.limited = bytes > kMissedBytes || std::ssize(mine) != one.missed->upto - one.missed->after;
    if (!one.limited) std::move(mine.begin(), mine.end(), std::back_inserter(attachment.missed));
  }
}

/// The items of a page in order, cut at kPageBytes; says how many of `page` were taken.
std::size_t fill_items(
    db::Tx& tx, const PrincipalId& self, const std::vector<News>& page, std::vector<HelloItem>& items) {
  std::vector<ConversationId> ids;
  for (const News& one : page)
    ids.push_back(one.head.conversation);
  if (ids.empty()) return 0;
  auto views = load_views(tx, self, ids);
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < views.size(); ++i) {
    HelloItem item;
    static_cast<Conversation&>(item) = std::move(views[i]);
    item.limited = page[i].limited;
    item.reset = page[i].reset;
    bytes += to_json_text(item).size() + 1;
    if (bytes > kPageBytes && i > 0) return i;
    items.push_back(std::move(item));
  }
  return views.size();
}

std::optional<store::Place> place_of(const std::optional<std::string>& cursor) {
  if (!cursor) return std::nullopt;
  const auto keys = api::decode_cursor("hello", *cursor, 2);
  const auto at = parse_time(keys[0]);
  if (!at) api::refuse_cursor();
  return store::Place{*at, api::cursor_id<ConversationId>(keys[1])};
}

void subscribe(api::Attachment& attachment, const std::vector<store::VisibleHead>& heads) {
  for (const store::VisibleHead& head : heads) {
    if (!head.left) attachment.subscriptions.push_back({head.conversation, head.head});
  }
}

HelloOut hello(db::Tx& tx, const Context& context, const HelloIn& in, const Dependencies& use) {
  const api::Caller& who = context.who();
  HelloOut out;
  out.epoch = use.epoch;
  out.epoch_changed = in.epoch && *in.epoch != use.epoch.str();
  Cursors cursors;
  std::vector<ConversationId> named;
  if (in.cursors && !out.epoch_changed) {
    for (const auto& [conversation, seq] : *in.cursors) {
      cursors.emplace(conversation, seq.value);
      named.push_back(conversation);
    }
  }
  const auto heads = store::visible_heads(tx, who.principal, named);
  std::vector<News> page = all_news(heads, cursors, place_of(in.cursor));
  const bool more = page.size() > kPageItems;
  if (more) page.resize(kPageItems);
  // Without a socket there is nobody to send events to: the client pages.
  if (!context.attachment) {
    for (News& one : page)
      one.limited = one.limited || one.missed;
  } else {
    subscribe(*context.attachment, heads);
    bound_missed(page);
    load_missed(tx, page, *context.attachment);
  }
  const std::size_t taken = fill_items(tx, who.principal, page, out.conversations);
  if (more || taken < page.size()) {
    const store::VisibleHead& last = page[taken - 1].head;
    out.next_cursor = api::encode_cursor("hello", {to_rfc3339(last.active_at), last.conversation.str()});
  }
  out.principal = identity::load_self(tx, who, in.device ? in.device->value : "");
  out.session = who.session;
  out.company = who.corp;
  out.server_time = tx.now();
  out.limits.group_members = use.rules.group_members;
  const MessagePolicy policy = message_policy(tx, use.rules);
  out.limits.recall_window_s = policy.recall ? policy.recall_window_s->value : 0;
  out.limits.edit_window_s = policy.edit ? policy.edit_window_s->value : 0;
  return out;
}

struct PresenceIn {
  List<PersonRef, 1, 200> principals;
  std::optional<bool> watch;
};
BOOST_DESCRIBE_STRUCT(PresenceIn, (), (principals, watch))

struct PresenceItem {
  PrincipalId principal;
  bool online = false;
  std::optional<Time> last_seen_at;
};
BOOST_DESCRIBE_STRUCT(PresenceItem, (), (principal, online, last_seen_at))

struct PresenceOut {
  std::vector<PresenceItem> items;
};
BOOST_DESCRIBE_STRUCT(PresenceOut, (), (items))

PresenceOut presence(db::Tx& tx, const Context& context, const PresenceIn& in, const Dependencies& use) {
  const auto ids = identity::resolve_seen(tx, context.who(), in.principals.items, "principals", true);
  const auto seen = store::last_seen(tx, ids);
  PresenceOut out;
  for (const PrincipalId& id : ids) {
    const auto at = seen.find(id);
    out.items.push_back({id, use.presence.online(id), at == seen.end() ? std::nullopt : std::optional(at->second)});
  }
  if (in.watch.value_or(false)) use.presence.watch(context.who().session, ids);
  return out;
}

}  // namespace

std::vector<api::Operation> sync_operations(const Shared& use) {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<HelloIn, HelloOut>(
      Declaration(
          "hello", Method::post, "/api/v1/hello", Policy::customer_too,
          "Where to start, or to go on after having been away. On a WebSocket, live events start with the answer."),
      [use](db::Tx& tx, const Context& context, const HelloIn& in) { return hello(tx, context, in, *use); }));
  table.push_back(api::transactional<PresenceIn, PresenceOut>(
      Declaration(
          "presence.get", Method::post, "/api/v1/presence", Policy::signed_in,
          "Who is connected now; with `watch`, this session is told of changes."),
      [use](db::Tx& tx, const Context& context, const PresenceIn& in) { return presence(tx, context, in, *use); }));
  return table;
}

EpochId load_epoch(db::Tx& tx) {
  return store::epoch(tx);
}

}  // namespace weft::conversations
