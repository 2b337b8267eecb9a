// Reads server addresses, and looks into replies.
#include "gateway/text.hpp"
#include <weft/gateway/client.hpp>

#include <charconv>

namespace weft::gateway {
namespace {

[[noreturn]] void refuse(std::string_view url, const std::string& why) {
  throw std::invalid_argument("\"" + std::string(url) + "\" " + why + "; write it like http://127.0.0.1:8080");
}

std::uint16_t parse_port(std::string_view url, std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0 || port > 65535)
    refuse(url, "has no usable port");
  return static_cast<std::uint16_t>(port);
}

}  // namespace

std::string Endpoint::authority() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Endpoint parse_endpoint(std::string_view url) {
  const auto mark = url.find("://");
  if (mark == std::string_view::npos) refuse(url, "has no scheme");
  const std::string_view scheme = url.substr(0, mark);
  Endpoint endpoint;
  endpoint.tls = same_word(scheme, "https") || same_word(scheme, "wss");
  if (!endpoint.tls && !same_word(scheme, "http") && !same_word(scheme, "ws"))
    refuse(url, "has a scheme that is not http, https, ws or wss");
  endpoint.port = endpoint.tls ? 443 : 80;
  std::string_view rest = url.substr(mark + 3);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.find_first_of("/?#@ ") != std::string_view::npos) refuse(url, "holds more than host and port");
  const auto bracket = rest.starts_with('[') ? rest.find(']') : std::string_view::npos;
  const auto colon = rest.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) endpoint.port = parse_port(url, rest.substr(colon + 1));
  endpoint.host = bracket == std::string_view::npos ? rest.substr(0, colon) : rest.substr(1, bracket - 1);
  if (endpoint.host.empty()) refuse(url, "has no host");
  return endpoint;
}

std::string HttpReply::header(std::string_view name) const {
  for (const auto& [known, value] : headers)
    if (same_word(known, name)) return value;
  return {};
}

}  // namespace weft::gateway
