// The tables of operations of this room, by noun.
#pragma once
#include <weft/conversations/conversations.hpp>

#include <vector>

namespace weft::conversations {

using Shared = std::shared_ptr<const Dependencies>;

/// The entry that a change wrote, 0 when nothing changed.
struct SeqOut {
  Seq seq = 0;
};
BOOST_DESCRIBE_STRUCT(SeqOut, (), (seq))

std::vector<api::Operation> message_operations(const Shared& use);
std::vector<api::Operation> policy_operations(const Shared& use);
std::vector<api::Operation> personal_operations(const Shared& use);
std::vector<api::Operation> group_operations(const Shared& use);
std::vector<api::Operation> reading_operations(const Shared& use);
std::vector<api::Operation> sync_operations(const Shared& use);
std::vector<api::Operation> search_operations(const Shared& use);

}  // namespace weft::conversations
