// Writes answers: status line, fields, body.
#include "gateway/http_message.hpp"

#include <array>
#include <ctime>

namespace weft::gateway {
namespace {

struct Status {
  int code;
  std::string_view reason;
};
constexpr std::array kStatuses{
    Status{200, "OK"},
    Status{206, "Partial Content"},
    Status{303, "See Other"},
    Status{304, "Not Modified"},
    Status{400, "Bad Request"},
    Status{401, "Unauthorized"},
    Status{403, "Forbidden"},
    Status{404, "Not Found"},
    Status{405, "Method Not Allowed"},
    Status{408, "Request Timeout"},
    Status{409, "Conflict"},
    Status{413, "Content Too Large"},
    Status{415, "Unsupported Media Type"},
    Status{416, "Range Not Satisfiable"},
    Status{426, "Upgrade Required"},
    Status{429, "Too Many Requests"},
    Status{431, "Request Header Fields Too Large"},
    Status{500, "Internal Server Error"},
    Status{503, "Service Unavailable"}};

std::string_view reason_of(int status) {
  for (const Status& known : kStatuses)
    if (known.code == status) return known.reason;
  return "Unknown";
}

/// RFC 9110 date, made once a second on each thread.
const std::string& http_date() {
  thread_local std::time_t made = 0;
  thread_local std::string text;
  const std::time_t now = std::time(nullptr);
  if (now != made) {
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::array<char, 40> buffer{};
    const std::size_t size = std::strftime(buffer.data(), buffer.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
    text.assign(buffer.data(), size);
    made = now;
  }
  return text;
}

}  // namespace

HttpAnswer problem_answer(const ApiError& error, std::string_view request_id) {
  HttpAnswer answer;
  answer.status = error_info(error.code()).status;
  answer.type = "application/problem+json";
  answer.body = problem_json(error, request_id);
  if (error.retry_after() > 0) {
    answer.with("Retry-After", std::to_string(error.retry_after()));
  } else if (answer.status == 429 || answer.status == 503) {
    answer.with("Retry-After", "1");
  }
  return answer;
}

std::string header_bytes(const HttpAnswer& answer, bool keep_alive) {
  std::string out;
  out.reserve(512);
  out.append("HTTP/1.1 ")
      .append(std::to_string(answer.status))
      .append(1, ' ')
      .append(reason_of(answer.status))
      .append("\r\nDate: ")
      .append(http_date());
  for (const auto& [name, value] : answer.headers)
    out.append("\r\n").append(name).append(": ").append(value);
  if (answer.status != 304) {
    out.append("\r\nContent-Type: ")
        .append(answer.type)
        .append("\r\nContent-Length: ")
        .append(std::to_string(answer.file ? answer.file->size : answer.body.size()));
  }
  out.append("\r\nX-Content-Type-Options: nosniff");
  if (!keep_alive) out.append("\r\nConnection: close");
  out.append("\r\n\r\n");
  return out;
}

std::string to_bytes(const HttpAnswer& answer, bool head, bool keep_alive) {
  std::string out = header_bytes(answer, keep_alive);
  if (!head && answer.status != 304) out.append(answer.body);
  return out;
}

}  // namespace weft::gateway
