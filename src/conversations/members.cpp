// Pages of members.
#include "conversations/store.hpp"
#include <weft/base/json.hpp>
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
  const auto view = identity::view_of(tx, viewer);
  auto principals = identity::load_principals(tx, identity::visible(tx, view, ids));
  identity::show_departments(tx, view, principals);
  std::vector<Member> out;
  for (identity::Principal& principal : principals) {
    const store::MemberRow& row = *of.at(principal.id);
    out.push_back({std::move(principal), row.role, row.joined_seq, row.read_seq, row.muted_until});
  }
  return out;
}

}  // namespace

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
