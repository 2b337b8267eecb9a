// Settings of a company: reading, storing, the audit row of a change.
#include "identity/store.hpp"
#include <weft/identity/settings.hpp>

namespace weft::identity::detail {

Json stored_settings(db::Tx& tx, const std::string& name) {
  const auto text = store::settings(tx, name);
  return text ? parse_json(*text) : Json::object();
}

void store_settings(db::Tx& tx, const std::string& name, const Json& before, const Json& after, const Origin& origin) {
  if (before == after) return;
  store::upsert_settings(tx, name, after.dump());
  audit::append(tx, {origin, "settings.update", name, audit::change(before, after)});
}

Json overlaid(Json defaults, const Json& stored) {
  for (auto& [field, value] : defaults.items())
    if (const auto known = stored.find(field); known != stored.end()) value = *known;
  return defaults;
}

}  // namespace weft::identity::detail
