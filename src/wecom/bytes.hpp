// Answers that are bytes in memory.
#pragma once
#include <weft/api/transfer.hpp>

#include <string>

namespace weft::wecom {

/// Something that was made for one answer; shown in the page.
api::Download download_of(std::string bytes, std::string type, std::string name);

}  // namespace weft::wecom
