// Tags of customers, in groups: the company's, or of one rule group. 3,000 a company in all.
#pragma once
#include <weft/base/fields.hpp>
#include <weft/customers/types.hpp>
#include <weft/db/tx.hpp>
#include <weft/identity/audit.hpp>

#include <boost/describe.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::customers {

using RuleGroupId = Id<struct RuleGroupTag>;
using TagNumber = Int<1, 1000000000>;  ///< of a tag, a group of tags or a field; per company

inline constexpr std::int64_t kContactTags = 3000;  ///< those of rule groups among them
inline constexpr std::int64_t kTagGroups = 1000;
using TagName = Text<1, 30>;

struct ContactTag {
  std::int64_t number = 0;
  std::int64_t group = 0;
  std::string name;
  std::int64_t position = 0;  ///< the greater one stands first
};
BOOST_DESCRIBE_STRUCT(ContactTag, (), (number, group, name, position))

struct TagGroup {
  std::int64_t number = 0;
  std::optional<RuleGroupId> rule_group;  ///< seen inside that one only; null: the company's
  std::string name;
  std::int64_t position = 0;
  std::vector<ContactTag> tags;
};
BOOST_DESCRIBE_STRUCT(TagGroup, (), (number, rule_group, name, position, tags))

/// The company's groups and those of these rule groups, each with its tags, as people see them.
std::vector<TagGroup> tag_groups(db::Tx& tx, std::span<const RuleGroupId> inside);
std::optional<TagGroup> find_tag_group(db::Tx& tx, std::int64_t number);
/// The group of a tag; absent where there is no such tag.
std::optional<TagGroup> group_of_tag(db::Tx& tx, std::int64_t tag);

/// When tags and groups of tags were made, by number.
struct TagTimes {
  std::map<std::int64_t, Time> groups;
  std::map<std::int64_t, Time> tags;
};
TagTimes tag_times(db::Tx& tx);

// Each asks nobody's leave, stands in the company's line and is audited. Raise invalid_argument naming the field,
// conflict (the name is taken; there are as many as there may be), not_found.

struct TagGroupChange {
  std::optional<std::string> name = {};
  std::optional<std::int64_t> position = {};
};
TagGroup create_tag_group(
    db::Tx& tx, const std::string& name, std::int64_t position, const std::optional<RuleGroupId>& rule_group,
    std::span<const std::string> tags, const identity::Origin& origin);
TagGroup update_tag_group(
    db::Tx& tx, std::int64_t number, const TagGroupChange& change, const identity::Origin& origin);
/// With its tags, from all who have them.
void delete_tag_group(db::Tx& tx, std::int64_t number, const identity::Origin& origin);

ContactTag create_contact_tag(
    db::Tx& tx, std::int64_t group, const std::string& name, std::int64_t position, const identity::Origin& origin);
ContactTag update_contact_tag(
    db::Tx& tx, std::int64_t number, const TagGroupChange& change, const identity::Origin& origin);
/// From all who have it.
void delete_contact_tag(db::Tx& tx, std::int64_t number, const identity::Origin& origin);

}  // namespace weft::customers
