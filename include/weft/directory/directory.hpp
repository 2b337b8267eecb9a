// The directory as app sees it: its operations and its jobs.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/db/jobs.hpp>

#include <functional>
#include <vector>

namespace weft::directory {

/// department.*, member.get, member.update, member.set_departments, member.search, tag.*, field.*, visibility.*,
/// member.offboard, offboarding.*.
std::vector<api::Operation> operations();

/// What another room does when somebody has left: some of it a call, how much that was; 0 when nothing is left to do.
using Departing = std::function<std::int64_t(db::Tx&, const PrincipalId&)>;

/// What continues after off-boarding: `departing` as long as it has something to do, then taking the departed out of
/// groups.
db::JobKinds jobs(Departing departing = {});

}  // namespace weft::directory
