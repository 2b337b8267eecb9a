// The readable page of the API: plain HTML from the registry, no script, so that a strict content policy holds.
#include <weft/api/registry.hpp>
#include <weft/base/json.hpp>

namespace weft::api {
namespace {

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string_view method_text(Method method) {
  static constexpr std::string_view kNames[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
  return kNames[static_cast<int>(method)];
}

std::string_view policy_text(Policy policy) {
  if (policy == Policy::anonymous) return "anybody";
  if (policy == Policy::customer) return "customers";
  if (policy == Policy::customer_too) return "signed in, customers too";
  const auto needed = policy.permission();
  return needed ? name_of(*needed) : "signed in";
}

/// "string, 1-64" and the like.
std::string type_text(const Json& schema) {
  if (schema.contains("enum")) {
    std::string text;
    for (const Json& name : schema["enum"]) {
      if (!name.is_null()) text += (text.empty() ? "" : " | ") + name.get<std::string>();
    }
    return text;
  }
  const Json type = schema.value("type", Json("any"));
  std::string text = type.is_array() ? type.front().get<std::string>() : type.get<std::string>();
  if (text == "array") text = "list of " + type_text(schema["items"]);
  if (schema.contains("format")) text += " (" + schema["format"].get<std::string>() + ")";
  if (schema.contains("maxLength"))
    text += ", " + schema["minLength"].dump() + "-" + schema["maxLength"].dump() + " characters";
  if (schema.contains("maxItems"))
    text += ", " + schema["minItems"].dump() + "-" + schema["maxItems"].dump() + " items";
  return text;
}

void add_fields(std::string& page, std::string_view title, const Json& schema) {
  if (!schema.contains("properties") || schema["properties"].empty()) return;  // raw JSON says nothing of its fields
  page += "<h4>" + std::string(title) + "</h4><table>";
  for (const auto& [field, type] : schema["properties"].items()) {
    const Json& required = schema["required"];
    const bool needed = std::find(required.begin(), required.end(), field) != required.end();
    page += "<tr><td><code>" + escape(field) + "</code>" + (needed ? "" : " <i>optional</i>") + "</td><td>" +
            escape(type_text(type)) + "</td></tr>";
  }
  page += "</table>";
}

constexpr std::string_view kHead =
    R"(<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Weft API</title><style>
body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:0 auto;padding:1rem;color:#1c2430;background:#fff}
code{font-family:ui-monospace,monospace;background:#f1f4f8;padding:.1em .3em;border-radius:3px;overflow-wrap:anywhere}
article{border-top:1px solid #d7dde5;padding:.5rem 0}h2{margin-top:2rem}h3{margin:.5rem 0}h4{margin:.5rem 0 .2rem;color:#51606f}
table{border-collapse:collapse;width:100%}td{padding:.15rem .6rem .15rem 0;vertical-align:top;border-bottom:1px solid #eef1f5}
nav{display:flex;flex-wrap:wrap;gap:.2rem .8rem}nav a{white-space:nowrap}.who{color:#51606f}
@media(prefers-color-scheme:dark){body{background:#12161c;color:#dfe6ee}code{background:#222a34}h4,.who{color:#9aa8b8}article,td{border-color:#2b3440}a{color:#8ab4ff}}
</style></head><body>)";

}  // namespace

std::string docs_page(const Registry& registry, std::string_view version) {
  std::map<std::string, std::vector<const Operation*>> groups;
  for (const auto& operation : registry.all())
    groups[operation->name.substr(0, operation->name.find('.'))].push_back(operation.get());
  std::string page(kHead);
  page += "<h1>Weft API " + escape(version) +
          "</h1><p>Every operation over REST and, by name, over the WebSocket <code>/ws</code>. "
          "Machine-readable: <a href=\"/openapi.json\">openapi.json</a>.</p><nav>";
  for (const auto& [group, unused] : groups)
    page += "<a href=\"#" + escape(group) + "\">" + escape(group) + "</a>";
  page += "</nav>";
  for (const auto& [group, operations] : groups) {
    page += "<h2 id=\"" + escape(group) + "\">" + escape(group) + "</h2>";
    for (const Operation* operation : operations) {
      page += "<article id=\"" + escape(operation->name) + "\"><h3>" + escape(operation->name) + "</h3><p>" +
              escape(operation->summary) + "</p><p><code>" + std::string(method_text(operation->method)) + " " +
              escape(operation->path) + "</code> <span class=\"who\">" + std::string(policy_text(operation->policy)) +
              "</span></p>";
      add_fields(page, "Input", *operation->input);
      add_fields(page, "Output", *operation->output);
      page += "</article>";
    }
  }
  return page + "</body></html>";
}

}  // namespace weft::api
