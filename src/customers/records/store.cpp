// SQL of contacts: one record, many for a list, what is changed in them.
#include "customers/records/store.hpp"

#include <weft/base/json.hpp>
#include <weft/db/sql.hpp>

namespace weft::customers::store {
namespace {

template <class E>
std::string word(E value) {
  return boost::describe::enum_to_string(value, "");
}

std::vector<directory::FieldValue> values_in(const Json& object) {
  std::vector<directory::FieldValue> values;
  for (const auto& [number, value] : object.items())
    values.push_back({std::stoll(number), value.get<std::string>()});
  return values;
}

Json object_of(const std::vector<directory::FieldValue>& values) {
  Json object = Json::object();
  for (const auto& value : values)
    object[std::to_string(value.field)] = value.value;
  return object;
}

FollowView view_in(const db::Row& row) {
  FollowView view;
  static_cast<Follow&>(view) = {
      db::id_of<FollowId>(row[0]),
      db::id_of<ContactId>(row[1]),
      db::id_of<PrincipalId>(row[2]),
      db::id_of<ConversationId>(row[3]),
      db::enum_of<FollowStatus>(row[4]),
      db::enum_of<FollowSource>(row[5]),
      db::optional_id<WayId>(row[6]),
      db::text_of(row[7]),
      db::text_of(row[8]),
      db::text_of(row[9]),
      db::text_of(row[10]),
      Json::parse(row[11].c_str()).get<std::vector<std::string>>(),
      db::time_of(row[12]),
      db::optional_time(row[13])};
  view.tags = Json::parse(row[14].c_str()).get<std::vector<std::int64_t>>();
  view.active_at = db::time_of(row[15]);
  return view;
}

const std::string kView =
    "SELECT f.id, f.contact_id, f.employee_id, f.conversation_id, f.status, f.source, f.way_id, f.state, f.remark, "
    "f.description, f.company, array_to_json(f.phones), f.added_at, f.ended_at, (SELECT coalesce(json_agg(t.tag ORDER "
    "BY t.tag), '[]') FROM follow_tags t WHERE t.follow_id = f.id AND t.corp_id = $1), v.active_at ";

}  // namespace

std::optional<Contact> contact(db::Tx& tx, const ContactId& id) {
  const auto rows = db::exec(
      tx,
      "SELECT p.name, c.type, c.avatar, c.company, c.position, c.gender, c.language, c.fields, c.first_way, "
      "c.first_state, c.first_at, c.last_way, c.last_state, c.last_at, c.consent_at, c.merged_into, c.erased_at, "
      "c.created_at FROM contacts c JOIN principals p ON p.id = c.principal_id WHERE c.principal_id = $1 AND c.corp_id "
      "= $2",
      id, tx.corp());
  if (rows.empty()) return std::nullopt;
  const auto& row = rows[0];
  Contact contact;
  contact.id = id;
  contact.name = db::text_of(row[0]);
  contact.type = db::enum_of<ContactType>(row[1]);
  contact.avatar = db::text_of(row[2]);
  contact.company = db::text_of(row[3]);
  contact.position = db::text_of(row[4]);
  contact.gender = db::enum_of<Gender>(row[5]);
  contact.language = db::text_of(row[6]);
  contact.fields = values_in(Json::parse(row[7].c_str()));
  contact.first = {db::optional_id<WayId>(row[8]), db::text_of(row[9]), db::time_of(row[10])};
  contact.last = {db::optional_id<WayId>(row[11]), db::text_of(row[12]), db::time_of(row[13])};
  contact.consent_at = db::optional_time(row[14]);
  contact.merged_into = db::optional_id<ContactId>(row[15]);
  contact.erased_at = db::optional_time(row[16]);
  contact.created_at = db::time_of(row[17]);
  contact.ids = outside_ids(tx, id);
  return contact;
}

std::vector<OutsideId> outside_ids(db::Tx& tx, const ContactId& contact) {
  std::vector<OutsideId> ids;
  for (const auto& row : db::exec(
           tx,
           "SELECT provider, value FROM contact_ids WHERE corp_id = $1 AND contact_id = $2 ORDER BY provider, value",
           tx.corp(), contact))
    ids.push_back({{db::text_of(row[0])}, {db::text_of(row[1])}});
  return ids;
}

std::vector<FollowView> views(db::Tx& tx, std::span<const FollowId> follows) {
  static const std::string sql = kView +
                                 "FROM unnest($2::uuid[]) WITH ORDINALITY AS w(id, n) JOIN follows f ON f.id = w.id "
                                 "JOIN conversations v ON v.id = f.conversation_id WHERE f.corp_id = $1 ORDER BY w.n";
  std::vector<FollowView> list;
  for (const auto& row : db::exec(tx, sql, tx.corp(), db::array_literal(follows)))
    list.push_back(view_in(row));
  return list;
}

std::vector<ListedContact> listed(db::Tx& tx, std::span<const FollowId> follows) {
  static const std::string sql =
      kView +
      ", p.name, c.type, c.avatar, c.company, c.position, c.gender FROM unnest($2::uuid[]) WITH ORDINALITY AS w(id, n) "
      "JOIN follows f ON f.id = w.id JOIN conversations v ON v.id = f.conversation_id JOIN contacts c ON "
      "c.principal_id "
      "= f.contact_id JOIN principals p ON p.id = f.contact_id WHERE f.corp_id = $1 ORDER BY w.n";
  std::vector<ListedContact> list;
  for (const auto& row : db::exec(tx, sql, tx.corp(), db::array_literal(follows))) {
    ListedContact one{{}, view_in(row)};
    one.contact = {one.follow.contact,   db::text_of(row[16]), db::enum_of<ContactType>(row[17]), db::text_of(row[18]),
                   db::text_of(row[19]), db::text_of(row[20]), db::enum_of<Gender>(row[21])};
    list.push_back(std::move(one));
  }
  return list;
}

std::map<ContactId, std::vector<directory::FieldValue>> field_values(db::Tx& tx, std::span<const ContactId> contacts) {
  std::map<ContactId, std::vector<directory::FieldValue>> found;
  for (const auto& row : db::exec(
           tx, "SELECT principal_id, fields FROM contacts WHERE principal_id = ANY ($2::uuid[]) AND corp_id = $1",
           tx.corp(), db::array_literal(contacts)))
    found[db::id_of<ContactId>(row[0])] = values_in(Json::parse(row[1].c_str()));
  return found;
}

std::vector<ContactId> family(db::Tx& tx, const ContactId& contact) {
  std::vector<ContactId> all{contact};
  for (const auto& row :
       db::exec(tx, "SELECT principal_id FROM contacts WHERE corp_id = $1 AND merged_into = $2", tx.corp(), contact))
    all.push_back(db::id_of<ContactId>(row[0]));
  return all;
}

bool save_remarks(db::Tx& tx, const FollowId& follow, const Remarks& remarks) {
  return !db::exec(
              tx,
              "UPDATE follows SET remark = $3, description = $4, company = $5, phones = $6::text[] WHERE id = $1 AND "
              "corp_id = $2 AND status = 'active' RETURNING id",
              follow, tx.corp(), remarks.remark, remarks.description, remarks.company,
              db::array_literal(remarks.phones))
              .empty();
}

bool lock_contact(db::Tx& tx, const ContactId& contact) {
  return !db::exec(
              tx,
              "SELECT 1 FROM contacts WHERE principal_id = $1 AND corp_id = $2 AND merged_into IS NULL AND erased_at "
              "IS "
              "NULL FOR NO KEY UPDATE",
              contact, tx.corp())
              .empty();
}

void save_contact(db::Tx& tx, const Contact& contact) {
  db::exec(
      tx, "UPDATE principals SET name = $3 WHERE id = $1 AND corp_id = $2 AND name <> $3", contact.id, tx.corp(),
      contact.name);
  db::exec(
      tx,
      "UPDATE contacts SET type = $3, avatar = $4, company = $5, position = $6, gender = $7, fields = $8::jsonb WHERE "
      "principal_id = $1 AND corp_id = $2",
      contact.id, tx.corp(), word(contact.type), contact.avatar, contact.company, contact.position,
      word(contact.gender), object_of(contact.fields).dump());
}

namespace {

std::pair<std::string, std::string> columns_of(std::span<const OutsideId> ids) {
  std::vector<std::string> providers, values;
  for (const OutsideId& id : ids) {
    providers.push_back(id.provider);
    values.push_back(id.value);
  }
  return {db::array_literal(providers), db::array_literal(values)};
}

}  // namespace

std::vector<ContactId> served_by(db::Tx& tx, const PrincipalId& employee, std::int64_t limit) {
  std::vector<ContactId> contacts;
  for (const auto& row : db::exec(
           tx,
           "SELECT contact_id FROM follows WHERE corp_id = $1 AND employee_id = $2 AND status = 'active' ORDER BY id "
           "DESC LIMIT $3",
           tx.corp(), employee, limit))
    contacts.push_back(db::id_of<ContactId>(row[0]));
  return contacts;
}

std::vector<OutsideId> taken_ids(db::Tx& tx, const ContactId& contact, std::span<const OutsideId> ids) {
  const auto [providers, values] = columns_of(ids);
  std::vector<OutsideId> taken;
  for (const auto& row : db::exec(
           tx,
           "SELECT i.provider, i.value FROM unnest($3::text[], $4::text[]) AS w(provider, value) JOIN contact_ids i ON "
           "i.provider = w.provider AND i.value = w.value WHERE i.corp_id = $1 AND i.contact_id <> $2",
           tx.corp(), contact, providers, values))
    taken.push_back({{db::text_of(row[0])}, {db::text_of(row[1])}});
  return taken;
}

void save_ids(db::Tx& tx, const ContactId& contact, std::span<const OutsideId> ids) {
  const auto [providers, values] = columns_of(ids);
  db::exec(tx, "DELETE FROM contact_ids WHERE corp_id = $1 AND contact_id = $2", tx.corp(), contact);
  const auto made = db::exec(
      tx,
      "INSERT INTO contact_ids (corp_id, provider, value, contact_id) SELECT $1, p, v, $2 FROM unnest($3::text[], "
      "$4::text[]) AS w(p, v) ON CONFLICT DO NOTHING RETURNING 1",
      tx.corp(), contact, providers, values);
  if (made.size() != ids.size()) throw ApiError(Errc::conflict, "one of these is another contact's", "ids");
}

}  // namespace weft::customers::store
