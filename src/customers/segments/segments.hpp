// Saved filters, and what operations that choose customers have in common.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/customers/filter.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::customers {

using SegmentId = Id<struct SegmentTag>;

inline constexpr std::int64_t kSegments = 200;  ///< of one person, and shared in a company

struct Segment {
  SegmentId id;
  PrincipalId owner;
  bool shared = false;  ///< with everybody of the company
  std::string name;
  Filter filter;
  Time created_at;
};
BOOST_DESCRIBE_STRUCT(Segment, (), (id, owner, shared, name, filter, created_at))

/// Which customers an operation is about.
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

namespace weft::customers::store {

void insert_segment(db::Tx& tx, const Segment& segment);
std::optional<Segment> segment(db::Tx& tx, const SegmentId& id);
/// Those of this person and those that are shared, the newest first.
std::vector<Segment> segments(db::Tx& tx, const PrincipalId& person, const SegmentId& before, std::int64_t limit);
std::int64_t count_segments(db::Tx& tx, const PrincipalId& person, bool shared);
void delete_segment(db::Tx& tx, const SegmentId& id);

}  // namespace weft::customers::store
