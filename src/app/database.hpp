// The database of a configuration: the private PostgreSQL under the data directory, or the one of database.url.
#pragma once
#include <weft/base/config.hpp>
#include <weft/base/event.hpp>
#include <weft/db/migrations.hpp>
#include <weft/db/private_postgres.hpp>
#include <weft/db/tx.hpp>
#include <weft/db/workers.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace weft::app {

class Database {
 public:
  /// What a command needs to find.
  enum class Need {
    anything,  ///< a private PostgreSQL is made when there is none
    existing,  ///< there must be one: OperatorError that says how to make it
    schema,    ///< ... with the schema of this version
  };

  /// Started by root, becomes server.user for good and hands it the data directory and `also_own`. Starts the private
  /// PostgreSQL, or attaches to it.
  static std::unique_ptr<Database> open(const Config& config, Need need, const std::vector<std::string>& also_own = {});

  /// For everyday connections, as weft_app.
  db::PoolOptions options(const std::string& name) const;
  /// For migrations, backups and the doctor: the owner of the tables, who sees all companies.
  db::PoolOptions owner_options(const std::string& name) const;
  const std::string& owner_url() const { return owner_url_; }
  /// Superuser of the private cluster; empty for an external database.
  std::string admin_url() const { return private_ ? private_->admin_url() : std::string(); }
  bool is_private() const { return private_ != nullptr; }
  /// True when a server runs on the private cluster now.
  bool attached() const { return private_ && private_->attached(); }
  /// How often the private PostgreSQL had to be started again.
  int restarts() const { return private_ ? private_->restarts() : 0; }
  /// Where pg_dump and pg_restore are; empty: in PATH.
  std::string bin_dir() const;
  /// Stops the private PostgreSQL; without a checkpoint when that takes longer than `patience`.
  void stop(std::chrono::milliseconds patience);

  db::MigrationReport migrate() const { return db::migrate(owner_url_, db::embedded_migrations()); }
  int schema() const { return db::schema_version(owner_url_, db::embedded_migrations()); }

 private:
  explicit Database(const Config& config);
  const Config config_;
  std::unique_ptr<db::PrivatePostgres> private_;
  std::string url_, owner_url_;
};

/// Where the private cluster of this configuration is, whether it exists or not.
std::string cluster_dir(const Config& config);

/// Runs `body` in one transaction on a connection of its own, commits, hands over the events. ApiErrors pass.
std::vector<Event> transact(const db::PoolOptions& options, const std::function<void(db::Tx&)>& body);

/// db::require_sessions for the everyday connections of a database that is not private.
void need_sessions(const Database& database);

/// db::require_durable on a connection of its own.
void need_durable(const db::PoolOptions& options, bool allow_unsafe);

}  // namespace weft::app
