// How digests and words of this room stand in columns; for its store files.
#pragma once
#include <weft/base/crypto.hpp>
#include <weft/db/sql.hpp>
#include <weft/files/types.hpp>

#include <string>

namespace weft::files::store {

inline Digest digest_of(const pqxx::field& field) {
  const auto digest = parse_digest(std::string_view(field.c_str(), field.size()));
  if (!digest) throw std::runtime_error(std::string("column ") + field.name() + " holds no digest");
  return *digest;
}

template <class E>
std::string word(E value) {
  return boost::describe::enum_to_string(value, "");
}

inline std::optional<std::int64_t> optional_number(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return db::number_of(field);
}

}  // namespace weft::files::store
