// message.star, star.list and message.hide: what one does with messages for oneself alone.
#include "conversations/messages.hpp"
#include "conversations/operations.hpp"
#include "conversations/store_personal.hpp"
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>

namespace weft::conversations {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Page;
using api::Policy;

constexpr std::size_t kPageBytes = 48 * 1024;
constexpr std::size_t kItemOverhead = 400;

struct StarIn {
  ConversationId conversation;
  SeqField seq;
  bool starred = true;
};
BOOST_DESCRIBE_STRUCT(StarIn, (), (conversation, seq, starred))

struct StarOut {
  bool starred = false;
};
BOOST_DESCRIBE_STRUCT(StarOut, (), (starred))

struct HideIn {
  ConversationId conversation;
  SeqField seq;
};
BOOST_DESCRIBE_STRUCT(HideIn, (), (conversation, seq))

struct HideOut {
  bool hidden = true;
};
BOOST_DESCRIBE_STRUCT(HideOut, (), (hidden))

struct StarsIn {
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(StarsIn, (), (limit, cursor))

struct Starred {
  ConversationId conversation;
  Time starred_at;
  Entry entry;
};
BOOST_DESCRIBE_STRUCT(Starred, (), (conversation, starred_at, entry))

/// How many of these fit a page of bytes: one at least.
std::int64_t fitting(const std::vector<store::Star>& stars) {
  std::size_t bytes = 0;
  std::int64_t count = 0;
  for (const store::Star& star : stars) {
    bytes += star.entry.body.text.size() + kItemOverhead;
    if (count > 0 && bytes > kPageBytes) break;
    ++count;
  }
  return count;
}

Page<Starred> list(db::Tx& tx, const Context& context, const StarsIn& in) {
  std::optional<store::StarKey> after;
  if (in.cursor) {
    const auto keys = api::decode_cursor("stars", *in.cursor, 3);
    const auto at = parse_time(keys[0]);
    if (!at) api::refuse_cursor();
    after = store::StarKey{*at, api::cursor_id<ConversationId>(keys[1]), api::cursor_number(keys[2])};
  }
  const std::int64_t limit = api::limit_of(in.limit);
  auto stars = store::list_stars(tx, context.who().principal, after, limit + 1);
  const std::int64_t most = std::min(limit, fitting(stars));
  const auto page = api::make_page(std::move(stars), most, "stars", [](const store::Star& star) {
    return std::vector<std::string>{
        to_rfc3339(star.starred_at), star.conversation.str(), std::to_string(star.entry.seq)};
  });
  Page<Starred> out;
  out.next_cursor = page.next_cursor;
  for (const store::Star& star : page.items)
    out.items.push_back({star.conversation, star.starred_at, star.entry});
  return out;
}

}  // namespace

std::vector<api::Operation> personal_operations(const Shared&) {
  const std::string message = "/api/v1/conversations/{conversation}/messages/{seq}";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<StarIn, StarOut>(
      Declaration(
          "message.star", Method::put, message + "/star", Policy::signed_in,
          "Puts a message into one's own list of stars, or takes it out."),
      [](db::Tx& tx, const Context& context, const StarIn& in) {
        star(tx, in.conversation, in.seq, context.who().principal, in.starred);
        return StarOut{in.starred};
      }));
  table.push_back(api::transactional<HideIn, HideOut>(
      Declaration(
          "message.hide", Method::post, message + "/hide", Policy::signed_in,
          "Deletes a message for oneself alone, for good; the others keep it."),
      [](db::Tx& tx, const Context& context, const HideIn& in) {
        hide(tx, in.conversation, in.seq, context.who().principal);
        return HideOut{};
      }));
  table.push_back(api::transactional<StarsIn, Page<Starred>>(
      Declaration(
          "star.list", Method::get, "/api/v1/stars", Policy::signed_in,
          "The caller's starred messages of all conversations, newest star first."),
      list));
  return table;
}

}  // namespace weft::conversations
