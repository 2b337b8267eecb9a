// SQL of the company's own fields of a contact.
#include "customers/records/store.hpp"
#include <weft/base/json.hpp>
#include <weft/db/sql.hpp>

namespace weft::customers::store {

using directory::Field;
using directory::FieldKind;

std::vector<Field> contact_fields(db::Tx& tx) {
  std::vector<Field> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT number, name, kind, choices, position FROM contact_fields WHERE corp_id = $1 ORDER BY position "
           "DESC, "
           "number",
           tx.corp()))
    list.push_back(
        {db::number_of(row[0]), db::text_of(row[1]), db::enum_of<FieldKind>(row[2]),
         Json::parse(row[3].c_str()).get<std::vector<std::string>>(), true, db::number_of(row[4])});
  return list;
}

std::int64_t take_contact_field_number(db::Tx& tx) {
  return db::number_of(db::exec(
                           tx,
                           "INSERT INTO customer_heads AS h (corp_id, next_field) VALUES ($1, 2) ON CONFLICT (corp_id) "
                           "DO UPDATE SET next_field = h.next_field + 1 RETURNING next_field - 1",
                           tx.corp())
                           .at(0)[0]);
}

bool insert_contact_field(db::Tx& tx, const Field& field) {
  return !db::exec(
              tx,
              "INSERT INTO contact_fields (corp_id, number, name, kind, choices, position) VALUES ($1, $2, $3, $4, "
              "$5::jsonb, $6) ON CONFLICT DO NOTHING RETURNING number",
              tx.corp(), field.number, field.name, boost::describe::enum_to_string(field.kind, ""),
              Json(field.choices).dump(), field.position)
              .empty();
}

bool update_contact_field(db::Tx& tx, const Field& field) {
  return !db::exec(
              tx,
              "UPDATE contact_fields f SET name = $3, choices = $4::jsonb, position = $5 WHERE f.corp_id = $1 AND "
              "f.number = $2 AND NOT EXISTS (SELECT 1 FROM contact_fields o WHERE o.corp_id = $1 AND o.name_key = "
              "lower(normalize($3, NFKC)) AND o.number <> $2) RETURNING f.number",
              tx.corp(), field.number, field.name, Json(field.choices).dump(), field.position)
              .empty();
}

// As with members: values stay where they are, their number is not given again, and nobody sees them.
void delete_contact_field(db::Tx& tx, std::int64_t number) {
  db::exec(tx, "DELETE FROM contact_fields WHERE corp_id = $1 AND number = $2", tx.corp(), number);
}

}  // namespace weft::customers::store
