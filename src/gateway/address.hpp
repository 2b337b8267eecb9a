// Networks whose word about the client's address is believed.
#pragma once
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weft::gateway {

/// A list of addresses and networks, IPv4 and IPv6 ("10.0.0.0/8", "::1").
class Networks {
 public:
  Networks() = default;
  /// OperatorError naming the entry of the setting that is neither an address nor a network.
  explicit Networks(const std::vector<std::string>& texts, const std::string& setting = "gateway.trusted_proxies");
  bool holds(std::string_view address) const;

 private:
  struct Network {
    std::array<std::uint8_t, 16> bytes{};
    int bits = 128;
  };
  std::vector<Network> networks_;
};

/// The address at the other end, IPv4 where it is IPv4; "" when there is none any more.
std::string peer_address(const boost::asio::ip::tcp::socket& socket);

/// The client's address: `peer`, unless that is a trusted proxy; then the last address of X-Forwarded-For that is
/// not one itself. An entry that is not an address ends the search: what stands before it was written by nobody we
/// trust.
std::string client_address(const Networks& trusted, const std::string& peer, std::string_view forwarded_for);

}  // namespace weft::gateway
