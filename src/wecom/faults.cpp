// What the errors of operations are called by WeCom.
#include "wecom/faults.hpp"

#include <weft/base/json_scalars.hpp>

#include <algorithm>

namespace weft::wecom {

int number_of(const ApiError& error, const Numbers& special) {
  if (const auto* fault = dynamic_cast<const Fault*>(&error)) return fault->number();
  if (const auto known = special.find(error.code()); known != special.end()) return known->second;
  switch (error.code()) {
    case Errc::unauthenticated: return code::bad_token;
    case Errc::forbidden:
    case Errc::not_a_participant:
    case Errc::muted:
    case Errc::origin_forbidden: return code::no_privilege;
    case Errc::rate_limited: return code::rate;
    case Errc::busy:
    case Errc::unavailable:
    case Errc::internal: return code::busy;
    case Errc::payload_too_large: return 45002;
    case Errc::content_blocked: return 45031;
    default: return code::invalid_parameter;
  }
}

void raise_called(const ApiError& error, std::initializer_list<Called> names) {
  const std::string& field = error.field();
  const auto fits = [&](const Called& name) {
    const bool inside = field.starts_with(name.field) &&
                        (field.size() == name.field.size() || name.field.empty() || field[name.field.size()] == '[');
    return name.code == error.code() && inside;
  };
  const auto found = std::find_if(names.begin(), names.end(), fits);
  std::string text = error.detail();
  if (!field.empty() && !text.starts_with(field)) text = field + ": " + text;
  throw Fault(found == names.end() ? number_of(error) : found->number, std::move(text), error.code(), field);
}

std::string fault_json(int number, std::string_view text, const std::string& address, const std::string& request_id) {
  std::string message(text);
  message += ", hint: [" + request_id + "], from ip: " + address;
  std::string out = "{\"errcode\":" + std::to_string(number) + ",\"errmsg\":";
  append_json_string(out, message);
  return out += "}";
}

}  // namespace weft::wecom
