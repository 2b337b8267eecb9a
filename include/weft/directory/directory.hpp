// The directory as app sees it: its operations and its jobs.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/db/jobs.hpp>

#include <vector>

namespace weft::directory {

/// department.*, member.get, member.update, member.set_departments, member.search, tag.*, field.*, visibility.*,
/// member.offboard, offboarding.*.
std::vector<api::Operation> operations();

/// What continues after off-boarding: taking the departed out of groups.
db::JobKinds jobs();

}  // namespace weft::directory
