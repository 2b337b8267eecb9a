// `weft migrate`: the schema of this version, and nothing else.
#include "app/commands.hpp"
#include "app/database.hpp"
#include "app/serve_lock.hpp"
#include <weft/base/error.hpp>

#include <cstdio>

namespace weft::app {

int migrate(const MigrateOptions& options) {
  const Config config = read_config(options.config);
  const int newest = static_cast<int>(db::embedded_migrations().size());
  const auto database = Database::open(config, options.check ? Database::Need::existing : Database::Need::anything);
  if (options.check) {
    const int found = database->schema();
    std::printf(
        found == newest ? "schema %d is the newest\n" : "schema %d; this version brings %d: run weft migrate\n", found,
        newest);
    return found == newest ? 0 : 1;
  }
  const db::MigrationReport report = database->migrate();
  if (report.after == report.before) {
    std::printf("schema %d is the newest; nothing to do\n", report.after);
  } else {
    std::printf("schema %d -> %d\n", report.before, report.after);
  }
  return 0;
}

}  // namespace weft::app
