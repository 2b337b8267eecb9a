// Rules of recall, edit, reaction and pin: each is an entry of the log beside the change it makes. And of what one does
// with a message for oneself alone: the inbox tells it to one's other devices.
#include "conversations/messages.hpp"

#include "conversations/bodies.hpp"
#include "conversations/store.hpp"
#include "conversations/store_entries.hpp"
#include "conversations/store_personal.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/app_chats.hpp>
#include <weft/conversations/group_rules.hpp>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace weft::conversations {
namespace {

constexpr std::int64_t kMaxReactions = 20;  // different emojis of one person on one message
constexpr std::size_t kMaxPins = 50;
constexpr std::int64_t kMaxStars = 5000;
constexpr int kMaxEmojiPoints = 12;  // a family with skin tones is the longest in use

[[noreturn]] void no_message() {
  throw ApiError(Errc::not_found, "no such message", "seq");
}

struct Message {
  Access access;
  Entry entry;
  Json body;
};

/// Locks the conversation and loads a message that `actor` may see.
Message open_message(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor) {
  Access access = may_write(tx, conversation, actor);
  auto entry = store::find_entry(tx, conversation, seq);
  if (!entry || entry->kind != "message" || !store::can_see(tx, conversation, actor, seq)) no_message();
  Json body = Json::parse(entry->body.text);
  return {std::move(access), std::move(*entry), std::move(body)};
}

bool recalled(const Message& message) {
  return message.body["kind"] == "recalled";
}

void need_present(const Message& message) {
  if (recalled(message)) throw ApiError(Errc::conflict, "the message was recalled", "seq");
}

void need_window(db::Tx& tx, const Entry& entry, const WindowSeconds& window) {
  if (tx.now() - entry.at > std::chrono::seconds(window.value))
    throw ApiError(Errc::window_closed, "this is allowed for " + std::to_string(window.value) + " s after sending");
}

Seq take_back(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor) {
  const Seq recall_seq = append(tx, conversation, "recall", actor, {{"seq", seq}}, false);
  store::replace_body(tx, conversation, seq, {{"kind", "recalled"}}, recall_seq);
  store::blank_edits(tx, conversation, seq, recall_seq);
  return recall_seq;
}

/// Locks the head; whether there is this message of the app, and it was not taken back.
bool find_own(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& app) {
  if (!store::lock_head(tx, conversation)) return false;
  const auto entry = store::find_entry(tx, conversation, seq);
  return entry && entry->kind == "message" && entry->actor == app &&
         Json::parse(entry->body.text).value("kind", "") != "recalled";
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

Seq recall(
    db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor, const MessagePolicy& policy) {
  const Message message = open_message(tx, conversation, seq, actor);
  const bool manager = policy.recall_by_managers && is_group(message.access.head.kind) &&
                       manages(message.access, load_rules(tx, conversation));
  if (!manager) {
    if (message.entry.actor != actor)
      throw ApiError(
          Errc::forbidden,
          "only the sender and, where the company allows it, who manages the group may recall a message");
    if (!policy.recall) throw ApiError(Errc::forbidden, "this company lets nobody recall messages");
  }
  if (recalled(message)) return 0;
  if (!manager) need_window(tx, message.entry, *policy.recall_window_s);
  return take_back(tx, conversation, seq, actor);
}

Seq withdraw(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& app) {
  return find_own(tx, conversation, seq, app) ? take_back(tx, conversation, seq, app) : 0;
}

Seq update_card(
    db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& app, MessageKind kind,
    const Json& body) {
  if (!find_own(tx, conversation, seq, app)) return 0;
  plain_body(kind, body);  // the fields
  const Json stored = Json::parse(resolve_body(tx, conversation, app, kind, body));
  const Seq update_seq = append(tx, conversation, "card_updated", app, {{"seq", seq}, {"body", stored}}, false);
  store::replace_body(tx, conversation, seq, stored, update_seq);
  store::hide_edit(tx, conversation, seq, update_seq);
  return update_seq;
}

Seq act_on_card(
    db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& app, const PrincipalId& member,
    Json what) {
  if (!find_own(tx, conversation, seq, app)) return 0;
  what["seq"] = seq;
  return append(tx, conversation, "card_acted", member, what, false);
}

Edited edit(
    db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor, const Json& body,
    const MessagePolicy& policy, Screen* by) {
  const Message message = open_message(tx, conversation, seq, actor);
  if (message.entry.actor != actor) throw ApiError(Errc::forbidden, "only the sender may edit a message");
  if (!policy.edit) throw ApiError(Errc::forbidden, "this company lets nobody edit messages");
  need_voice(tx, message.access);
  need_present(message);
  const auto kind = read_json<MessageKind>(message.body["kind"]);
  if (kind != MessageKind::text && kind != MessageKind::rich)
    throw ApiError(Errc::forbidden, "only text can be edited");
  need_window(tx, message.entry, *policy.edit_window_s);
  plain_body(kind, body);
  if (calls_everybody(body) && is_group(message.access.head.kind)) {
    const GroupRules rules = load_rules(tx, conversation);
    need_circle(message.access, rules, rules.mention_all, "call everybody");
  }
  Json stored = Json::parse(resolve_body(tx, conversation, actor, kind, body));
  const Utterance utterance{tx.corp(), actor, conversation, shown_texts(stored), {}};
  const auto findings = screen(by, tx, utterance);
  stored["edited"] = true;
  const Seq edit_seq = append(tx, conversation, "edit", actor, {{"seq", seq}, {"body", stored}}, false);
  store::replace_body(tx, conversation, seq, stored, edit_seq);
  store::hide_edit(tx, conversation, seq, edit_seq);
  if (!findings.empty()) by->record(tx, utterance, findings, edit_seq);
  return {edit_seq, warning_for(tx, actor, findings)};
}

Seq react(
    db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor, const std::string& emoji,
    bool on) {
  if (!is_emoji(emoji)) refuse_field("emoji", "must be one emoji");
  const Message message = open_message(tx, conversation, seq, actor);
  if (on) {
    need_voice(tx, message.access);
    need_present(message);
    if (store::count_reactions(tx, conversation, seq, actor) >= kMaxReactions)
      refuse_field("emoji", "is one too many: 20 different ones on a message are enough");
  }
  if (!store::set_reaction(tx, conversation, seq, actor, emoji, on)) return 0;
  return append(tx, conversation, "reaction", actor, {{"seq", seq}, {"emoji", emoji}, {"on", on}}, false);
}

Seq pin(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor, bool pinned) {
  const Message message = open_message(tx, conversation, seq, actor);
  need_voice(tx, message.access);
  if (pinned) {
    need_present(message);
    if (store::list_pins(tx, conversation).size() >= kMaxPins)
      throw ApiError(Errc::conflict, "50 messages are pinned here already; unpin one first");
  }
  if (!store::set_pin(tx, conversation, seq, actor, pinned)) return 0;
  return append(tx, conversation, "pin", actor, {{"seq", seq}, {"pinned", pinned}}, false);
}

bool star(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor, bool starred) {
  may_read(tx, conversation, actor);
  if (starred && store::count_stars(tx, actor) >= kMaxStars)
    throw ApiError(Errc::conflict, std::to_string(kMaxStars) + " messages are starred already; take a star off first");
  if (!store::set_star(tx, conversation, seq, actor, starred)) {
    if (!store::can_see_message(tx, conversation, actor, seq)) no_message();
    return false;
  }
  const Json body = {{"conversation", conversation.str()}, {"seq", seq}, {"starred", starred}};
  tell_inboxes(tx, std::span(&actor, 1), "starred", actor, body);
  return true;
}

bool hide(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor) {
  may_read(tx, conversation, actor);
  if (!store::hide_message(tx, conversation, seq, actor)) {
    if (!store::can_see_message(tx, conversation, actor, seq, store::Hidden::counted)) no_message();
    return false;
  }
  store::set_star(tx, conversation, seq, actor, false);
  tell_inboxes(tx, std::span(&actor, 1), "hidden", actor, {{"conversation", conversation.str()}, {"seq", seq}});
  return true;
}

}  // namespace weft::conversations
