// Reads hosts strictly: what browsers and this server might read differently is no host here.
#include "platform/apps/hosts.hpp"

#include <algorithm>

namespace weft::platform {
namespace {

constexpr std::size_t kLongest = 255;

bool fits(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
}

bool is_port(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && text.size() <= 5 && text.front() != '0' && std::all_of(text.begin(), text.end(), digit);
}

}  // namespace

std::optional<std::string> clean_host(std::string_view text) {
  std::string host(text);
  std::transform(host.begin(), host.end(), host.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const auto colon = host.find(':');
  const std::string name = host.substr(0, colon);
  if (name.empty() || name.size() > kLongest || name.front() == '.' || name.front() == '-' || name.back() == '.' ||
      !std::all_of(name.begin(), name.end(), fits))
    return std::nullopt;
  if (colon != std::string::npos && !is_port(std::string_view(host).substr(colon + 1))) return std::nullopt;
  return host;
}

std::optional<std::string> host_of(const std::string& url) {
  const bool tls = url.starts_with("https://");
  if (!tls && !url.starts_with("http://")) return std::nullopt;
  const auto odd = [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == '\\'; };
  if (std::any_of(url.begin(), url.end(), odd)) return std::nullopt;
  const std::size_t begin = url.find("//") + 2, end = std::min(url.find_first_of("/?#", begin), url.size());
  auto host = clean_host(std::string_view(url).substr(begin, end - begin));
  const std::string_view usual = tls ? ":443" : ":80";
  if (host && host->ends_with(usual)) host->resize(host->size() - usual.size());
  return host;
}

}  // namespace weft::platform
