// Pages of members.
#include "conversations/store.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/members.hpp>

namespace weft::conversations {

using api::Page;

namespace {

Standing standing_of(const std::string& key) {
  Standing standing{};
  if (!boost::describe::enum_from_string(key.c_str(), standing)) api::refuse_cursor();
  return standing;
}

}  // namespace

Page<Member> page_of_members(
    db::Tx& tx, const ConversationId& conversation, const std::optional<api::Limit>& wanted,
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
  std::vector<PrincipalId> ids;
  for (const store::MemberRow& row : page.items)
    ids.push_back(row.principal);
  auto principals = identity::load_principals(tx, ids);
  Page<Member> out;
  out.next_cursor = page.next_cursor;
  for (std::size_t i = 0; i < ids.size(); ++i)
    out.items.push_back(
        {std::move(principals[i]), page.items[i].role, page.items[i].joined_seq, page.items[i].read_seq,
         page.items[i].muted_until});
  return out;
}

}  // namespace weft::conversations
