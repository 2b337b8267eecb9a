// Names pqxx::connection without its header: it is an alias, so `class connection;` would not do.
#pragma once

namespace pqxx {
template <typename ConnectPolicy>
class basic_connection_base;
class connect_direct;
using connection = basic_connection_base<connect_direct>;
}  // namespace pqxx
