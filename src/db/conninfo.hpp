// Connection strings: what the operator wrote, completed with what a server needs.
#pragma once
#include <map>
#include <string>

namespace weft::db {

/// `url` (either form libpq knows) as keyword/value text, with `defaults` where it says nothing and time limits for
/// connecting and for dead peers. OperatorError when it cannot be read.
std::string conninfo(const std::string& url, const std::map<std::string, std::string>& defaults = {});

}  // namespace weft::db
