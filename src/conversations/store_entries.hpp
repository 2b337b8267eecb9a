// SQL of the log: entries in, entries out, and what hangs on them.
#pragma once
#include "conversations/store_append.hpp"
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <optional>
#include <span>
#include <vector>

namespace weft::conversations::store {

/// Appends one entry that is not a message under the head's lock (which the caller holds) and moves the head; returns
/// it with its seq. `lifts`: it brings the conversation to the top of people's lists.
Entry append_entry(
    db::Tx& tx, const ConversationId& conversation, const std::string& kind, const PrincipalId& actor, const Json& body,
    bool lifts);

/// Appends one send as the lanes' careful statement does, or says why not.
Verdict append_send(db::Tx& tx, const Send& send);
/// True when the actor has sent something with this client_id here.
bool sent_before(db::Tx& tx, const Send& send);

/// Appends a message of somebody who is no participant; the head is locked.
Verdict append_post(db::Tx& tx, const Send& send);
/// What was sent with this client_id: `duplicate` or `conflict`.
std::optional<Verdict> find_sent(db::Tx& tx, const Send& send);

/// The same entry into the inbox of each of these principals, in one go; returns inbox and entry for each.
struct InboxEntry {
  ConversationId inbox;
  PrincipalId owner;
  Entry entry;
};
std::vector<InboxEntry> append_to_inboxes(
    db::Tx& tx, std::span<const PrincipalId> principals, const std::string& kind, const PrincipalId& actor,
    const Json& body);

/// Makes an inbox, with its first entry, for each of these principals that has none.
void insert_inboxes(db::Tx& tx, std::span<const PrincipalId> principals);

std::optional<Entry> find_entry(db::Tx& tx, const ConversationId& conversation, Seq seq);
/// True when `principal` may see `seq` of the conversation.
bool can_see(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal, Seq seq);

/// Entries with first <= seq <= last that `principal` may see; ascending from `first` or (newest_first) descending from
/// `last`; at most `limit`.
struct Listed {
  std::vector<Entry> entries;
  Seq first_seq = 1;  ///< the oldest entry of the log that was left when these were read
};
Listed list_entries(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal, Seq first, Seq last,
    bool newest_first, std::int64_t limit);
/// All entries of a range, with who joined and left by each: to repair the order of events.
std::vector<EntryEvent> entry_events(db::Tx& tx, const ConversationId& conversation, Seq first, Seq last);

/// Replaces a message's body and keeps the old one sealed.
void replace_body(db::Tx& tx, const ConversationId& conversation, Seq seq, const Json& body, Seq sealed_by);

/// Takes the text out of the `edit` and `card_updated` entries of the message `seq` and keeps it sealed.
void blank_edits(db::Tx& tx, const ConversationId& conversation, Seq seq, Seq sealed_by);

/// Hides the edit `edit_seq` of the message `seq` from those who have hidden that.
void hide_edit(db::Tx& tx, const ConversationId& conversation, Seq seq, Seq edit_seq);

/// True when something changed.
bool set_reaction(
    db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& principal, const std::string& emoji,
    bool on);
std::int64_t count_reactions(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& principal);
bool set_pin(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& principal, bool pinned);
std::vector<Seq> list_pins(db::Tx& tx, const ConversationId& conversation);

}  // namespace weft::conversations::store
