// Opens the database a command works on, as the right user, and refuses what is not there.
#include "app/database.hpp"

#include <weft/base/error.hpp>
#include <weft/base/process.hpp>

#include <filesystem>

namespace weft::app {
namespace {

namespace fs = std::filesystem;

void need_schema(const Database& database) {
  const int wanted = static_cast<int>(db::embedded_migrations().size());
  const int found = database.schema();
  if (found == wanted) return;
  throw OperatorError(
      "the database has schema " + std::to_string(found) + ", this version of weft needs " + std::to_string(wanted) +
      ": run weft migrate (with the same --data or --config), or start weft serve");
}

}  // namespace

std::string cluster_dir(const Config& config) {
  return config.server.data + "/postgres";
}

Database::Database(const Config& config) : config_(config) {}

std::unique_ptr<Database> Database::open(const Config& config, Need need, const std::vector<std::string>& also_own) {
  std::unique_ptr<Database> database(new Database(config));
  const bool external = !config.database.url.value.empty();
  if (!external && need != Need::anything && !fs::exists(cluster_dir(config))) {
    throw OperatorError(
        "there is no Weft in " + fs::absolute(config.server.data).string() +
        ": name its data directory with --data, or make one with weft init or weft serve");
  }
  std::vector<std::string> own = {config.server.data};
  own.insert(own.end(), also_own.begin(), also_own.end());
  drop_privileges(config.server.user, own);
  if (external) {
    database->url_ = config.database.url.value;
    database->owner_url_ = config.database.admin_url.value.empty() ? database->url_ : config.database.admin_url.value;
  } else {
    database->private_ = db::PrivatePostgres::start({config.server.data, config.database.postgres_bin});
    database->url_ = database->owner_url_ = database->private_->url();
  }
  if (need == Need::schema) need_schema(*database);
  return database;
}

db::PoolOptions Database::options(const std::string& name) const {
  db::PoolOptions options;
  options.url = url_;
  options.threads = static_cast<int>(config_.database.workers);
  options.queue = static_cast<std::size_t>(config_.database.queue.value);
  options.statement_timeout = std::chrono::milliseconds(config_.database.statement_timeout_ms);
  options.queue_timeout = std::chrono::milliseconds(config_.database.queue_timeout_ms);
  options.name = name;
  return options;
}

db::PoolOptions Database::owner_options(const std::string& name) const {
  db::PoolOptions options;
  options.url = owner_url_;
  options.role.clear();
  options.statement_timeout = std::chrono::milliseconds(0);
  options.idle_in_transaction = std::chrono::milliseconds(0);
  options.name = name;
  return options;
}

std::string Database::bin_dir() const {
  return private_ ? private_->bin_dir() : config_.database.postgres_bin;
}

void need_sessions(const Database& database) {
  if (database.is_private()) return;
  db::PoolOptions options = database.options("weft start");
  options.role.clear();  // it may not exist yet
  db::require_sessions(options);
}

void Database::stop(std::chrono::milliseconds patience) {
  if (private_) private_->stop(patience);
}

}  // namespace weft::app
