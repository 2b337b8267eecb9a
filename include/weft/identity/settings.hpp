// What a company has set for itself: one described struct for each subject, stored as JSON under its name.
#pragma once
#include <weft/base/json.hpp>
#include <weft/identity/audit.hpp>

#include <string>

namespace weft::identity {

namespace detail {

/// The stored object of the tenant, or an empty one.
Json stored_settings(db::Tx& tx, const std::string& name);
/// Stores `after` and writes the audit row "settings.update"; nothing when it equals `before`. In the company's line.
void store_settings(db::Tx& tx, const std::string& name, const Json& before, const Json& after, const Origin& origin);
/// `defaults` with those of its fields that `stored` holds; what is unknown today is left out.
Json overlaid(Json defaults, const Json& stored);

}  // namespace detail

/// The company's settings under `name` (1-64 of [a-z_]); fields that were never stored have the defaults of T. Who
/// changes them calls begin_admin (or audit::lock) before it loads them, so that no change of another is lost.
template <class T>
T load_settings(db::Tx& tx, const std::string& name) {
  const Json defaults = parse_json(to_json_text(T{}));
  return read_json<T>(detail::overlaid(defaults, detail::stored_settings(tx, name)), name);
}

/// Stores them, with an audit row that holds the settings before and after. The settings as they are now.
template <class T>
T save_settings(db::Tx& tx, const std::string& name, const T& value, const Origin& origin) {
  audit::lock(tx);
  const Json before = parse_json(to_json_text(load_settings<T>(tx, name)));
  detail::store_settings(tx, name, before, parse_json(to_json_text(value)), origin);
  return value;
}

}  // namespace weft::identity
