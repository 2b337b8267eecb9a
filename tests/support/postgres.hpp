// A real PostgreSQL for tests: one private cluster per test program, one database per test cloned from a migrated
// template.
#pragma once
#include <weft/db/private_postgres.hpp>

#include <memory>
#include <string>

namespace weft::test {

/// Connection string (as owner) of a fresh migrated database. The cluster starts at first use and stops when the
/// program ends.
std::string fresh_database();

/// Before the first database: the cluster keeps its data on the disk (TMPDIR or /tmp) and waits for it, with the
/// settings that the server gives its own. For what is measured.
void use_durable_cluster();

/// Connection string (as superuser) of an empty database without the schema.
std::string empty_database();

/// A fresh directory that is removed when the program ends; owned by the unprivileged test user.
std::string scratch_dir();

/// The cluster itself, for tests that stop and start it.
db::PrivatePostgres& cluster();

}  // namespace weft::test
