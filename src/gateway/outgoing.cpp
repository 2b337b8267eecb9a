// Requests to addresses that users have named, with a look at where they lead.
#include "gateway/address.hpp"
#include "gateway/client_stream.hpp"
#include "gateway/name_book.hpp"
#include <weft/gateway/outgoing.hpp>

#include <algorithm>

namespace weft::gateway {
namespace {

namespace ip = boost::asio::ip;

/// What is not the public internet (the special-purpose registries of IANA, RFC 6890). Of IPv6 only 2000::/3 is.
const std::vector<std::string> kNotPublic = {
    "0.0.0.0/8",      "10.0.0.0/8",   "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24",   "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",  "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/3",  "2001::/23",      "2001:db8::/32",  "2002::/16",      "3fff::/20"};

struct Target {
  Endpoint server;
  std::string path;
};

/// Throws std::invalid_argument that says what is wrong.
Target parse(const std::string& url) {
  const bool web = url.starts_with("http://") || url.starts_with("https://");
  if (!web) throw std::invalid_argument("must begin with http:// or https://");
  if (std::any_of(url.begin(), url.end(), [](unsigned char c) { return c <= 0x20 || c >= 0x7f; }))
    throw std::invalid_argument("holds a character that an address does not have");
  if (url.find('#') != std::string::npos) throw std::invalid_argument("must have no part after #");
  const auto end = url.find_first_of("/?", url.find("//") + 2);
  if (url.substr(0, end).find('@') != std::string::npos)
    throw std::invalid_argument("must not name a user or a password");
  Target target{parse_endpoint(url.substr(0, end)), end == std::string::npos ? "/" : url.substr(end)};
  if (target.path.front() == '?') target.path.insert(0, "/");
  return target;
}

NameBook::Ask asking_by(const OutgoingOptions& options) {
  if (!options.look_up) return {};
  return [look_up = options.look_up](const Endpoint& server) {
    NameBook::Addresses addresses;
    for (const std::string& text : look_up(server.host))
      addresses.emplace_back(ip::make_address(text), server.port);
    return addresses;
  };
}

/// A host that is written as an address needs nobody to look it up.
NameBook::Addresses find(NameBook& names, const Endpoint& server, std::chrono::steady_clock::time_point until) {
  boost::system::error_code none;
  const auto literal = ip::make_address(server.host, none);
  if (!none) return {{literal, server.port}};
  return names.look_up(server, until);
}

std::string text_of(const ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return ip::make_address_v4(ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}

}  // namespace

struct Outgoing::Impl {
  explicit Impl(const OutgoingOptions& with) : options(with), names(with.most_look_ups, asking_by(with)) {}

  const OutgoingOptions options;
  mutable NameBook names;
  Networks allowed, hidden{kNotPublic}, global{{"2000::/3", "0.0.0.0/0"}};

  bool may_reach(const ip::address& address) const {
    const std::string text = text_of(address);
    return allowed.holds(text) || (global.holds(text) && !hidden.holds(text));
  }

  HttpReply ask(
      const char* method, const std::string& url, const Headers& headers, std::string_view body, bool head_only) const;

  void choose(const Endpoint& server, client_detail::Addresses& addresses) const {
    const auto hidden_one = [this](const ip::tcp::endpoint& one) { return !may_reach(one.address()); };
    std::erase_if(addresses, hidden_one);
    if (addresses.empty()) throw NetworkError(server.host + " has no public address");
  }
};

Outgoing::Outgoing(OutgoingOptions options) : impl_(std::make_unique<Impl>(options)) {
  impl_->allowed = Networks(options.allowed_networks, "webhooks.allowed_networks");
}

Outgoing::~Outgoing() = default;

std::string Outgoing::trouble_with(const std::string& url) const {
  try {
    const Target target = parse(url);
    boost::system::error_code none;
    const auto literal = ip::make_address(target.server.host, none);
    if (!none && !impl_->may_reach(literal))
      return "is not a public address, and webhooks.allowed_networks does not name it";
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

HttpReply Outgoing::post(const std::string& url, const Headers& headers, std::string_view body, bool head_only) const {
  return impl_->ask("POST", url, headers, body, head_only);
}

HttpReply Outgoing::get(const std::string& url, const Headers& headers) const {
  return impl_->ask("GET", url, headers, {}, false);
}

HttpReply Outgoing::Impl::ask(
    const char* method, const std::string& url, const Headers& headers, std::string_view body, bool head_only) const {
  client_detail::Asking asking;
  try {
    Target target = parse(url);
    asking.server = std::move(target.server);
    asking.target = std::move(target.path);
  } catch (const std::invalid_argument& error) {
    throw NetworkError(error.what());
  }
  asking.method = method;
  asking.headers = headers;
  asking.body = body;
  asking.until = std::chrono::steady_clock::now() + options.timeout;
  asking.most_bytes = options.most_bytes;
  asking.head_only = head_only;
  asking.find = [&] { return find(names, asking.server, asking.until); };
  asking.choose = [&](client_detail::Addresses& addresses) { choose(asking.server, addresses); };
  return client_detail::ask(asking);
}

}  // namespace weft::gateway
