// What became of a broadcast: its recipients one by one.
#pragma once
#include "broadcasts/model.hpp"

#include <optional>
#include <span>

namespace weft::broadcasts {

/// The wire object `BroadcastRecipient`. delivered: a device of the recipient was there after it was sent; read and
/// replied are those of the moment in which they are asked for.
struct RecipientView {
  std::int64_t number = 0;
  RecipientId recipient;
  std::string name;
  PrincipalId sender;
  std::string sender_name;
  State state = State::waiting;
  std::optional<Reason> reason;
  std::optional<Time> allowed_at;
  std::optional<Time> due_at;
  std::optional<ConversationId> conversation;
  std::optional<Seq> seq;
  std::optional<Time> sent_at;
  bool delivered = false;
  bool read = false;
  bool replied = false;
  std::int64_t shared = 0;
};
BOOST_DESCRIBE_STRUCT(
    RecipientView, (),
    (number, recipient, name, sender, sender_name, state, reason, allowed_at, due_at, conversation, seq, sent_at,
     delivered, read, replied, shared))

namespace store {

struct RecipientFilter {
  std::optional<PrincipalId> sender;
  std::optional<State> state;
  std::int64_t after = 0;
};
/// In the order of their numbers.
std::vector<RecipientView> recipients(
    db::Tx& tx, const Broadcast& broadcast, const RecipientFilter& filter, std::int64_t limit);

/// Looks who has read and replied of the next sent ones, and counts them with their senders; the last number looked at.
std::optional<std::int64_t> measure(db::Tx& tx, const Broadcast& broadcast, std::int64_t after, std::int64_t limit);

}  // namespace store
}  // namespace weft::broadcasts
