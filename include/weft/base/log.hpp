// Logging: one line an event, for people or as JSON. Secrets never reach it; user text only when quoted and short.
#pragma once
#include <spdlog/spdlog.h>

#include <string_view>

namespace weft::log {

enum class Format { console, json };

/// Sets the process-wide logger (stderr). `level` is one of trace, debug, info, warn, error.
void start(Format format, std::string_view level);

/// `key=value` pairs after the message: log::info("signed in", "principal={} device={}", p, d).
using spdlog::debug;
using spdlog::error;
using spdlog::info;
using spdlog::warn;

}  // namespace weft::log
