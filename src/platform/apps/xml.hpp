// The little XML of WeCom's callbacks: elements with text or elements in them, no attributes, no types of documents.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::platform {

struct XmlElement {
  std::string name;
  std::string text;  ///< all of it, unescaped
  std::vector<XmlElement> children;

  /// The first child of this name; null when there is none.
  const XmlElement* find(std::string_view child) const;
  /// Its text, or "".
  std::string text_of(std::string_view child) const;
};

/// Absent for what is no such document: declarations of entities, attributes, more than 12 levels or 4,000 elements
/// too.
std::optional<XmlElement> parse_xml(std::string_view text);

/// Writes documents; what is put in is text and never markup.
class XmlWriter {
 public:
  XmlWriter& open(std::string_view name);
  XmlWriter& close();
  /// <name><![CDATA[text]]></name>
  XmlWriter& text(std::string_view name, std::string_view text);
  /// <name>5</name>
  XmlWriter& number(std::string_view name, long long number);
  XmlWriter& number(std::string_view name, double number);
  /// Closes what is open.
  std::string done();

 private:
  std::string out_;
  std::vector<std::string> open_;
};

}  // namespace weft::platform
