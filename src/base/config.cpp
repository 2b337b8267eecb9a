// Collects the settings from file, environment and flags into a Config.
#include "base/config_reader.hpp"
#include <weft/base/config.hpp>
#include <weft/base/error.hpp>
#include <weft/base/nearest.hpp>

#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>

namespace weft {
namespace {

using config_detail::Given;

std::vector<std::string> section_names() {
  std::vector<std::string> names;
  boost::mp11::mp_for_each<config_detail::Members<Config>>([&](auto section) { names.emplace_back(section.name); });
  return names;
}

/// (section, key) of every setting.
std::vector<std::pair<std::string, std::string>> settings() {
  std::vector<std::pair<std::string, std::string>> all;
  const Config config;
  config_detail::for_each_setting(config, [&](std::string section, std::string key, const auto&) {
    all.emplace_back(std::move(section), std::move(key));
  });
  return all;
}

std::vector<std::string> keys_of(const std::string& section) {
  std::vector<std::string> keys;
  for (const auto& [name, key] : settings()) {
    if (name == section) keys.push_back(key);
  }
  return keys;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

/// The section that has this key, when exactly one does.
std::string section_with(const std::string& key) {
  std::string found;
  for (const auto& [section, name] : settings()) {
    if (name != key) continue;
    if (!found.empty()) return {};
    found = section;
  }
  return found;
}

[[noreturn]] void refuse_section(const std::string& place, const std::string& name) {
  const std::string near = nearest(name, section_names());
  throw OperatorError(
      place + ": there is no section [" + name + "]" + (near.empty() ? "" : "; did you mean [" + near + "]?") +
          " Sections: " + joined(section_names()),
      2);
}

[[noreturn]] void refuse_key(const std::string& place, const std::string& section, const std::string& key) {
  const std::string home = section_with(key);
  const std::string near = nearest(key, keys_of(section));
  std::string hint;
  if (!near.empty()) {
    hint = "; did you mean `" + near + "`?";
  } else if (!home.empty()) {
    hint = "; it belongs to [" + home + "].";
  } else {
    hint = ";";
  }
  throw OperatorError(
      place + ": [" + section + "] has no setting `" + key + "`" + hint + " It takes: " + joined(keys_of(section)), 2);
}

/// Puts one given value into its field.
void apply(Config& config, const Given& given) {
  bool found = false;
  config_detail::for_each_setting(config, [&](const std::string& section, const std::string& key, auto& field) {
    if (section != given.section || key != given.key) return;
    found = true;
    config_detail::assign(field, given);
  });
  if (!found) refuse_key(given.place, given.section, given.key);
}

config_detail::Value value_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* real = node.as_floating_point()) return real->get();
  if (const auto* flag = node.as_boolean()) return flag->get();
  const auto* array = node.as_array();
  if (!array) return config_detail::OtherKind{node.is_table() ? "a table" : "a date or time"};
  std::vector<std::string> items;
  for (const toml::node& item : *array) {
    if (!item.is_string()) return config_detail::OtherKind{"a list of other things"};
    items.push_back(item.as_string()->get());
  }
  return items;
}

void apply_table(Config& config, const std::string& file, const std::string& section, const toml::table& table) {
  for (const auto& [key, node] : table) {
    const std::string place = file + ":" + std::to_string(key.source().begin.line);
    const std::string name(key.str());
    apply(config, {place, section, name, value_of(node)});
  }
}

toml::table parse_file(const std::string& file) {
  if (access(file.c_str(), R_OK) != 0) {
    throw OperatorError(
        file + ": " + std::generic_category().message(errno) + "; name the configuration file with --config FILE", 2);
  }
  try {
    return toml::parse_file(file);
  } catch (const toml::parse_error& error) {
    const auto at = error.source().begin;
    std::string why(error.description());
    std::replace(why.begin(), why.end(), '\n', ' ');
    throw OperatorError(
        file + ":" + std::to_string(at.line) + ": not valid TOML (column " + std::to_string(at.column) + "): " + why,
        2);
  }
}

void apply_file(Config& config, const std::string& file) {
  const toml::table table = parse_file(file);
  const std::vector<std::string> sections = section_names();
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    const std::string place = file + ":" + std::to_string(key.source().begin.line);
    const bool known = std::find(sections.begin(), sections.end(), name) != sections.end();
    if (known && node.is_table()) {
      apply_table(config, file, name, *node.as_table());
      continue;
    }
    if (node.is_table()) refuse_section(place, name);
    const std::string home = section_with(name);
    throw OperatorError(
        place + ": `" + name + "` stands outside a section; " +
            (home.empty() ? "sections: " + joined(sections) : "put it under [" + home + "]"),
        2);
  }
}

/// WEFT_SERVER_PORT -> server.port. A name with a known section and an unknown key is a mistake; anything else is
/// not ours.
void apply_environment(Config& config, const std::string& variable, const std::string& value) {
  for (const std::string& section : section_names()) {
    std::string prefix = "WEFT_" + section + "_";
    std::transform(prefix.begin(), prefix.end(), prefix.begin(), [](unsigned char c) {
      return static_cast<char>(std::toupper(c));
    });
    if (!variable.starts_with(prefix)) continue;
    std::string key = variable.substr(prefix.size());
    std::transform(
        key.begin(), key.end(), key.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    apply(config, {variable, section, key, config_detail::PlainText{value}});
    return;
  }
}

/// "/qyapi", "/a/b": whole segments that no client writes in another way.
bool is_prefix(const std::string& text) {
  if (text.empty()) return true;
  if (text.front() != '/' || text.back() == '/') return false;
  const bool plain = std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '/' || c == '.' || c == '-' || c == '_' || c == '~';
  });
  const std::string whole = text + "/";
  return plain && whole.find("//") == whole.npos && whole.find("/./") == whole.npos && whole.find("/../") == whole.npos;
}

/// "https://weft.example:8443": nothing behind the name and its port.
bool is_origin(const std::string& text) {
  if (text.empty()) return true;
  const auto scheme = text.find("://");
  if (text.substr(0, scheme) != "https" && text.substr(0, scheme) != "http") return false;
  const std::string name = text.substr(scheme + 3);
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
  });
}

void need_consistent(const Config& config) {
  if (config.tls.certificate.empty() != config.tls.key.empty()) {
    throw OperatorError("tls.certificate and tls.key belong together: give both, or neither", 2);
  }
  if (config.server.data.empty()) throw OperatorError("server.data must name a directory", 2);
  if (!is_prefix(config.wecom.prefix)) {
    throw OperatorError(
        "wecom.prefix must be empty or a path such as \"/qyapi\": it begins with /, does not end with one, and has "
        "only "
        "letters, digits, - . _ ~ and / in it, not \"" +
            config.wecom.prefix.substr(0, 60) + "\"",
        2);
  }
  if (!is_origin(config.wecom.address)) {
    throw OperatorError(
        "wecom.address must be empty or where people reach this server, such as \"https://weft.example\", with nothing "
        "behind it, not \"" +
            config.wecom.address.substr(0, 60) + "\"",
        2);
  }
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

template <class T>
std::string toml_value(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_enum_v<T>) {
    return quoted(boost::describe::enum_to_string(value, ""));
  } else if constexpr (std::is_same_v<T, std::string>) {
    return quoted(value);
  } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
    std::vector<std::string> items;
    for (const std::string& item : value)
      items.push_back(quoted(item));
    return "[" + joined(items) + "]";
  } else {
    return std::to_string(static_cast<std::int64_t>(value));
  }
}

}  // namespace

Config load_config(const ConfigSources& sources) {
  Config config;
  if (!sources.file.empty()) apply_file(config, sources.file);
  for (const auto& [variable, value] : sources.environment)
    apply_environment(config, variable, value);
  for (const auto& flag : sources.flags) {
    const std::size_t dot = flag.setting.find('.');
    apply(
        config,
        {flag.place, flag.setting.substr(0, dot), flag.setting.substr(dot + 1), config_detail::PlainText{flag.value}});
  }
  need_consistent(config);
  return config;
}

std::vector<std::pair<std::string, std::string>> weft_environment() {
  std::vector<std::pair<std::string, std::string>> found;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (text.starts_with("WEFT_") && equals != text.npos)
      found.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return found;
}

std::vector<std::string> config_keys() {
  std::vector<std::string> keys;
  for (const auto& [section, key] : settings())
    keys.push_back(section + "." + key);
  return keys;
}

std::string config_toml(const Config& config) {
  std::string text;
  std::string open;
  config_detail::for_each_setting(config, [&](const std::string& section, const std::string& key, const auto& field) {
    if (section != open) text += (open.empty() ? "[" : "\n[") + section + "]\n";
    open = section;
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(field)>, Secret>) {
      if (!field.value.empty()) text += "# " + key + " is not part of a backup\n";
    } else {
      text += key + " = " + toml_value(field) + "\n";
    }
  });
  return text;
}

}  // namespace weft
