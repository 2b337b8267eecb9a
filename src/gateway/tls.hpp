// The server's TLS settings.
#pragma once
#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>

namespace weft::gateway {

/// TLS 1.2 and newer with this certificate chain and key. OperatorError naming the file that cannot be read or does not
/// fit; null when both are empty.
std::unique_ptr<boost::asio::ssl::context> make_tls(const std::string& certificate, const std::string& key);

}  // namespace weft::gateway
