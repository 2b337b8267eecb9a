// Pages of members, and references to them.
#include "conversations/store.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/groups.hpp>
#include <weft/conversations/members.hpp>
#include <weft/identity/visibility.hpp>

#include <map>

namespace weft::conversations {

using api::Page;

namespace {

Standing standing_of(const std::string& key) {
  Standing standing{};
  if (!boost::describe::enum_from_string(key.c_str(), standing)) api::refuse_cursor();
  return standing;
}

/// Those of a page whom the viewer sees.
std::vector<Member> shown_members(db::Tx& tx, const api::Caller& viewer, const std::vector<store::MemberRow>& rows) {
  std::map<PrincipalId, const store::MemberRow*> of;
  std::vector<PrincipalId> ids;
  for (const store::MemberRow& row : rows) {
    of[row.principal] = &row;
    ids.push_back(row.principal);
  }
  // A customer sees of everybody it shares a conversation with the card, and nothing of the directory.
  const auto view = viewer.customer ? identity::View() : identity::view_of(tx, viewer);
  auto principals = identity::load_principals(tx, identity::visible(tx, view, ids));
  identity::show_departments(tx, view, principals);
  std::vector<Member> out;
  for (identity::Principal& principal : principals) {
    const store::MemberRow& row = *of.at(principal.id);
    const bool hides = viewer.customer && principal.id != viewer.principal;
    if (hides) principal = identity::public_card(std::move(principal));
    out.push_back(
        {std::move(principal), row.role, row.joined_seq, row.read_seq, hides ? std::nullopt : row.muted_until});
  }
  return out;
}

/// Each reference with its place in the conversation; absent for who is not in it.
std::vector<std::optional<PrincipalId>> find_present(
    db::Tx& tx, const api::Caller& caller, const ConversationId& conversation, std::span<const PersonRef> refs,
    bool inactive_too) {
  auto found = identity::recognise(tx, caller, refs, inactive_too, true);
  std::vector<PrincipalId> known;
  for (const auto& id : found)
    if (id) known.push_back(*id);
  const auto inside = store::active_among(tx, conversation, known);
  for (auto& id : found)
    if (id && std::find(inside.begin(), inside.end(), *id) == inside.end()) id.reset();
  return found;
}

[[noreturn]] void refuse_stranger(const std::string& field) {
  refuse_field(field, "is not in this conversation");
}

std::vector<PrincipalId> need_all(const std::vector<std::optional<PrincipalId>>& found, std::string_view field) {
  std::vector<PrincipalId> ids;
  for (const auto& id : found) {
    if (!id) refuse_stranger(std::string(field) + "[" + std::to_string(ids.size()) + "]");
    ids.push_back(*id);
  }
  return ids;
}

/// Puts the robots in place of what names nobody among the people.
void add_robots(
    db::Tx& tx, const ConversationId& conversation, std::span<const PersonRef> refs,
    std::vector<std::optional<PrincipalId>>& found) {
  std::vector<PrincipalId> unknown;
  for (std::size_t i = 0; i < refs.size(); ++i)
    if (const auto id = PrincipalId::parse(refs[i].value); id && !found[i]) unknown.push_back(*id);
  if (unknown.empty()) return;
  const auto robots = store::robots_among(tx, conversation, unknown);
  for (std::size_t i = 0; i < refs.size(); ++i) {
    const auto id = found[i] ? std::nullopt : PrincipalId::parse(refs[i].value);
    if (id && std::find(robots.begin(), robots.end(), *id) != robots.end()) found[i] = id;
  }
}

}  // namespace

std::vector<PrincipalId> resolve_present(
    db::Tx& tx, const api::Caller& caller, const ConversationId& conversation, std::span<const PersonRef> refs,
    std::string_view field, bool inactive_too) {
  return need_all(find_present(tx, caller, conversation, refs, inactive_too), field);
}

std::vector<PrincipalId> resolve_called(
    db::Tx& tx, const api::Caller& caller, const ConversationId& conversation, std::span<const PersonRef> refs,
    std::string_view field) {
  auto found = find_present(tx, caller, conversation, refs, false);
  add_robots(tx, conversation, refs, found);
  return need_all(found, field);
}

PrincipalId resolve_one_present(
    db::Tx& tx, const api::Caller& caller, const ConversationId& conversation, const PersonRef& ref,
    const std::string& field) {
  const auto id = find_present(tx, caller, conversation, std::span(&ref, 1), false).front();
  if (!id) refuse_stranger(field);
  return *id;
}

Page<Member> page_of_members(
    db::Tx& tx, const api::Caller& viewer, const ConversationId& conversation, const std::optional<api::Limit>& wanted,
    const std::optional<std::string>& cursor) {
  const std::int64_t limit = api::limit_of(wanted);
  std::optional<store::MemberRow> after;
  if (cursor) {
    const auto keys = api::decode_cursor("members", *cursor, 3);
    after = store::MemberRow{
        api::cursor_id<PrincipalId>(keys[2]), standing_of(keys[0]), api::cursor_number(keys[1]), 0, {}};
  }
  const auto page = api::make_page(
      store::list_members(tx, conversation, after, limit + 1), limit, "members", [](const store::MemberRow& row) {
        return std::vector<std::string>{
            boost::describe::enum_to_string(row.role, ""), std::to_string(row.joined_seq), row.principal.str()};
      });
  return {shown_members(tx, viewer, page.items), page.next_cursor};
}

}  // namespace weft::conversations
