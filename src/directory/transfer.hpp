// What imports and exports need from around them, and their jobs.
#pragma once
#include "directory/import_judge.hpp"
#include "directory/import_table.hpp"
#include <weft/api/operation.hpp>
#include <weft/api/transfer.hpp>
#include <weft/db/jobs.hpp>
#include <weft/directory/tables.hpp>
#include <weft/directory/transfer.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace weft::directory {

inline constexpr auto kSheet = "成员列表";  ///< of the template, and of exports
inline constexpr auto kCheckJob = "import.check";
inline constexpr auto kApplyJob = "import.apply";
inline constexpr auto kExportJob = "export";

/// Readers that stand where a step left them, so that the next one need not read the file from its beginning. A step
/// that is repeated finds none, and begins again.
class Readers {
 public:
  struct Open {
    std::unique_ptr<TableReader> reader;
    std::int64_t row = 0;  ///< was read last
  };
  /// The reader of a job if it stands behind `row`.
  std::unique_ptr<TableReader> take(const db::JobId& job, std::int64_t row);
  void keep(const db::JobId& job, Open open);
  /// Closes the one of a job that is over.
  void close(const db::JobId& job);

 private:
  std::mutex mutex_;
  std::map<db::JobId, Open> open_;
};

/// The person a job works for, with the rights it has now. Raises forbidden where it lost the permission.
struct Actor {
  api::Caller caller;
  identity::Reach reach;
};
Actor acting(db::Tx& tx, const PrincipalId& person, api::Permission permission);

/// By which rows of an import are judged, now.
JudgeRules rules_of(db::Tx& tx, const ImportView& import, const Actor& who);

db::Step check_step(db::Tx& tx, const db::Job& job, TableFiles& files, Readers& readers);
db::Step apply_step(db::Tx& tx, const db::Job& job, TableFiles& files);
db::Step export_step(db::Tx& tx, const db::Job& job, TableFiles& files);

/// The table that people fill in for an import.
api::Download template_table(db::Tx& tx, TableFormat format, const TableFiles& files);

/// The table of an import's rows with what became of them, as a file of `owner`.
FileId write_report(db::Tx& tx, const ImportView& import, TableFiles& files);

}  // namespace weft::directory
