// What may stand where a click leads.
#include <weft/base/json.hpp>
#include <weft/conversations/template_card.hpp>

#include <algorithm>

namespace weft::conversations {

void need_web_address(const std::string& url, const std::string& field) {
  const bool web = url.starts_with("https://") || url.starts_with("http://");
  const bool clean = std::none_of(
      url.begin(), url.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; });
  if (!web || !clean || url.find("//") + 2 >= url.size())
    refuse_field(field, "must be an http or https address without spaces");
}

}  // namespace weft::conversations
