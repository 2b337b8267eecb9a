// The strict JSON parser and the checks that all codecs share.
#include <weft/base/json.hpp>

#include <set>

namespace weft {
namespace {

/// Watches a parse: keys seen in each open object, and how deep it is.
class StrictWatch {
 public:
  bool operator()(int depth, Json::parse_event_t event, Json& parsed) {
    using Event = Json::parse_event_t;
    switch (event) {
      case Event::object_start:
        need_depth(depth);
        open_.emplace_back();
        break;
      case Event::array_start: need_depth(depth); break;
      case Event::object_end: open_.pop_back(); break;
      case Event::key: see_key(parsed.get_ref<const std::string&>()); break;
      case Event::value:
        if (parsed.is_string()) need_no_nul(parsed.get_ref<const std::string&>());
        break;
      default: break;
    }
    return true;
  }

 private:
  static void need_depth(int depth) {
    if (depth >= kMaxJsonDepth)
      throw ApiError(Errc::invalid_argument, "JSON is nested deeper than " + std::to_string(kMaxJsonDepth) + " levels");
  }
  static void need_no_nul(const std::string& text) {
    if (text.find('\0') != std::string::npos)
      throw ApiError(Errc::invalid_argument, "a JSON string holds a NUL character");
  }
  void see_key(const std::string& key) {
    need_no_nul(key);
    Keys& keys = open_.back();
    const bool few = keys.few.size() < kFewKeys;
    if (std::find(keys.few.begin(), keys.few.end(), key) != keys.few.end()) refuse_twice(key);
    if (!few && !keys.many.insert(key).second) refuse_twice(key);
    if (few) keys.few.push_back(key);
  }
  [[noreturn]] static void refuse_twice(const std::string& key) {
    throw ApiError(Errc::invalid_argument, "a JSON object holds this key twice", key);
  }

  static constexpr std::size_t kFewKeys = 16;  // a linear search beats a tree up to here
  struct Keys {
    std::vector<std::string> few;
    std::set<std::string> many;
  };
  std::vector<Keys> open_;
};

}  // namespace

Json parse_json(std::string_view text) {
  StrictWatch watch;
  try {
    return Json::parse(text.begin(), text.end(), [&](int depth, Json::parse_event_t event, Json& parsed) {
      return watch(depth, event, parsed);
    });
  } catch (const Json::parse_error& error) {
    throw ApiError(Errc::invalid_argument, "not valid JSON near byte " + std::to_string(error.byte));
  } catch (const Json::exception&) {
    throw ApiError(Errc::invalid_argument, "not valid JSON: a number is out of range");
  }
}

void append_json_string(std::string& out, std::string_view text) {
  const bool plain = std::all_of(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; });
  if (plain) {
    out.append(1, '"').append(text).append(1, '"');
  } else {
    out += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  }
}

std::size_t count_characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

void refuse_field(const std::string& path, std::string detail) {
  const std::string subject = path.empty() ? "the input" : path;
  throw ApiError(Errc::invalid_argument, subject + " " + detail, path);
}

namespace json_detail {

std::string join(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : path + "." + std::string(name);
}

std::string join(const std::string& path, std::size_t index) {
  return path + "[" + std::to_string(index) + "]";
}

void need_object(const Json& json, const std::string& path) {
  if (!json.is_object()) refuse_field(path, "must be an object");
}

void need_list(const Json& json, std::size_t min, std::size_t max, const std::string& path) {
  if (!json.is_array()) refuse_field(path, "must be a list");
  if (json.size() < min || json.size() > max) {
    refuse_field(
        path, "must hold " + std::to_string(min) + " to " + std::to_string(max) + " items, not " +
                  std::to_string(json.size()));
  }
}

const std::string& need_string(const Json& json, const std::string& path) {
  if (!json.is_string()) refuse_field(path, "must be a string");
  return json.get_ref<const std::string&>();
}

std::int64_t need_integer(const Json& json, const std::string& path, std::int64_t min, std::int64_t max) {
  if (!json.is_number_integer()) refuse_field(path, "must be a whole number");
  const bool huge = json.is_number_unsigned() && json.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
  const std::int64_t value = huge ? INT64_MAX : json.get<std::int64_t>();
  if (huge || value < min || value > max)
    refuse_field(path, "must be from " + std::to_string(min) + " to " + std::to_string(max));
  return value;
}

double need_number(const Json& json, const std::string& path) {
  if (!json.is_number()) refuse_field(path, "must be a number");
  return json.get<double>();
}

void need_length(std::size_t length, std::size_t min, std::size_t max, const std::string& path) {
  if (length < min || length > max) {
    refuse_field(
        path, "must have " + std::to_string(min) + " to " + std::to_string(max) + " characters, not " +
                  std::to_string(length));
  }
}

void need_visible_ascii(const std::string& text, std::size_t max, const std::string& path) {
  const bool visible = std::all_of(text.begin(), text.end(), [](char c) { return c >= '!' && c <= '~'; });
  if (text.empty() || text.size() > max || !visible)
    refuse_field(path, "must be 1 to " + std::to_string(max) + " visible ASCII characters");
}

void refuse_missing(const std::string& path, const char* name) {
  refuse_field(join(path, name), "is missing");
}

void refuse_choice(schema::Names names, const std::string& path) {
  std::string list;
  for (const char* name : names)
    list.append(list.empty() ? "" : ", ").append(name);
  refuse_field(path, "must be one of " + list);
}

void refuse_unknown(const Json& json, schema::Names names, const std::string& path) {
  for (const auto& item : json.items()) {
    const auto same = [&key = item.key()](const char* name) { return key == name; };
    if (std::none_of(names.begin(), names.end(), same))
      refuse_field(join(path, item.key()), "is not a field of this request");
  }
}

}  // namespace json_detail
}  // namespace weft
