// The tables of operations of this room, by noun.
#pragma once
#include <weft/api/define.hpp>
#include <weft/groups/groups.hpp>

#include <memory>
#include <vector>

namespace weft::groups {

using Shared = std::shared_ptr<const Dependencies>;

struct SeqOut {
  Seq seq = 0;
};
BOOST_DESCRIBE_STRUCT(SeqOut, (), (seq))

struct GroupIn {
  ConversationId conversation;
};
BOOST_DESCRIBE_STRUCT(GroupIn, (), (conversation))

inline const std::string kGroupPath = "/api/v1/groups/{conversation}";
inline const std::string kCompanyPath = "/api/v1/company";

std::vector<api::Operation> rule_operations(const Shared& use);
std::vector<api::Operation> joining_operations(const Shared& use);
std::vector<api::Operation> admin_operations(const Shared& use);
std::vector<api::Operation> retention_operations(const Shared& use);

}  // namespace weft::groups
