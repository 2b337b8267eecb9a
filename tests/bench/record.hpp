// Builds the JSON the bench programs print.
#pragma once

#include "load/scan.hpp"

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace weft::bench {

/// One JSON object, fields in the order they are added.
class Record {
 public:
  Record& add(std::string_view key, double value) {
    char digits[40];
    std::snprintf(digits, sizeof digits, "%.6g", std::isfinite(value) ? value : 0.0);
    return raw(key, digits);
  }
  Record& add(std::string_view key, std::string_view value) { return raw(key, load::quote(value)); }
  Record& count(std::string_view key, std::uint64_t value) { return raw(key, std::to_string(value)); }
  /// `json` is a whole JSON value.
  Record& raw(std::string_view key, std::string_view json) {
    body_ += body_.empty() ? "" : ",";
    body_ += load::quote(key);
    body_ += ':';
    body_ += json;
    return *this;
  }
  std::string json() const { return "{" + body_ + "}"; }

 private:
  std::string body_;
};

}  // namespace weft::bench
