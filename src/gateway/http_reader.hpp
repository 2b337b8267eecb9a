// Reads one request out of bytes that arrive piece by piece.
#pragma once
#include "gateway/body_reader.hpp"
#include "gateway/header_check.hpp"
#include "gateway/http_message.hpp"
#include "gateway/ws_upgrade.hpp"
#include <weft/base/error.hpp>

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <optional>
#include <string>

namespace weft::gateway {

struct ReadLimits {
  std::size_t header_bytes;
  std::size_t body_bytes;
};

/// Why a request is refused before anybody looks at what it asks for. The connection is closed after the answer.
struct Refusal {
  int status;
  ApiError error;
};

/// The raw header is checked before Beast sees it.
class HttpReader {
 public:
  explicit HttpReader(const ReadLimits& limits);

  /// True when the header was read off the front of `bytes`; false when more is needed. Raises Refusal.
  bool read_header(std::string& bytes);
  /// True when the body is complete; takes what it uses off the front of `bytes`. After read_header(). Raises Refusal.
  bool read_body(std::string& bytes);

  bool keep_alive() const { return keep_alive_; }
  bool expects_continue() const { return expects_continue_; }
  const UpgradeFields& upgrade() const { return upgrade_; }
  using BeastRequest = boost::beast::http::request<boost::beast::http::empty_body>;
  BeastRequest beast_request() const;
  /// Without the address and `tls`, which only the connection knows.
  HttpRequest& request() { return request_; }

 private:
  void take_fields();
  void take_target(std::string target);
  void expect_body();

  ReadLimits limits_;
  HeaderEnd end_;
  boost::beast::http::request_parser<boost::beast::http::empty_body> parser_;
  BodyReader body_;
  HttpRequest request_;
  UpgradeFields upgrade_;
  bool keep_alive_ = false;
  bool expects_continue_ = false;
};

}  // namespace weft::gateway
