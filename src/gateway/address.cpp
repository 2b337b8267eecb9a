// Trusted proxies: matches addresses against networks. IPv4 is kept in its IPv6-mapped form, so that there is one
// comparison.
#include "gateway/address.hpp"

#include "gateway/text.hpp"
#include <weft/base/error.hpp>

#include <arpa/inet.h>

#include <charconv>
#include <cstring>
#include <optional>

namespace weft::gateway {
namespace {

using Bytes = std::array<std::uint8_t, 16>;
constexpr int kMappedBits = 96;  // ::ffff:0:0/96

struct Address {
  Bytes bytes{};
  bool v4 = false;
};

std::optional<Address> parse_address(std::string_view text) {
  const std::string copy(text);
  Address address;
  if (inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) == 1) return address;
  address.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  address.v4 = true;
  if (inet_pton(AF_INET, copy.c_str(), address.bytes.data() + 12) == 1) return address;
  return std::nullopt;
}

std::optional<int> parse_bits(std::string_view text, int max) {
  int bits = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (error != std::errc() || end != text.data() + text.size() || bits < 0 || bits > max) return std::nullopt;
  return bits;
}

bool same_prefix(const Bytes& a, const Bytes& b, int bits) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (std::memcmp(a.data(), b.data(), whole) != 0) return false;
  const int rest = bits % 8;
  return rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
}

[[noreturn]] void refuse(const std::string& setting, const std::string& text) {
  throw OperatorError(setting + ": \"" + text + "\" is neither an address nor a network such as 10.0.0.0/8", 2);
}

}  // namespace

Networks::Networks(const std::vector<std::string>& texts, const std::string& setting) {
  for (const std::string& text : texts) {
    const auto slash = text.find('/');
    const auto address = parse_address(std::string_view(text).substr(0, slash));
    if (!address) refuse(setting, text);
    Network network{address->bytes, 128};
    if (slash != std::string::npos) {
      const auto bits = parse_bits(std::string_view(text).substr(slash + 1), address->v4 ? 32 : 128);
      if (!bits) refuse(setting, text);
      network.bits = *bits + (address->v4 ? kMappedBits : 0);
    }
    networks_.push_back(network);
  }
}

bool Networks::holds(std::string_view text) const {
  if (networks_.empty()) return false;
  const auto address = parse_address(text);
  if (!address) return false;
  for (const Network& network : networks_)
    if (same_prefix(network.bytes, address->bytes, network.bits)) return true;
  return false;
}

std::string peer_address(const boost::asio::ip::tcp::socket& socket) {
  namespace ip = boost::asio::ip;
  boost::system::error_code error;
  const auto address = socket.remote_endpoint(error).address();
  if (error) return {};
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return ip::make_address_v4(ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}

std::string client_address(const Networks& trusted, const std::string& peer, std::string_view forwarded_for) {
  std::string address = peer;
  while (!forwarded_for.empty() && trusted.holds(address)) {
    const auto comma = forwarded_for.rfind(',');
    const auto last = trim(comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1));
    if (!parse_address(last)) break;
    address = last;
    forwarded_for = comma == std::string_view::npos ? std::string_view() : forwarded_for.substr(0, comma);
  }
  return address;
}

}  // namespace weft::gateway
