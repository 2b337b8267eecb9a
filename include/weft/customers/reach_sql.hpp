// A reach as parameters of a statement, for store.cpp files: `company` as $a::boolean, `paths` as $b::text[], `members`
// as $c::uuid[]; an employee `e` is inside when
//   $a OR e = ANY ($c) OR e IN (SELECT dm.principal_id FROM departments d JOIN department_members dm ON dm.corp_id =
//   d.corp_id AND dm.department = d.number JOIN unnest($b) AS top ON d.path ^@ top WHERE d.corp_id = ...)
#pragma once
#include <weft/customers/reach.hpp>
#include <weft/db/sql.hpp>

namespace weft::customers {

struct ReachParams {
  explicit ReachParams(const Reach& reach)
      : company(reach.departments.company),
        paths(db::array_literal(reach.departments.paths)),
        members(db::array_literal(reach.members)) {}
  bool company;
  std::string paths, members;
};

}  // namespace weft::customers
