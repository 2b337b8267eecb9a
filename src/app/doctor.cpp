// `weft doctor`: one line for each thing looked at, and what to do about it.
#include "app/check_up.hpp"
#include "app/commands.hpp"
#include "app/terminal.hpp"
#include <weft/base/error.hpp>
#include <weft/base/json.hpp>

#include <unistd.h>

#include <cstdio>

namespace weft::app {
namespace {

struct Report {
  bool ok = true;
  Findings findings;
};
BOOST_DESCRIBE_STRUCT(Report, (), (ok, findings))

void print(const Finding& finding, const Style& style) {
  const std::string& colour = finding.status == Health::ok     ? style.green
                              : finding.status == Health::warn ? style.yellow
                                                               : style.red;
  std::printf(
      "%s%-4s%s %-16s %s\n", colour.c_str(), boost::describe::enum_to_string(finding.status, ""), style.off.c_str(),
      finding.name.c_str(), finding.detail.c_str());
  if (!finding.advice.empty())
    std::printf("     %-16s %s-> %s%s\n", "", style.bold.c_str(), finding.advice.c_str(), style.off.c_str());
}

/// A part that cannot be looked at is itself a finding.
void attempt(const std::string& name, Findings& findings, const std::function<void()>& look) {
  try {
    look();
  } catch (const OperatorError& error) {
    findings.push_back({name, Health::fail, "cannot be looked at", error.what()});
  } catch (const ApiError& error) {
    findings.push_back({name, Health::fail, "cannot be looked at", error.detail()});
  } catch (const std::exception& error) {
    findings.push_back(
        {name, Health::fail, "cannot be looked at: " + std::string(error.what()),
         "run weft migrate, or read the log of PostgreSQL"});
  }
}

}  // namespace

int doctor(const DoctorOptions& options) {
  const Config config = read_config(options.config);
  Report report;
  std::unique_ptr<Database> database;
  attempt("database", report.findings, [&] { database = Database::open(config, Database::Need::existing); });
  attempt("machine", report.findings, [&] { check_machine(config, report.findings); });
  if (database) attempt("database", report.findings, [&] { check_database(config, *database, report.findings); });
  if (database) attempt("logs", report.findings, [&] { check_logs(*database, options.verify, report.findings); });
  if (database) attempt("telling", report.findings, [&] { check_telling(*database, report.findings); });
  if (database && options.verify)
    attempt("customers", report.findings, [&] { check_relations(*database, report.findings); });
  if (database)
    attempt("files", report.findings, [&] { check_files(config, *database, options.verify, report.findings); });

  const Style style(has_colour(STDOUT_FILENO));
  int worst = 0;
  for (const Finding& finding : report.findings) {
    worst = std::max(worst, static_cast<int>(finding.status));
    if (!options.json) print(finding, style);
  }
  report.ok = worst < static_cast<int>(Health::fail);
  if (options.json) std::printf("%s\n", to_json_text(report).c_str());
  return report.ok ? 0 : 1;
}

}  // namespace weft::app
