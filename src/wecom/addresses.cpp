// get_api_domain_ip and getcallbackip: the addresses of this machine, for the lists of who may come in over there.
#include "wecom/subjects.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <array>
#include <set>

namespace weft::wecom {
namespace {

/// "" for what nobody outside can name.
std::string address_of(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address->sa_family == AF_INET) {
    const auto* four = reinterpret_cast<const sockaddr_in*>(address);  // NOLINT: how the system tells it
    inet_ntop(AF_INET, &four->sin_addr, text.data(), text.size());
  } else if (address->sa_family == AF_INET6) {
    const auto* six = reinterpret_cast<const sockaddr_in6*>(address);  // NOLINT: the same
    if (!IN6_IS_ADDR_LINKLOCAL(&six->sin6_addr)) inet_ntop(AF_INET6, &six->sin6_addr, text.data(), text.size());
  }
  return text.data();
}

std::set<std::string> own_addresses() {
  std::set<std::string> found;
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) return found;
  for (const ifaddrs* at = first; at != nullptr; at = at->ifa_next) {
    const bool outward = (at->ifa_flags & IFF_UP) != 0 && (at->ifa_flags & IFF_LOOPBACK) == 0;
    if (at->ifa_addr == nullptr || !outward) continue;
    if (std::string address = address_of(at->ifa_addr); !address.empty()) found.insert(std::move(address));
  }
  freeifaddrs(first);
  return found;
}

/// https://developer.work.weixin.qq.com/document/path/92520 and 92521: requests come in where they go out.
Answer addresses(const Desk&) {
  return Json{{"ip_list", own_addresses()}};
}

}  // namespace

Endpoints address_endpoints() {
  Endpoints table;
  table.push_back({.path = "get_api_domain_ip", .handle = addresses});
  table.push_back({.path = "getcallbackip", .handle = addresses});
  return table;
}

}  // namespace weft::wecom
