// A quick reply of `pat`, a content of the company with a link of hers for the customer at hand, and a rule group
// that she owns.
#include "matrix/fixture.hpp"
#include <weft/base/json.hpp>
#include <weft/identity/activation.hpp>

namespace weft::test {

void MatrixWorld::library(Place& place) {
  const identity::Code code = identity::make_code(company_);
  place.quick_reply = to_string(make_uuid());
  place.content = to_string(make_uuid());
  place.content_code = code.text;
  const Json body = {{"title", "Prices"}, {"file", place.file}};
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    const PrincipalId pat = people_.at("pat");
    // Other cells' are not counted against this one.
    db::exec(tx, "DELETE FROM quick_replies WHERE corp_id = $1 AND home = 'p' || $2::uuid", company_, pat);
    db::exec(
        tx,
        "INSERT INTO quick_replies (corp_id, id, home, folder, title, body, folded, created_by, created_at, "
        "updated_at) "
        "VALUES ($1, $2, 'p' || $3::uuid, 'Folder', 'Title', 'Text', 'title', $3, now(), now())",
        company_, place.quick_reply, pat);
    db::exec(
        tx,
        "INSERT INTO contents (corp_id, id, kind, title, folded, created_by, created_at, updated_at) VALUES ($1, $2, "
        "'file', 'Prices', 'prices', $3, now(), now())",
        company_, place.content, pat);
    db::exec(
        tx,
        "INSERT INTO content_versions (corp_id, content_id, version, body, created_by, created_at) VALUES ($1, $2, 1, "
        "$3, $4, now())",
        company_, place.content, body.dump(), pat);
    db::exec(
        tx, "INSERT INTO file_uses (file_id, corp_id, kind, principal_id) VALUES ($1, $2, 'result', $3)", place.file,
        company_, place.content);
    db::exec(
        tx,
        "INSERT INTO content_links (corp_id, id, code_hash, content_id, employee_id, contact_id, created_at) VALUES "
        "($1, "
        "gen_random_uuid(), decode($2, 'hex'), $3, $4, $5, now())",
        company_, code.hash, place.content, pat, place.contact);
  });
}

/// Always the same one, with the same tag of the same number, made again when a cell has deleted them.
void MatrixWorld::rule_group(Place& place) {
  static const std::string id = to_string(make_uuid());
  place.rule_group = id;
  place.rule_tag_group = 900000;
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    const PrincipalId pat = people_.at("pat");
    db::exec(
        tx,
        "INSERT INTO rule_groups (corp_id, id, name, powers, created_by, created_at, updated_at) VALUES ($1, $2, "
        "'Matrix', '{tags}', $3, now(), now()) ON CONFLICT DO NOTHING",
        company_, id, pat);
    db::exec(
        tx,
        "INSERT INTO rule_group_owners (corp_id, rule_group, principal_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        company_, id, pat);
    db::exec(
        tx,
        "INSERT INTO contact_tag_groups (corp_id, number, rule_group, name, created_at) VALUES ($1, $2, $3, 'Matrix', "
        "now()) ON CONFLICT DO NOTHING",
        company_, place.rule_tag_group, id);
    db::exec(
        tx,
        "INSERT INTO contact_tags (corp_id, number, tag_group, name, created_at) VALUES ($1, $2, $2, 'Matrix', now()) "
        "ON "
        "CONFLICT DO NOTHING",
        company_, place.rule_tag_group);
  });
}

}  // namespace weft::test
