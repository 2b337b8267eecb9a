// Loads the certificate and settles what TLS may do.
#include "gateway/tls.hpp"

#include <weft/base/error.hpp>

#include <openssl/ssl.h>

namespace weft::gateway {
namespace {

namespace ssl = boost::asio::ssl;

int choose_http1(
    SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* offered, unsigned int offered_size,
    void*) {
  static constexpr unsigned char kHttp1[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  const int result = SSL_select_next_proto(&chosen, out_size, kHttp1, sizeof kHttp1 - 1, offered, offered_size);
  *out = chosen;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

void refuse(const std::string& setting, const std::string& file, const boost::system::error_code& error) {
  if (error)
    throw OperatorError(
        setting + ": " + file + " cannot be used: " + error.message() + "; give a readable PEM file", 2);
}

}  // namespace

std::unique_ptr<ssl::context> make_tls(const std::string& certificate, const std::string& key) {
  if (certificate.empty() && key.empty()) return nullptr;
  if (certificate.empty() || key.empty())
    throw OperatorError("tls.certificate and tls.key go together: set both or neither", 2);
  auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
  context->set_options(
      ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_sslv3 | ssl::context::no_tlsv1 |
      ssl::context::no_tlsv1_1 | ssl::context::no_compression | SSL_OP_NO_RENEGOTIATION |
      SSL_OP_CIPHER_SERVER_PREFERENCE);
  // Idle connections give their buffers back.
  SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context->native_handle(), choose_http1, nullptr);
  boost::system::error_code error;
  context->use_certificate_chain_file(certificate, error);
  refuse("tls.certificate", certificate, error);
  context->use_private_key_file(key, ssl::context::pem, error);
  refuse("tls.key", key, error);
  if (SSL_CTX_check_private_key(context->native_handle()) != 1)
    throw OperatorError("tls.key: " + key + " does not belong to the certificate " + certificate, 2);
  return context;
}

}  // namespace weft::gateway
