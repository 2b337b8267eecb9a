// Column readers that the store files of this room share.
#pragma once
#include <weft/db/sql.hpp>

#include <boost/describe.hpp>

namespace weft::conversations::store {

template <class E>
std::string enum_text(E value) {
  return boost::describe::enum_to_string(value, "");
}

inline std::optional<Seq> optional_seq(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return field.as<Seq>();
}

}  // namespace weft::conversations::store
