// Cuts texts and takes the little markup of WeCom's messages out of them.
#include "wecom/texts.hpp"

#include <algorithm>
#include <optional>

namespace weft::wecom {
namespace {

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

struct Tag {
  std::string name;  ///< "a", "/a"
  std::string href;
  std::size_t size = 0;
};

std::string attribute(std::string_view tag, std::string_view name) {
  const auto at = lower(std::string(tag)).find(std::string(name) + "=");
  if (at == std::string::npos) return {};
  std::string_view rest = tag.substr(at + name.size() + 1);
  if (rest.empty()) return {};
  const char quote = rest.front();
  const bool quoted = quote == '"' || quote == '\'';
  if (quoted) rest.remove_prefix(1);
  return std::string(rest.substr(0, quoted ? rest.find(quote) : rest.find_first_of(" >")));
}

constexpr std::size_t kLongestTag = 2300;  // an address of 2,048 bytes in it
constexpr std::size_t kMarkup = 64 << 10;  // what is read of a text: no message takes so much

/// One of the tags that are known, at the beginning of `text`.
std::optional<Tag> tag_at(std::string_view text) {
  if (!text.starts_with('<') || text.size() < 2 || std::string_view("aAbBdD/").find(text[1]) == std::string_view::npos)
    return std::nullopt;
  text = text.substr(0, kLongestTag);
  const auto end = std::min(text.find('>'), text.find('<', 1));
  if (end == std::string_view::npos || text[end] == '<') return std::nullopt;
  const std::string_view inside = text.substr(1, end - 1);
  std::string name = lower(std::string(inside.substr(0, inside.find_first_of(" \t\n", 0))));
  if (name.size() > 1 && name.back() == '/') name.pop_back();  // <br/>
  if (name != "a" && name != "/a" && name != "br" && name != "div" && name != "/div") return std::nullopt;
  return Tag{name, name == "a" ? attribute(inside, "href") : std::string(), end + 1};
}

void begin_line(std::string& out) {
  if (!out.empty() && out.back() != '\n') out += '\n';
}

}  // namespace

std::string cut_bytes(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && continues(text[end]))
    --end;
  text.resize(end);
  return text;
}

std::string cut_characters(std::string text, std::size_t most) {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (continues(text[at])) continue;
    if (++characters > most) {
      text.resize(at);
      break;
    }
  }
  return text;
}

std::string plain_of(std::string_view markup) {
  const std::string some = cut_bytes(std::string(markup.substr(0, kMarkup + 4)), kMarkup);
  markup = some;
  std::string out, link;
  std::size_t label = 0;
  for (std::size_t at = 0; at < markup.size();) {
    const auto tag = tag_at(markup.substr(at));
    if (!tag) {
      out += markup[at++];
      continue;
    }
    at += tag->size;
    if (tag->name == "a") {
      link = tag->href;
      label = out.size();
    } else if (tag->name == "/a") {
      if (!link.empty() && out.substr(label) != link) out += " (" + link + ")";
      link.clear();
    } else if (tag->name == "br") {
      out += '\n';
    } else {
      begin_line(out);
    }
  }
  if (out.ends_with('\n') && !markup.ends_with('\n')) out.pop_back();
  return out;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words)
    out += (out.empty() ? "" : "|") + word;
  return out;
}

}  // namespace weft::wecom
