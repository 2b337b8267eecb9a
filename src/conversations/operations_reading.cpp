// conversation.*, entry.list and presence.get: what a client reads, and the marks it leaves.
#include "conversations/operations.hpp"
#include "conversations/reading.hpp"
#include "conversations/store.hpp"
#include "conversations/store_entries.hpp"
#include "conversations/store_sync.hpp"
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>
#include <weft/conversations/group_rules.hpp>
#include <weft/conversations/log.hpp>
#include <weft/conversations/members.hpp>

namespace weft::conversations {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Page;
using api::Policy;
using OptionalLimit = std::optional<api::Limit>;
using Cursor = std::optional<std::string>;
using PlaceField = Int<0, INT64_C(9007199254740990)>;  // the answer covers what comes after it: one more

struct ListIn {
  OptionalLimit limit;
  Cursor cursor;
};
BOOST_DESCRIBE_STRUCT(ListIn, (), (limit, cursor))

struct PageIn {
  ConversationId conversation;
  OptionalLimit limit;
  Cursor cursor;
};
BOOST_DESCRIBE_STRUCT(PageIn, (), (conversation, limit, cursor))

struct GetOut {
  Conversation conversation;
  std::vector<Seq> pins;
  Page<Member> members;
  std::optional<GroupRules> rules;  ///< of a group, with what holds where it has none of its own
};
BOOST_DESCRIBE_STRUCT(GetOut, (), (conversation, pins, members, rules))

struct ReadIn {
  ConversationId conversation;
  SeqField seq;
};
BOOST_DESCRIBE_STRUCT(ReadIn, (), (conversation, seq))

struct ReadOut {
  Seq read_seq = 0;
  std::int64_t unread = 0;
};
BOOST_DESCRIBE_STRUCT(ReadOut, (), (read_seq, unread))

struct ReadListIn {
  ConversationId conversation;
  SeqField seq;
  OptionalLimit limit;
  Cursor cursor;
};
BOOST_DESCRIBE_STRUCT(ReadListIn, (), (conversation, seq, limit, cursor))

struct Reader {
  PrincipalId principal;
  bool read = false;
};
BOOST_DESCRIBE_STRUCT(Reader, (), (principal, read))

struct ReadListOut {
  std::int64_t read_count = 0;
  std::int64_t unread_count = 0;
  std::vector<Reader> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ReadListOut, (), (read_count, unread_count, items, next_cursor))

struct ConversationIn {
  ConversationId conversation;
};
BOOST_DESCRIBE_STRUCT(ConversationIn, (), (conversation))

struct PreferencesIn {
  ConversationId conversation;
  std::optional<bool> pinned;
  std::optional<Notify> notify;
};
BOOST_DESCRIBE_STRUCT(PreferencesIn, (), (conversation, pinned, notify))

struct PreferencesOut {
  bool pinned = false;
  Notify notify = Notify::all;
};
BOOST_DESCRIBE_STRUCT(PreferencesOut, (), (pinned, notify))

struct EntriesIn {
  ConversationId conversation;
  std::optional<PlaceField> after;
  std::optional<SeqField> before;
  OptionalLimit limit;
};
BOOST_DESCRIBE_STRUCT(EntriesIn, (), (conversation, after, before, limit))

struct Covers {
  Seq from = 0;
  Seq to = 0;
};
BOOST_DESCRIBE_STRUCT(Covers, (), (from, to))

struct EntriesOut {
  std::vector<Entry> items;
  Covers covers;
  Seq head_seq = 0;
  Seq first_seq = 1;
};
BOOST_DESCRIBE_STRUCT(EntriesOut, (), (items, covers, head_seq, first_seq))

Page<Conversation> list(db::Tx& tx, const Context& context, const ListIn& in) {
  const std::int64_t limit = api::limit_of(in.limit);
  std::optional<store::Place> after;
  if (in.cursor) {
    const auto keys = api::decode_cursor("conversations", *in.cursor, 2);
    const auto at = parse_time(keys[0]);
    if (!at) api::refuse_cursor();
    after = store::Place{*at, api::cursor_id<ConversationId>(keys[1])};
  }
  const auto page = api::make_page(
      store::places(tx, context.who().principal, after, limit + 1), limit, "conversations",
      [](const store::Place& place) {
        return std::vector<std::string>{to_rfc3339(place.active_at), place.conversation.str()};
      });
  std::vector<ConversationId> ids;
  for (const store::Place& place : page.items)
    ids.push_back(place.conversation);
  return {load_views(tx, context.who().principal, ids), page.next_cursor};
}

GetOut get(db::Tx& tx, const Context& context, const PageIn& in, const Rules& rules) {
  const Access access = may_read(tx, in.conversation, context.who().principal);
  auto views = load_views(tx, context.who().principal, std::span(&in.conversation, 1));
  if (access.participant.left_seq)
    return {std::move(views.at(0)), {}, {}, {}};  // who has left sees what it knew, not who is there now
  GetOut out{
      std::move(views.at(0)),
      store::list_pins(tx, in.conversation),
      page_of_members(tx, context.who(), in.conversation, in.limit, in.cursor),
      {}};
  if (is_group(access.head.kind)) {
    out.rules = load_rules(tx, in.conversation);
    out.rules->member_limit = member_limit(tx, access.head.kind, *out.rules, rules.group_members);
  }
  return out;
}

ReadListOut read_list(db::Tx& tx, const Context& context, const ReadListIn& in) {
  need_present(may_read(tx, in.conversation, context.who().principal));
  const auto entry = store::find_entry(tx, in.conversation, in.seq);
  if (!entry || entry->kind != "message" || !store::can_see(tx, in.conversation, context.who().principal, in.seq)) {
    throw ApiError(Errc::not_found, "no such message", "seq");
  }
  const std::int64_t limit = api::limit_of(in.limit);
  std::optional<PrincipalId> after;
  if (in.cursor) after = api::cursor_id<PrincipalId>(api::decode_cursor("readers", *in.cursor, 1)[0]);
  store::Readers readers = store::list_readers(tx, in.conversation, in.seq, entry->actor, after, limit + 1);
  auto page = api::make_page(std::move(readers.rows), limit, "readers", [](const auto& row) {
    return std::vector<std::string>{row.principal.str()};
  });
  ReadListOut out{readers.read, readers.unread, {}, page.next_cursor};
  for (const auto& row : page.items)
    out.items.push_back({row.principal, row.read});
  return out;
}

api::Nothing typing(db::Tx& tx, const Context& context, const ConversationIn& in) {
  need_present(may_read(tx, in.conversation, context.who().principal));
  tx.emit(TypingEvent{in.conversation, context.who().principal});
  return {};
}

/// One's other devices hear of it through the inbox.
PreferencesOut preferences(db::Tx& tx, const Context& context, const PreferencesIn& in) {
  const PrincipalId self = context.who().principal;
  need_present(may_read(tx, in.conversation, self));
  const auto [pinned, notify] = store::preferences(tx, in.conversation, self);
  const PreferencesOut out{in.pinned.value_or(pinned), in.notify.value_or(notify)};
  if (out.pinned != pinned || out.notify != notify) {
    store::set_preferences(tx, in.conversation, self, out.pinned, out.notify);
    const Json body = {
        {"conversation", in.conversation.str()},
        {"pinned", out.pinned},
        {"notify", boost::describe::enum_to_string(out.notify, "")}};
    tell_inboxes(tx, std::span(&self, 1), "preferences", self, body);
  }
  return out;
}

EntriesOut entries(db::Tx& tx, const Context& context, const EntriesIn& in) {
  std::optional<Seq> after, before;
  if (in.after) after = in.after->value;
  if (in.before) before = in.before->value;
  Stretch stretch = list_entries(tx, in.conversation, context.who().principal, after, before, api::limit_of(in.limit));
  return {std::move(stretch.items), {stretch.from, stretch.to}, stretch.head_seq, stretch.first_seq};
}

}  // namespace

std::vector<api::Operation> reading_operations(const Shared& use) {
  const std::string conversation = "/api/v1/conversations/{conversation}";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<ListIn, Page<Conversation>>(
      Declaration(
          "conversation.list", Method::get, "/api/v1/conversations", Policy::customer_too,
          "The caller's conversations, newest activity first."),
      list));
  table.push_back(api::transactional<PageIn, GetOut>(
      Declaration(
          "conversation.get", Method::get, conversation, Policy::customer_too,
          "A conversation with a page of its members, its pinned messages and, of a group, its rules."),
      [use](db::Tx& tx, const Context& context, const PageIn& in) { return get(tx, context, in, use->rules); }));
  table.push_back(api::transactional<PageIn, Page<Member>>(
      Declaration(
          "conversation.members", Method::get, conversation + "/members", Policy::customer_too,
          "Members of a conversation, owner and admins first."),
      [](db::Tx& tx, const Context& context, const PageIn& in) {
        need_present(may_read(tx, in.conversation, context.who().principal));
        return page_of_members(tx, context.who(), in.conversation, in.limit, in.cursor);
      }));
  table.push_back(api::transactional<ReadIn, ReadOut>(
      Declaration(
          "conversation.read", Method::post, conversation + "/read", Policy::customer_too,
          "Marks everything up to a seq as read."),
      [](db::Tx& tx, const Context& context, const ReadIn& in) {
        const Marked marked = mark_read(tx, in.conversation, context.who().principal, in.seq);
        return ReadOut{marked.read_seq, marked.unread};
      }));
  table.push_back(api::transactional<ReadListIn, ReadListOut>(
      Declaration(
          "conversation.read_list", Method::get, conversation + "/messages/{seq}/readers", Policy::signed_in,
          "Who has read a message."),
      read_list));
  table.push_back(api::transactional<ConversationIn, api::Nothing>(
      Declaration(
          "conversation.typing", Method::post, conversation + "/typing", Policy::customer_too,
          "Tells the others that the caller is typing."),
      typing));
  table.push_back(api::transactional<PreferencesIn, PreferencesOut>(
      Declaration(
          "conversation.preferences", Method::put, conversation + "/preferences", Policy::signed_in,
          "Pins a conversation in one's own list, or mutes its notifications."),
      preferences));
  table.push_back(api::transactional<EntriesIn, EntriesOut>(
      Declaration(
          "entry.list", Method::get, conversation + "/entries", Policy::customer_too,
          "A stretch of the log, forwards or backwards."),
      entries));
  return table;
}

}  // namespace weft::conversations
