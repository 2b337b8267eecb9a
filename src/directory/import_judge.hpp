// What the directory makes of the rows of an import: to be added, to be changed, the same, or wrong.
#pragma once
#include "directory/import_row.hpp"
#include <weft/db/tx.hpp>
#include <weft/directory/imports.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/identity.hpp>

#include <boost/describe.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace weft::directory {

/// A department that a member is in.
struct KnownPlace {
  std::int64_t number = 0;
  std::string path;       ///< "/1/5/"
  std::string full_name;  ///< "Sales/North", "" for the root
  bool main = false;
  bool leader = false;
  std::int64_t position = 0;
};

struct Known {
  PrincipalId id;
  std::string name, name_en, title, alias, mobile, telephone, email;
  Gender gender = Gender::unknown;
  identity::PrincipalStatus status = identity::PrincipalStatus::active;
  bool administers = false;                    ///< holds a role
  std::map<std::int64_t, std::string> fields;  ///< values of the company's own fields, by their numbers
  std::vector<KnownPlace> places;              ///< the main one first
};

struct JudgedRow {
  ParsedRow parsed;
  ImportAction action = ImportAction::error;
  std::vector<std::string> changes;  ///< headers of the columns that an update changes
  std::optional<Known> known;
  std::vector<KnownPlace> places;      ///< that it asks for; number 0: to be made
  std::optional<Known> departed = {};  ///< who had the userid before
};

struct JudgeRules {
  identity::Reach reach;  ///< of who imports
  api::Caller caller;     ///< who imports
  bool create_departments = false;
  identity::Reach departments = {};  ///< where the importer may make departments
  bool numbered = false;             ///< departments are named by their numbers
  identity::Reach members = {};      ///< of a numbered import: whom the importer may disable and let back in
  bool over_departed = false;        ///< the same: a userid of somebody who has left is free
};

/// The form in which userids are compared.
std::string userid_key(std::string_view userid);

/// In the order of the batch; at most 2,000 rows. The same userid twice in the batch is wrong the second time.
/// `missing` collects the paths of departments that would be made, with those above them.
std::vector<JudgedRow> judge(
    db::Tx& tx, std::vector<ParsedRow> batch, const JudgeRules& rules, std::set<std::string>& missing);

}  // namespace weft::directory
