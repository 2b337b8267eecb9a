// Rules of recall, edit, reaction and pin: each is an entry of the log beside the change it makes.
#include "conversations/messages.hpp"

#include "conversations/bodies.hpp"
#include "conversations/log.hpp"
#include <weft/base/json.hpp>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace weft::conversations {
namespace {

constexpr std::int64_t kMaxReactions = 20;  // different emojis of one person on one message
constexpr std::size_t kMaxPins = 50;
constexpr int kMaxEmojiPoints = 12;  // a family with skin tones is the longest in use

struct Message {
  Access access;
  Entry entry;
  Json body;
};

/// Locks the conversation and loads a message that `actor` may see.
Message open_message(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor) {
  Access access = may_write(tx, conversation, actor);
  auto entry = store::find_entry(tx, conversation, seq);
  if (!entry || entry->kind != "message" || !store::can_see(tx, conversation, actor, seq))
    throw ApiError(Errc::not_found, "no such message", "seq");
  Json body = Json::parse(entry->body.text);
  return {std::move(access), std::move(*entry), std::move(body)};
}

bool recalled(const Message& message) {
  return message.body["kind"] == "recalled";
}

void need_present(const Message& message) {
  if (recalled(message)) throw ApiError(Errc::conflict, "the message was recalled", "seq");
}

void need_window(db::Tx& tx, const Entry& entry, std::chrono::seconds window) {
  if (tx.now() - entry.at > window)
    throw ApiError(Errc::window_closed, "this is allowed for " + std::to_string(window.count()) + " s after sending");
}

/// At least one emoji, and nothing that is not part of one.
bool is_emoji(const std::string& text) {
  int points = 0;
  bool emoji = false;
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < size; ++points) {
    UChar32 c = 0;
    U8_NEXT(text.data(), i, size, c);
    if (c < 0) return false;
    const bool joiner = c == 0x200D || c == 0xFE0F || c == 0x20E3;
    if (!joiner && !u_hasBinaryProperty(c, UCHAR_EMOJI) && !u_hasBinaryProperty(c, UCHAR_EMOJI_COMPONENT)) return false;
    emoji = emoji || u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC) ||
            u_hasBinaryProperty(c, UCHAR_REGIONAL_INDICATOR) || c == 0x20E3;
  }
  return emoji && points <= kMaxEmojiPoints;
}

}  // namespace

Seq recall(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor, const Rules& rules) {
  const Message message = open_message(tx, conversation, seq, actor);
  const bool group_owner = message.access.head.kind == Kind::group &&
                           message.access.participant.role == Standing::owner;
  if (message.entry.actor != actor && !group_owner)
    throw ApiError(Errc::forbidden, "only the sender or the group's owner may recall a message");
  if (recalled(message)) return 0;
  if (!group_owner) need_window(tx, message.entry, rules.recall_window);
  const Seq recall_seq = append(tx, conversation, "recall", actor, {{"seq", seq}}, false);
  store::replace_body(tx, conversation, seq, {{"kind", "recalled"}}, recall_seq);
  store::blank_edits(tx, conversation, seq, recall_seq);
  return recall_seq;
}

Seq edit(
    db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor, const Json& body,
    const Rules& rules) {
  const Message message = open_message(tx, conversation, seq, actor);
  if (message.entry.actor != actor) throw ApiError(Errc::forbidden, "only the sender may edit a message");
  need_present(message);
  const auto kind = read_json<MessageKind>(message.body["kind"]);
  if (kind != MessageKind::text && kind != MessageKind::rich)
    throw ApiError(Errc::forbidden, "only text can be edited");
  need_window(tx, message.entry, rules.edit_window);
  plain_body(kind, body);
  Json stored = Json::parse(resolve_body(tx, conversation, actor, kind, body));
  stored["edited"] = true;
  const Seq edit_seq = append(tx, conversation, "edit", actor, {{"seq", seq}, {"body", stored}}, false);
  store::replace_body(tx, conversation, seq, stored, edit_seq);
  return edit_seq;
}

Seq react(
    db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor, const std::string& emoji,
    bool on) {
  if (!is_emoji(emoji)) refuse_field("emoji", "must be one emoji");
  const Message message = open_message(tx, conversation, seq, actor);
  if (on) {
    need_present(message);
    if (store::count_reactions(tx, conversation, seq, actor) >= kMaxReactions)
      refuse_field("emoji", "is one too many: 20 different ones on a message are enough");
  }
  if (!store::set_reaction(tx, conversation, seq, actor, emoji, on)) return 0;
  return append(tx, conversation, "reaction", actor, {{"seq", seq}, {"emoji", emoji}, {"on", on}}, false);
}

Seq pin(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor, bool pinned) {
  const Message message = open_message(tx, conversation, seq, actor);
  if (pinned) {
    need_present(message);
    if (store::list_pins(tx, conversation).size() >= kMaxPins)
      throw ApiError(Errc::conflict, "50 messages are pinned here already; unpin one first");
  }
  if (!store::set_pin(tx, conversation, seq, actor, pinned)) return 0;
  return append(tx, conversation, "pin", actor, {{"seq", seq}, {"pinned", pinned}}, false);
}

}  // namespace weft::conversations
