// The files that web/ was built into, held in memory with their smaller forms.
#pragma once
#include <map>
#include <string>
#include <string_view>

namespace weft::gateway {

struct WebFile {
  std::string type;
  std::string plain, gzip, brotli;  ///< "": there is none in this form
  std::string etag;                 ///< of the plain form, without quotes
};

/// What to send to a client with this Accept-Encoding.
struct WebForm {
  const std::string* body;
  std::string_view encoding;  ///< "": as it is
};
WebForm form_for(const WebFile& file, std::string_view accepted);

class WebFiles {
 public:
  /// Reads the whole directory, once. What is not of a known type is left out. OperatorError when it cannot be read.
  explicit WebFiles(const std::string& directory);
  /// By the path below the directory ("assets/x.js"), or null. Names come from the directory only: no path of a request
  /// ever reaches the disk.
  const WebFile* find(std::string_view path) const;
  bool empty() const { return files_.empty(); }

 private:
  void read(const std::string& directory);
  std::map<std::string, WebFile, std::less<>> files_;
};

}  // namespace weft::gateway
