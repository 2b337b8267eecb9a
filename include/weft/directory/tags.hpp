// Tags of members: 3,000 a company, numbered. Writes append to the audit log and ask nobody's leave.
#pragma once
#include <weft/directory/types.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/visibility.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::directory {

/// 1 to 32 characters that no other tag has; `number`: absent for the next one. Raises invalid_argument (name),
/// conflict (name or number taken; 3,000 there).
Tag create_tag(
    db::Tx& tx, const std::string& name, const identity::Origin& origin, std::optional<std::int64_t> number = {});
void rename_tag(db::Tx& tx, std::int64_t number, const std::string& name, const identity::Origin& origin);
/// From all who have it.
void delete_tag(db::Tx& tx, std::int64_t number, const identity::Origin& origin);

/// Raises not_found.
void need_tag(db::Tx& tx, std::int64_t number);
/// By number, after `after`.
std::vector<Tag> list_tags(db::Tx& tx, const identity::View& view, std::int64_t after, std::int64_t limit);
/// Who has it and is seen, by id.
std::vector<PrincipalId> tag_members(
    db::Tx& tx, std::int64_t number, const identity::View& view, const PrincipalId& after, std::int64_t limit);

/// Gives or takes it; those who changed.
std::vector<PrincipalId> mark(
    db::Tx& tx, std::int64_t number, std::span<const PrincipalId> members, const identity::Origin& origin);
std::vector<PrincipalId> unmark(
    db::Tx& tx, std::int64_t number, std::span<const PrincipalId> members, const identity::Origin& origin);

}  // namespace weft::directory
