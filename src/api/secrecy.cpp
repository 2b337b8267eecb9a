// Takes out of an answer what is told once: a table of remembered answers lies in the database, and in its backups.
#include "api/secrecy.hpp"

#include <weft/base/json.hpp>
#include <weft/base/told_once.hpp>

namespace weft::api {
namespace {

template <class Visit>
void for_each_told_once(const Operation& operation, Visit visit) {
  const auto properties = operation.output->find("properties");
  if (properties == operation.output->end()) return;
  for (const auto& [name, schema] : properties->items())
    if (schema.contains(kToldOnce)) visit(name);
}

}  // namespace

bool tells_once(const Operation& operation) {
  bool found = false;
  for_each_told_once(operation, [&](const std::string&) { found = true; });
  return found;
}

std::string without_told_once(const Operation& operation, const std::string& answer) {
  if (!tells_once(operation)) return answer;
  Json kept = Json::parse(answer);
  for_each_told_once(operation, [&](const std::string& name) { kept[name] = nullptr; });
  return kept.dump();
}

}  // namespace weft::api
