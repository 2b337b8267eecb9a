// What a filter becomes: parameters for statements that never change.
#pragma once
#include <weft/base/json.hpp>
#include <weft/customers/filter.hpp>

namespace weft::customers {

/// Each condition of the tree has a bit, and so has each "all", "any" and "not" above it. A statement sets the bits of
/// the conditions that a relation meets; weft_filter_holds() goes through the gates, which come in the order of their
/// depth, and the last one decides.
struct Compiled {
  std::optional<PrincipalId> employee;
  Reach reach;
  std::string query;
  std::vector<std::string> status;
  Json leaves = Json::array();
  std::vector<std::int64_t> gates;  ///< triples: 1 all, 2 any, 3 none of; these bits; sets this bit

  /// What every relation that is asked for has, so that an index finds them; at most one is used.
  std::vector<std::int64_t> tags;      ///< one of these
  bool few = false;                    ///< so few relations have one of these that they are looked at first
  std::vector<PrincipalId> employees;  ///< one of these
  std::optional<Time> added_from;
};

}  // namespace weft::customers
