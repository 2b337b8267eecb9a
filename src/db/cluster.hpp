// The files of a private cluster: where they are, how they come into being.
#pragma once
#include "db/postgres_program.hpp"

#include <optional>
#include <string>

namespace weft::db {

struct Cluster {
  std::string data_dir;    ///< absolute
  std::string pgdata;      ///< data_dir/postgres
  std::string socket_dir;  ///< holds .s.PGSQL.5432; 0700
  std::string log;         ///< data_dir/postgres.log
  std::string lock;        ///< data_dir/postgres.lock: held by the owner
  bool durable = true;

  std::string url() const;
  std::string admin_url() const;
};

/// Creates the data directory when missing and sees that it can be used. OperatorError.
Cluster locate_cluster(const std::string& data_dir, bool durable);

/// The major version that made the cluster; nullopt when there is none yet. OperatorError when the folder holds
/// something else.
std::optional<int> cluster_version(const Cluster& cluster);

/// initdb, all or nothing: a folder beside it is renamed when complete.
void create_cluster(const Cluster& cluster, const PostgresProgram& program);

/// Writes the settings that Weft decides on (postgres/weft.conf, pg_hba.conf) and the socket directory; at every start.
void write_settings(const Cluster& cluster);

/// Roles and database, as superuser over the socket; nothing when they exist.
void ensure_database(const Cluster& cluster);

/// Whether the database `weft` takes connections.
bool answers(const Cluster& cluster);

/// Keeps the log under 16 MiB: copies it to postgres.log.1 and empties it (PostgreSQL appends, so it goes on at the
/// start).
void rotate_log(const Cluster& cluster);

}  // namespace weft::db
