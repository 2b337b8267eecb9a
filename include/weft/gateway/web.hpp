// The built pages of web/: files with scripts and styles, each read once, and the sites that may show a page in a
// frame.
#pragma once
#include <weft/gateway/site.hpp>

#include <functional>
#include <string>
#include <vector>

namespace weft::gateway {

struct Web {
  std::string directory = {};  ///< of the built files, read when the server is made; "": there are none
  /// The origins whose pages may show this one in a frame (`https://www.example.org`): exactly once, on any thread. A
  /// page that nobody frames does not ask. What is no origin is left out of the policy.
  std::function<void(PageRequest, std::function<void(std::vector<std::string>)>)> framed_by = {};
};

}  // namespace weft::gateway
