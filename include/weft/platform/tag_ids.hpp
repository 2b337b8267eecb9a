// How programs that speak WeCom's language are told the ids of customers' tags and of their groups, which are numbered
// apart: 7 is a tag, g7 a group.
#pragma once
#include <cstdint>
#include <string>

namespace weft::platform {

inline std::string group_id(std::int64_t number) {
  return "g" + std::to_string(number);
}

}  // namespace weft::platform
