// Looks at the plans of the statements a connection has prepared.
#pragma once
#include <weft/db/tx.hpp>

#include <string>
#include <vector>

namespace weft::test {

/// Each statement prepared so far on the connection of `tx` whose plan reads a whole table that grows, as
/// "table: statement". Plans are those of the connection's own settings and role, so take one as the workers have it.
std::vector<std::string> whole_reads(db::Tx& tx);

/// How many statements the connection has prepared.
std::size_t prepared_count(db::Tx& tx);

}  // namespace weft::test
