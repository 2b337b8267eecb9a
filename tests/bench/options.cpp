// Parses the command line of the bench programs.
#include "bench/options.hpp"

#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace weft::bench {

namespace {

std::int64_t parse_number(const std::string& key, const std::string& value) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc{} || end != value.data() + value.size())
    throw std::runtime_error(key + ": not a number: " + value);
  return number;
}

Subject parse_subject(const std::string& text) {
  Subject subject;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    const auto equals = part.find('=');
    if (equals == std::string::npos) throw std::runtime_error("--subject: expected key=value, got " + part);
    subject.set(part.substr(0, equals), part.substr(equals + 1));
  }
  return subject;
}

}  // namespace

std::string Settings::text(const std::string& key, const std::string& fallback) const {
  const auto found = values_.find(key);
  return found == values_.end() ? fallback : found->second;
}

std::string Settings::text(const std::string& key) const {
  const auto found = values_.find(key);
  if (found == values_.end()) throw std::runtime_error(key + " is missing");
  return found->second;
}

std::int64_t Settings::number(const std::string& key, std::int64_t fallback) const {
  const auto found = values_.find(key);
  return found == values_.end() ? fallback : parse_number(key, found->second);
}

std::uint16_t Settings::port() const {
  return static_cast<std::uint16_t>(parse_number("port", text("port")));
}

std::vector<pid_t> Settings::processes(const std::string& key) const {
  std::vector<pid_t> processes;
  std::istringstream parts(text(key, ""));
  for (std::string part; std::getline(parts, part, ':');) {
    processes.push_back(static_cast<pid_t>(parse_number(key, part)));
  }
  return processes;
}

std::vector<std::string> Settings::lines(const std::string& key) const {
  const auto path = text(key);
  std::ifstream file(path);
  if (!file) throw std::runtime_error(key + ": cannot read " + path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

Options parse_options(int argc, char** argv) {
  Options options;
  if (argc > 1) options.scenario = argv[1];
  for (int i = 2; i < argc; i += 2) {
    const std::string key = argv[i];
    if (!key.starts_with("--") || i + 1 >= argc) throw std::runtime_error("expected --key value, got " + key);
    if (key == "--subject")
      options.subjects.push_back(parse_subject(argv[i + 1]));
    else
      options.set(key.substr(2), argv[i + 1]);
  }
  return options;
}

}  // namespace weft::bench
