// Column readers that the store files of this room share.
#pragma once
#include <weft/db/sql.hpp>

#include <boost/describe.hpp>

#include <stdexcept>

namespace weft::conversations::store {

/// An enum column; an unknown word is a schema error and throws.
template <class E>
E enum_of(const pqxx::field& field) {
  E value;
  if (!boost::describe::enum_from_string(field.c_str(), value))
    throw std::runtime_error(std::string("unknown word in column ") + field.name());
  return value;
}

template <class E>
std::string enum_text(E value) {
  return boost::describe::enum_to_string(value, "");
}

template <class IdType>
std::optional<IdType> optional_id(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return db::id_of<IdType>(field);
}

inline std::optional<Seq> optional_seq(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return field.as<Seq>();
}

}  // namespace weft::conversations::store
