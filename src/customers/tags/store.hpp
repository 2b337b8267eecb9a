// SQL of tags and their groups.
#pragma once
#include <weft/customers/contact_tags.hpp>

namespace weft::customers::store {

/// Those of the company, and of these rule groups.
std::vector<TagGroup> company_tag_groups(db::Tx& tx, std::span<const RuleGroupId> inside);
std::optional<TagGroup> tag_group(db::Tx& tx, std::int64_t number);
std::optional<ContactTag> contact_tag(db::Tx& tx, std::int64_t number);
std::int64_t count_contact_tags(db::Tx& tx);
std::int64_t count_tag_groups(db::Tx& tx);

/// False: there is one with this name.
bool insert_tag_group(db::Tx& tx, TagGroup& group);
bool update_tag_group(db::Tx& tx, const TagGroup& group);
void delete_tag_group(db::Tx& tx, std::int64_t number);
bool insert_contact_tag(db::Tx& tx, ContactTag& tag);
bool update_contact_tag(db::Tx& tx, const ContactTag& tag);
void delete_contact_tag(db::Tx& tx, std::int64_t number);

/// When each row of "contact_tags" or "contact_tag_groups" was made.
std::map<std::int64_t, Time> made_at(db::Tx& tx, const std::string& table);

}  // namespace weft::customers::store
