// Reads the built pages: each file with the .br and .gz that lie beside it.
#include "gateway/web_files.hpp"

#include "gateway/text.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/error.hpp>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace weft::gateway {
namespace {

struct Kind {
  std::string_view ending, type;
};
constexpr std::array kKinds{
    Kind{".html", "text/html; charset=utf-8"}, Kind{".js", "text/javascript; charset=utf-8"},
    Kind{".css", "text/css; charset=utf-8"}, Kind{".webmanifest", "application/manifest+json"},
    Kind{".png", "image/png"}};

std::string_view type_of(std::string_view path) {
  for (const Kind& kind : kKinds)
    if (path.ends_with(kind.ending)) return kind.type;
  return {};
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// Whether a list like "gzip;q=0.5, br" takes this coding: named, and not with a weight of nothing.
bool takes(std::string_view accepted, std::string_view coding) {
  while (!accepted.empty()) {
    const auto comma = accepted.find(',');
    const std::string_view item = accepted.substr(0, comma);
    accepted.remove_prefix(comma == std::string_view::npos ? accepted.size() : comma + 1);
    const auto semicolon = item.find(';');
    if (!same_word(trim(item.substr(0, semicolon)), coding)) continue;
    if (semicolon == std::string_view::npos) return true;
    const std::string weight(trim(item.substr(semicolon + 1)));
    return !weight.starts_with("q=") || std::strtod(weight.c_str() + 2, nullptr) > 0;
  }
  return false;
}

}  // namespace

WebForm form_for(const WebFile& file, std::string_view accepted) {
  if (!file.brotli.empty() && takes(accepted, "br")) return {&file.brotli, "br"};
  if (!file.gzip.empty() && takes(accepted, "gzip")) return {&file.gzip, "gzip"};
  return {&file.plain, {}};
}

WebFiles::WebFiles(const std::string& directory) {
  if (directory.empty()) return;
  try {
    read(directory);
  } catch (const std::filesystem::filesystem_error& error) {
    throw OperatorError("the built pages in " + directory + " cannot be read: " + error.code().message());
  }
}

void WebFiles::read(const std::string& directory) {
  const std::filesystem::path top(directory);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(top)) {
    const std::string path = entry.path().lexically_relative(top).generic_string();
    const std::string_view type = type_of(path);
    if (type.empty() || !entry.is_regular_file()) continue;
    WebFile file;
    file.type = type;
    file.plain = content_of(entry.path());
    file.gzip = content_of(entry.path().string() + ".gz");
    file.brotli = content_of(entry.path().string() + ".br");
    file.etag = hex(sha256(file.plain)).substr(0, 32);
    files_.emplace(path, std::move(file));
  }
}

const WebFile* WebFiles::find(std::string_view path) const {
  const auto file = files_.find(path);
  return file == files_.end() ? nullptr : &file->second;
}

}  // namespace weft::gateway
