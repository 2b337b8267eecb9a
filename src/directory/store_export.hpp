// SQL of exports.
#pragma once
#include "directory/import_judge.hpp"

#include <string>
#include <vector>

namespace weft::directory::store {

struct ExportedMember {
  std::string userid, userid_key;
  Known known;
};

/// Members who have not left, by userid, after `after`; with `path` only those of that subtree.
std::vector<ExportedMember> members_after(
    db::Tx& tx, const std::string& after, const std::string& path, std::int64_t limit);
/// The path of a department, "" when there is none of this number.
std::string path_of(db::Tx& tx, std::int64_t department);

}  // namespace weft::directory::store
