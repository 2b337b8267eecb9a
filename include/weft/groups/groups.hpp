// The groups room as app sees it: who runs a group and by which rules, the ways into it, what the company says about
// all of them, and how long their logs are kept.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/conversations/groups.hpp>
#include <weft/conversations/screening.hpp>
#include <weft/conversations/types.hpp>
#include <weft/db/jobs.hpp>
#include <weft/groups/retention.hpp>

#include <span>
#include <vector>

namespace weft::groups {

/// What the operations need from outside.
struct Dependencies {
  conversations::Rules rules;
  conversations::Screen* screen = nullptr;     ///< null: everything may be said
  conversations::NeedServer need_server = {};  ///< empty: any employee runs a group with customers
};

std::vector<api::Operation> operations(Dependencies dependencies);

/// For conversations::Dependencies::propose. Raises conflict when too many wait already.
std::vector<PrincipalId> propose(
    db::Tx& tx, const conversations::Access& access, const PrincipalId& actor, std::span<const PrincipalId> people);

/// Deletes requests to join that were decided, and links that ended, 180 days ago, `limit` of either at most; how many.
std::int64_t purge_ways_in(db::Tx& tx, int limit);

}  // namespace weft::groups
