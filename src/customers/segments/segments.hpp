// Saved filters, and what operations that choose customers have in common.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/customers/audience.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::customers {

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

}  // namespace weft::customers

namespace weft::customers::store {

void insert_segment(db::Tx& tx, const Segment& segment);
std::optional<Segment> segment(db::Tx& tx, const SegmentId& id);
/// Those of this person and those that are shared, the newest first.
std::vector<Segment> segments(db::Tx& tx, const PrincipalId& person, const SegmentId& before, std::int64_t limit);
std::int64_t count_segments(db::Tx& tx, const PrincipalId& person, bool shared);
void delete_segment(db::Tx& tx, const SegmentId& id);

}  // namespace weft::customers::store
