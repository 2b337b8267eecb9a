// SQL: the company's own fields of a member.
#include "directory/store_fields.hpp"

#include "directory/store_columns.hpp"
#include <weft/base/json.hpp>

namespace weft::directory::store {

std::vector<Field> fields(db::Tx& tx) {
  std::vector<Field> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT number, name, kind, choices, shown, position FROM member_fields WHERE corp_id = $1 "
           "ORDER BY position DESC, number",
           tx.corp()))
    list.push_back(
        {db::number_of(row[0]), db::text_of(row[1]), db::enum_of<FieldKind>(row[2]),
         Json::parse(row[3].c_str()).get<std::vector<std::string>>(), db::bool_of(row[4]), db::number_of(row[5])});
  return list;
}

bool field_name_taken(db::Tx& tx, const std::string& name, std::int64_t except) {
  return !db::exec(
              tx,
              "SELECT 1 FROM member_fields WHERE corp_id = $1 AND name_key = lower(normalize($2, NFKC)) AND number <> "
              "$3",
              tx.corp(), name, except)
              .empty();
}

std::int64_t take_field_number(db::Tx& tx) {
  return db::number_of(
      db::exec(
          tx, "UPDATE directory_heads SET next_field = next_field + 1 WHERE corp_id = $1 RETURNING next_field - 1",
          tx.corp())
          .at(0)[0]);
}

void insert_field(db::Tx& tx, const Field& field) {
  db::exec(
      tx,
      "INSERT INTO member_fields (corp_id, number, name, kind, choices, shown, position) VALUES ($1, $2, $3, $4, "
      "$5::jsonb, $6, $7)",
      tx.corp(), field.number, field.name, enum_text(field.kind), Json(field.choices).dump(), field.shown,
      field.position);
}

void update_field(db::Tx& tx, const Field& field) {
  db::exec(
      tx,
      "UPDATE member_fields SET name = $3, choices = $4::jsonb, shown = $5, position = $6 WHERE corp_id = $1 AND "
      "number "
      "= $2",
      tx.corp(), field.number, field.name, Json(field.choices).dump(), field.shown, field.position);
}

// Values of a field that is gone are left where they are: its number is not given again, and nobody sees them.
void delete_field(db::Tx& tx, std::int64_t number) {
  db::exec(tx, "DELETE FROM member_fields WHERE corp_id = $1 AND number = $2", tx.corp(), number);
}

}  // namespace weft::directory::store
