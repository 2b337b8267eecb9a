// What the log shows of what was told: enough to find it again, nothing of what people wrote.
#include "platform/webhooks/rules.hpp"
#include <weft/base/json.hpp>

#include <algorithm>

namespace weft::platform {
namespace {

/// Words of the protocol: small letters, digits and what stands between them.
bool is_word(const std::string& text) {
  return text.size() <= 32 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == '.'; });
}

Json mask(const Json& value, bool words) {
  if (value.is_object()) {
    Json object = Json::object();
    for (const auto& [name, field] : value.items())
      object[name] = mask(field, name == "kind" || name == "status" || name == "type" || name == "changed");
    return object;
  }
  if (value.is_array()) {
    Json list = Json::array();
    for (const Json& item : value)
      list.push_back(mask(item, words));
    return list;
  }
  if (!value.is_string()) return value;
  const auto& text = value.get_ref<const std::string&>();
  if (parse_uuid(text) || parse_time(text) || (words && is_word(text))) return value;
  return "... (" + std::to_string(text.size()) + " bytes)";
}

}  // namespace

std::string masked(const std::string& event) {
  return mask(Json::parse(event), false).dump();
}

}  // namespace weft::platform
