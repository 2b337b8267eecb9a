// Command line of the bench programs: `--key value` pairs and any number of `--subject k=v,k=v`.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace weft::bench {

/// A bag of named texts. Missing or malformed values throw std::runtime_error that names the key.
class Settings {
 public:
  void set(std::string key, std::string value) { values_[std::move(key)] = std::move(value); }
  bool has(const std::string& key) const { return values_.contains(key); }
  /// The value, or `fallback`.
  std::string text(const std::string& key, const std::string& fallback) const;
  /// The value; throws when absent.
  std::string text(const std::string& key) const;
  std::int64_t number(const std::string& key, std::int64_t fallback) const;
  std::uint16_t port() const;
  /// Process ids of "12:34:56"; empty when absent.
  std::vector<pid_t> processes(const std::string& key) const;
  /// The non-empty lines of the file that `key` names.
  std::vector<std::string> lines(const std::string& key) const;

 private:
  std::map<std::string, std::string> values_;
};

/// One server under measurement: `name`, `dialect`, `port`, `pids` and what its dialect needs.
struct Subject : Settings {};

struct Options : Settings {
  std::string scenario;
  std::vector<Subject> subjects;
};

/// `argv`: scenario, then options. Throws std::runtime_error on what it does not understand.
Options parse_options(int argc, char** argv);

}  // namespace weft::bench
