// The demo company: people out of a CSV file, one password, one group with everybody.
#pragma once
#include "app/csv.hpp"
#include "app/database.hpp"

#include <optional>
#include <string>
#include <vector>

namespace weft::app {

/// Everybody in the demo company signs in with it. Demo companies are for trying things out on one's own machine.
inline constexpr const char* kDemoPassword = "weft-demo";
inline constexpr const char* kDemoHandle = "demo";

struct DemoPerson {
  std::string userid, name, title;
};
struct DemoCompany {
  std::string name, group;
  std::size_t people = 0;
  std::vector<DemoPerson> samples;  ///< a few to sign in as
};

/// True when there is no company in the database.
bool no_company(const Database& database);
/// True when there is exactly the demo company.
bool only_demo_company(const Database& database);

/// Reads and checks the file, whoever may be its reader: before privileges are dropped. OperatorError that names the
/// line.
struct DemoFile {
  std::string path;
  std::vector<CsvRow> rows;
  DemoCompany company;
};
DemoFile read_demo(const std::string& path);

/// Makes the demo company in one transaction. OperatorError that names the line of the file when a row is not
/// acceptable.
void make_demo(const Database& database, const DemoFile& file);

/// The path by which customers come to the first of the demo company's people; absent when that way was ended.
std::optional<std::string> demo_link(const Database& database, const DemoCompany& company);

}  // namespace weft::app
