// SQL of conversations and their participants: rows in, structs out. All within the tenant of the transaction.
#pragma once
#include <weft/conversations/log.hpp>
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <optional>
#include <span>
#include <vector>

namespace weft::conversations::store {

using conversations::Head;
using conversations::Participant;

/// Locks the head until the transaction ends; what is read after it is up to date.
std::optional<Head> lock_head(db::Tx& tx, const ConversationId& conversation);
std::optional<Head> find_head(db::Tx& tx, const ConversationId& conversation);

std::optional<Participant> find_participant(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal);

void insert_conversation(db::Tx& tx, const Head& head, const std::optional<std::string>& direct_key);
/// Inserts a chat of two unless there is one for this pair; returns the id of the one that is there, and whether it is
/// new.
std::pair<ConversationId, bool> insert_direct(
    db::Tx& tx, const ConversationId& id, const std::string& direct_key, Kind kind = Kind::direct);
void rename(db::Tx& tx, const ConversationId& conversation, const std::string& name);
void set_owner(db::Tx& tx, const ConversationId& conversation, const PrincipalId& owner);
void dismiss(db::Tx& tx, const ConversationId& conversation);

/// Makes these principals participants from `joined_seq` on, keeping the earlier spans of those who come back. Returns
/// those who were not participants before.
std::vector<PrincipalId> add_participants(
    db::Tx& tx, const ConversationId& conversation, std::span<const PrincipalId> principals, Seq joined_seq,
    std::int64_t read_count);
/// Ends the participation of these (those who are in) at `left_seq`, and keeps for them what the conversation is like
/// now; returns whom.
std::vector<PrincipalId> end_participants(
    db::Tx& tx, const ConversationId& conversation, std::span<const PrincipalId> principals, Seq left_seq);
/// Everybody who is in now.
std::vector<PrincipalId> active_participants(db::Tx& tx, const ConversationId& conversation);
/// Of these, the ones who are in now.
std::vector<PrincipalId> active_among(
    db::Tx& tx, const ConversationId& conversation, std::span<const PrincipalId> principals);
/// Holds the status of these as it is until the transaction ends; how many of them have not been disabled and have not
/// left the company.
std::int64_t hold_active(db::Tx& tx, std::span<const PrincipalId> principals);
/// Of these, the customers.
std::vector<PrincipalId> customers_among(db::Tx& tx, std::span<const PrincipalId> principals);
/// Of these, the robots that stand here without being participants.
std::vector<PrincipalId> robots_among(
    db::Tx& tx, const ConversationId& conversation, std::span<const PrincipalId> principals);
/// The active admin who has been in longest, else the active member, other than `except`
/// and no customer.
std::optional<PrincipalId> eldest_but(db::Tx& tx, const ConversationId& conversation, const PrincipalId& except);

/// False while the owner is disabled or departed.
bool owner_is_active(db::Tx& tx, const ConversationId& conversation);

/// A page of members, owner first, then admins, then in the order they joined; `after` is the last row of the page
/// before.
struct MemberRow {
  PrincipalId principal;
  Standing role = Standing::member;
  Seq joined_seq = 0;
  Seq read_seq = 0;
  std::optional<Time> muted_until;
};
std::vector<MemberRow> list_members(
    db::Tx& tx, const ConversationId& conversation, const std::optional<MemberRow>& after, std::int64_t limit);

/// Moves the read mark forward, never back; returns read_seq and unread afterwards, or nothing when `seq` is past the
/// head. A seq of which only retention knows counts as read.
struct Mark {
  Seq read_seq = 0;
  std::int64_t unread = 0;
  bool moved = false;
};
std::optional<Mark> move_mark(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal, Seq seq);

/// Who among the present members (other than `sender`) who could see `seq` has read it.
struct Readers {
  std::int64_t read = 0;
  std::int64_t unread = 0;
  struct Row {
    PrincipalId principal;
    bool read = false;
  };
  std::vector<Row> rows;
};
Readers list_readers(
    db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& sender,
    const std::optional<PrincipalId>& after, std::int64_t limit);

void set_preferences(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal, bool pinned, Notify notify);
std::pair<bool, Notify> preferences(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal);

}  // namespace weft::conversations::store
