// SQL of search: terms in, places of messages out. The index is behind functions of the database
// (migrations/*_search.sql).
#pragma once
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::conversations::store {

// ---- asking

/// What `reader` is or was in.
std::vector<ConversationId> readable(db::Tx& tx, const PrincipalId& reader);

struct Match {
  ConversationId conversation;
  Seq seq = 0;
  Time at;
};
/// The newest matches in [from, to) that `reader` may see, after `after`, newest first. `query`: tsquery text.
std::vector<Match> find_matches(
    db::Tx& tx, const PrincipalId& reader, const std::string& query, Time from, Time to,
    const std::optional<Match>& after, std::int64_t limit);

/// The entries of these places, in their order; those that are gone are left out.
struct Found {
  ConversationId conversation;
  Entry entry;
};
std::vector<Found> found_entries(db::Tx& tx, std::span<const Match> matches);

/// The groups that `reader` is in, the newest activity first, `limit` at most.
struct NamedGroup {
  ConversationId id;
  std::string name;
};
std::vector<NamedGroup> named_groups(db::Tx& tx, const PrincipalId& reader, std::int64_t limit);

// ---- indexing

/// Conversations whose log goes on after what is indexed, by id after `after`.
std::vector<ConversationId> unindexed(db::Tx& tx, const ConversationId& after, std::int64_t limit);

/// Locks how far these conversations are indexed, but for those that another indexer works on.
struct IndexHead {
  ConversationId conversation;
  Seq seq = 0;
};
std::vector<IndexHead> lock_index_heads(db::Tx& tx, std::span<const ConversationId> conversations);
void move_index_heads(db::Tx& tx, std::span<const IndexHead> heads);

/// The entries after each head, at most `each` of one conversation and `limit` in all, by conversation and seq.
std::vector<Found> entries_after(db::Tx& tx, std::span<const IndexHead> heads, std::int64_t each, std::int64_t limit);

struct Terms {
  ConversationId conversation;
  Seq seq = 0;
  PrincipalId actor;
  std::string kinds;  ///< separated by blanks
  Time at;
  std::string terms;  ///< of index_terms
};
void write_terms(db::Tx& tx, std::span<const Terms> terms);
void erase_terms(db::Tx& tx, std::span<const Match> places);
void forget_terms(db::Tx& tx, const ConversationId& conversation, Seq first, Seq last);

}  // namespace weft::conversations::store
