// Groups with customers in them, as the company keeps them.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/customers/types.hpp>
#include <weft/customers/visits.hpp>
#include <weft/db/jobs.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::customers {

struct NewGroup {
  std::string name;
  PrincipalId owner;
  std::vector<PrincipalId> colleagues = {};
};

/// A group of employees that customers can be brought into. Raises what keeps the owner from serving customers, with
/// the field `owner`.
ConversationId make_group(db::Tx& tx, const NewGroup& group);

/// Raises forbidden or conflict, with the field, for who may not serve customers at all; how many it has is no matter.
void require_server(db::Tx& tx, const PrincipalId& employee, const std::string& field);

/// Gives a group to another employee, in it already or not; the one before stays as a member where it is still there.
/// Locks the head. Raises not_found (no group with customers), conflict (dismissed; `to` has it already), and what
/// require_server() raises. Asks nobody whether it may. The seq of the entry `owner_changed`.
Seq give_group(db::Tx& tx, const ConversationId& group, const PrincipalId& to, const PrincipalId& actor);

/// Groups with customers of who has left the company, in the order of their ids after `after`.
std::vector<ConversationId> groups_without_owner(
    db::Tx& tx, const std::optional<ConversationId>& after, std::int64_t limit);
/// Groups that this employee owns, the same.
std::vector<ConversationId> groups_owned_by(
    db::Tx& tx, const PrincipalId& owner, const std::optional<ConversationId>& after, std::int64_t limit);

/// customer_group.*, join_way.* and group_welcome.*
std::vector<api::Operation> group_operations(const EntranceParts& parts);
/// Greets who came in.
db::JobKinds group_jobs(const EntranceParts& parts);
/// Codes of join ways, for visits.
Door group_door();

}  // namespace weft::customers
