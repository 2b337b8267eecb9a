// Column readers that the store files of this room share.
#pragma once
#include <weft/db/sql.hpp>
#include <weft/directory/departments.hpp>

#include <boost/describe.hpp>

namespace weft::directory::store {

inline const std::string kNode = "d.number, d.parent, d.path, d.level, d.name, d.full_name, d.name_en, d.position";

inline Node node_of(const db::Row& row) {
  Node node;
  node.number = db::number_of(row[0]);
  if (!row[1].is_null()) node.parent = db::number_of(row[1]);
  node.path = db::text_of(row[2]);
  node.level = db::number_of(row[3]);
  node.name = db::text_of(row[4]);
  node.full_name = db::text_of(row[5]);
  node.name_en = db::text_of(row[6]);
  node.position = db::number_of(row[7]);
  return node;
}

template <class E>
std::string enum_text(E value) {
  return boost::describe::enum_to_string(value, "");
}

inline std::optional<std::int64_t> optional_number(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return db::number_of(field);
}

}  // namespace weft::directory::store
