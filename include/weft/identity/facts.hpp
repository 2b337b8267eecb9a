// What others outside may be told of the company's people: ids, and the names of what changed. Values are asked for
// with the caller's own rights.
#pragma once
#include <weft/api/event_kinds.hpp>
#include <weft/db/jobs.hpp>
#include <weft/identity/audit.hpp>

#include <boost/describe.hpp>

#include <string>
#include <vector>

namespace weft::identity {

struct MemberFact {
  PrincipalId member;
  std::vector<std::string> changed;  ///< names of fields
};
BOOST_DESCRIBE_STRUCT(MemberFact, (), (member, changed))

struct DepartmentFact {
  std::int64_t department = 0;
  std::vector<std::string> changed;
};
BOOST_DESCRIBE_STRUCT(DepartmentFact, (), (department, changed))

struct TagFact {
  std::int64_t tag = 0;
  std::vector<std::string> changed;
};
BOOST_DESCRIBE_STRUCT(TagFact, (), (tag, changed))

struct TagMembersFact {
  std::int64_t tag = 0;
  std::vector<PrincipalId> added;
  std::vector<PrincipalId> removed;
  std::vector<std::int64_t> added_departments;
  std::vector<std::int64_t> removed_departments;
};
BOOST_DESCRIBE_STRUCT(TagMembersFact, (), (tag, added, removed, added_departments, removed_departments))

struct JobFact {
  db::JobId job;
  std::string kind;
  std::string status;  ///< done, failed
};
BOOST_DESCRIBE_STRUCT(JobFact, (), (job, kind, status))

/// member.*, department.*, tag.*, job.finished
api::EventKinds fact_kinds();

/// Announces what these rows of the audit log tell, as far as it is for others: what an administrator changes is
/// written down in one place, so it is told from there.
void announce_audited(db::Tx& tx, std::span<const AuditEntry> entries);

}  // namespace weft::identity
