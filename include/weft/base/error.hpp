// The one list of error codes, and the exception that carries one out of a transaction.
#pragma once
#include <cstdint>
#include <exception>
#include <span>
#include <string>
#include <string_view>

namespace weft {

/// Every error a client can see. Names are stable: they are the `code` on the wire.
enum class Errc : std::uint8_t {
  invalid_argument,
  unauthenticated,
  forbidden,
  not_a_participant,
  muted,
  origin_forbidden,
  not_found,
  method_not_allowed,
  conflict,
  idempotency_conflict,
  conversation_closed,
  window_closed,
  content_blocked,
  payload_too_large,
  unsupported_media_type,
  rate_limited,
  busy,
  unavailable,
  internal,
};

struct ErrorInfo {
  Errc code;
  int status;              ///< HTTP status
  std::string_view name;   ///< the wire code
  std::string_view title;  ///< one short sentence for people
};

/// The list, in the order of the enum.
std::span<const ErrorInfo> error_list();
const ErrorInfo& error_info(Errc code);

/// What went wrong, for the caller. `field` is a path such as "members[3]"; `retry_after` is in seconds, 0 when
/// unknown.
class ApiError : public std::exception {
 public:
  explicit ApiError(Errc code, std::string detail = {}, std::string field = {}, int retry_after = 0)
      : code_(code), detail_(std::move(detail)), field_(std::move(field)), retry_after_(retry_after) {
    if (detail_.empty()) detail_ = error_info(code).title;
  }
  const char* what() const noexcept override { return detail_.c_str(); }
  Errc code() const { return code_; }
  const std::string& detail() const { return detail_; }
  const std::string& field() const { return field_; }
  int retry_after() const { return retry_after_; }

 private:
  Errc code_;
  std::string detail_;
  std::string field_;
  int retry_after_;
};

/// A mistake of the operator (settings, files, database): one line that says what to do. The program ends with
/// `exit_code`.
class OperatorError : public std::exception {
 public:
  explicit OperatorError(std::string line, int exit_code = 1) : line_(std::move(line)), exit_code_(exit_code) {}
  const char* what() const noexcept override { return line_.c_str(); }
  int exit_code() const { return exit_code_; }

 private:
  std::string line_;
  int exit_code_;
};

/// RFC 9457 problem object as JSON text.
std::string problem_json(const ApiError& error, std::string_view request_id);

}  // namespace weft
