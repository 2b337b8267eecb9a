// Filters as JSON: read strictly, written back, described.
#include <weft/customers/filter.hpp>

namespace weft::json_detail {
namespace {

using customers::Condition;
using customers::Filter;
using customers::kFilterDepth;
using customers::kFilterNodes;

constexpr std::size_t kParts = 50;

Filter read_node(const Json& json, const std::string& path, std::size_t depth, std::size_t& nodes);

std::vector<Filter> read_parts(const Json& json, const std::string& path, std::size_t depth, std::size_t& nodes) {
  need_list(json, 1, kParts, path);
  std::vector<Filter> parts;
  for (std::size_t i = 0; i < json.size(); ++i)
    parts.push_back(read_node(json[i], join(path, i), depth, nodes));
  return parts;
}

Filter read_node(const Json& json, const std::string& path, std::size_t depth, std::size_t& nodes) {
  need_object(json, path);
  if (depth > kFilterDepth) refuse_field(path, "is nested deeper than 8 levels");
  if (++nodes > kFilterNodes) refuse_field(path, "has more than 60 parts");
  if (json.size() != 1) refuse_field(path, "must have exactly one member");
  const std::string name = json.begin().key();
  const Json& value = json.begin().value();
  const std::string below = join(path, name);
  Filter filter;
  if (name == "all" || name == "any") {
    filter.kind = name == "all" ? Filter::Kind::all : Filter::Kind::any;
    filter.parts = read_parts(value, below, depth + 1, nodes);
  } else if (name == "not") {
    filter.kind = Filter::Kind::none;
    filter.parts.push_back(read_node(value, below, depth + 1, nodes));
  } else {
    if (value.is_null()) refuse_field(below, "must not be null");
    filter.kind = Filter::Kind::condition;
    filter.condition = Codec<Condition>::read(json, path);
  }
  return filter;
}

Json without_nulls(const Json& json) {
  if (!json.is_object()) return json;
  Json kept = Json::object();
  for (const auto& [key, value] : json.items())
    if (!value.is_null()) kept[key] = without_nulls(value);
  return kept;
}

Json tree_of(const Filter& filter) {
  if (filter.kind == Filter::Kind::condition) {
    std::string text;
    Codec<Condition>::write(text, filter.condition);
    return without_nulls(Json::parse(text));
  }
  if (filter.kind == Filter::Kind::none) return {{"not", tree_of(filter.parts.at(0))}};
  Json parts = Json::array();
  for (const Filter& part : filter.parts)
    parts.push_back(tree_of(part));
  return {{filter.kind == Filter::Kind::all ? "all" : "any", parts}};
}

}  // namespace

Filter Codec<Filter>::read(const Json& json, const std::string& path) {
  std::size_t nodes = 0;
  return read_node(json, path, 1, nodes);
}

void Codec<Filter>::write(std::string& out, const Filter& filter) {
  out += tree_of(filter).dump();
}

Json Codec<Filter>::schema() {
  Json schema = Codec<Condition>::schema();
  schema["description"] =
      "One member: all or any (nodes), not (a node), or a condition. 8 levels and 60 nodes at most.";
  schema["minProperties"] = 1;
  schema["maxProperties"] = 1;
  const Json node = {{"type", "object"}, {"description", "A filter again."}};
  schema["properties"]["all"] = {{"type", "array"}, {"items", node}, {"minItems", 1}, {"maxItems", kParts}};
  schema["properties"]["any"] = schema["properties"]["all"];
  schema["properties"]["not"] = node;
  return schema;
}

}  // namespace weft::json_detail
