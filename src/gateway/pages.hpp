// The pages that are not operations: documentation, probes, metrics.
#pragma once
#include "gateway/http_message.hpp"
#include <weft/api/registry.hpp>
#include <weft/base/metrics.hpp>

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace weft::gateway {

/// Nothing may load or run; the page's own style sheets are allowed by their digests, its forms go to `forms`.
std::string content_policy(std::string_view html, std::string_view forms = "'none'");

class Pages {
 public:
  /// Renders the documentation once.
  Pages(
      const api::Registry& registry, const Metrics& metrics, std::string_view version,
      std::function<std::string()> trouble);

  /// nullopt: the path is none of ours. HEAD is answered like GET; other methods with 405.
  std::optional<HttpAnswer> answer(const HttpRequest& request, std::string_view request_id) const;
  /// /readyz says 503 from now on.
  void set_draining() { draining_ = true; }

 private:
  struct Fixed {
    std::string type, body, etag, policy;
  };
  void add(const std::string& path, std::string type, std::string body);
  static HttpAnswer fixed(const HttpRequest& request, const Fixed& page);
  HttpAnswer ready() const;

  const Metrics& metrics_;
  std::function<std::string()> trouble_;
  std::map<std::string, Fixed, std::less<>> fixed_;
  std::atomic<bool> draining_{false};
};

}  // namespace weft::gateway
