// Groups with customers in them, as the company keeps them.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/conversations/groups.hpp>
#include <weft/customers/types.hpp>
#include <weft/customers/visits.hpp>
#include <weft/db/jobs.hpp>

#include <optional>
#include <set>
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

/// Somebody in a group, and how it came in.
struct Inside {
  PrincipalId principal;
  bool customer = false;
  std::string name;
  bool admin = false;
  Time joined_at;
  PrincipalId by;          ///< who brought it in: itself, by a code
  std::string state;       ///< of the join way
  std::string outside_id;  ///< of a customer: what this provider calls it
};
/// In the order in which they came.
std::vector<Inside> inside_of(db::Tx& tx, const ConversationId& group, const std::string& provider);
/// Of these groups, those whose last owner but one had left the company.
std::set<ConversationId> inherited_among(db::Tx& tx, std::span<const ConversationId> groups);

/// A digest of who is in: the same people, the same version.
std::string version_of(std::vector<PrincipalId> people);

/// For conversations::Dependencies::after_mention: who runs a group answers a customer that mentions it while it is
/// away, as customer_group.call_associate does.
conversations::AfterMention off_hours_answers(const EntranceParts& parts);

/// customer_group.*, join_way.* and group_welcome.*
std::vector<api::Operation> group_operations(const EntranceParts& parts);
/// Greets who came in.
db::JobKinds group_jobs(const EntranceParts& parts);
/// Codes of join ways, for visits.
Door group_door();

}  // namespace weft::customers
