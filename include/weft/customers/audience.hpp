// Which customers an operation is about, as callers say it.
#pragma once
#include <weft/customers/filter.hpp>

#include <optional>

namespace weft::customers {

using SegmentId = Id<struct SegmentTag>;

struct AudienceIn {
  std::optional<PersonRef> employee;  ///< default: the caller
  std::optional<bool> everybody;      ///< of all whose customers the caller manages
  std::optional<Text<1, 64>> query;
  std::optional<Filter> filter;
  std::optional<SegmentId> segment;  ///< and what that holds, too
};
BOOST_DESCRIBE_STRUCT(AudienceIn, (), (employee, everybody, query, filter, segment))

/// Raises forbidden for others' customers without the power over them, not_found for a segment that is not the caller's
/// to see.
Audience audience_of(db::Tx& tx, const api::Caller& caller, const AudienceIn& in, Power power);

}  // namespace weft::customers
