// SQL of the company's own fields, and of its tags.
#pragma once
#include <weft/directory/departments.hpp>
#include <weft/directory/fields.hpp>
#include <weft/directory/tags.hpp>

namespace weft::directory::store {

std::vector<Field> fields(db::Tx& tx);
bool field_name_taken(db::Tx& tx, const std::string& name, std::int64_t except);
std::int64_t take_field_number(db::Tx& tx);
void insert_field(db::Tx& tx, const Field& field);
void update_field(db::Tx& tx, const Field& field);
/// Nobody sees the values any more.
void delete_field(db::Tx& tx, std::int64_t number);

std::optional<std::string> tag_name(db::Tx& tx, std::int64_t number);
bool tag_name_taken(db::Tx& tx, const std::string& name, std::int64_t except);
std::int64_t tag_count(db::Tx& tx);
/// The next number of the company, or `wanted`; nullopt when a tag has it or had it. Counts the tag.
std::optional<std::int64_t> take_tag_number(db::Tx& tx, const std::optional<std::int64_t>& wanted);
void insert_tag(db::Tx& tx, std::int64_t number, const std::string& name);
void rename_tag(db::Tx& tx, std::int64_t number, const std::string& name);
void delete_tag(db::Tx& tx, std::int64_t number);
/// With how many members the view sees.
std::vector<Tag> tags(db::Tx& tx, const identity::View& view, std::int64_t after, std::int64_t limit);
std::vector<PrincipalId> tag_members(
    db::Tx& tx, std::int64_t tag, const identity::View& view, const PrincipalId& after, std::int64_t limit);
/// By number, of those that the view opens.
std::vector<Node> tag_departments(
    db::Tx& tx, std::int64_t tag, const identity::View& view, std::int64_t after, std::int64_t limit);
/// Those who were not (or were) before.
std::vector<PrincipalId> mark(db::Tx& tx, std::int64_t tag, std::span<const PrincipalId> members);
std::vector<PrincipalId> unmark(db::Tx& tx, std::int64_t tag, std::span<const PrincipalId> members);
std::int64_t departments_marked(db::Tx& tx, std::int64_t tag);
std::vector<std::int64_t> mark_departments(db::Tx& tx, std::int64_t tag, const std::vector<std::int64_t>& numbers);
std::vector<std::int64_t> unmark_departments(db::Tx& tx, std::int64_t tag, const std::vector<std::int64_t>& numbers);

}  // namespace weft::directory::store
