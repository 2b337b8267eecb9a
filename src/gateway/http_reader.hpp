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

/// Why a request is refused before anybody looks at what it asks for. The connection is closed after the answer.
struct Refusal {
  int status;
  ApiError error;
};

/// The raw header is checked before Beast sees it.
class HttpReader {
 public:
  explicit HttpReader(std::size_t most_header);

  /// True when the header was read off the front of `bytes`; false when more is needed. Raises Refusal.
  bool read_header(std::string& bytes);
  /// Says how large the body may be; after read_header(). Raises Refusal when it is said to be larger.
  void expect_body(std::size_t most);
  /// True when the body is complete; takes what it uses off the front of `bytes` and adds it to request().body. After
  /// expect_body(). Raises Refusal.
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

  std::size_t most_header_;
  std::size_t most_body_ = 0;
  HeaderEnd end_;
  boost::beast::http::request_parser<boost::beast::http::empty_body> parser_;
  BodyReader body_;
  HttpRequest request_;
  UpgradeFields upgrade_;
  bool keep_alive_ = false;
  bool expects_continue_ = false;
};

}  // namespace weft::gateway
