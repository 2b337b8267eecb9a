// search.*: messages, how many of them where, and groups by name.
#include "conversations/operations.hpp"
#include "conversations/reading.hpp"
#include "conversations/search.hpp"
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>
#include <weft/base/fold.hpp>
#include <weft/identity/name_keys.hpp>
#include <weft/identity/visibility.hpp>

#include <unicode/utf8.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

namespace weft::conversations {

BOOST_DESCRIBE_STRUCT(Highlight, (), (from, to))

namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

constexpr std::int64_t kSnippet = 120;        // characters
constexpr std::int64_t kBeforeHit = 30;       // characters of it before the first highlight
constexpr std::int64_t kCounted = 1000;       // messages counted at most
constexpr std::int64_t kGroupsLooked = 5000;  // groups whose names are compared
constexpr int kAtOnce = 2;                    // searches of one person
constexpr int kRetryAfter = 1;                // seconds
constexpr const char* kList = "search";

using QuestionText = Text<1, 100>;
using Kinds = List<MessageKind, 1, 20>;

struct CountIn {
  std::optional<QuestionText> query;
  std::optional<ConversationId> conversation;
  std::optional<PersonRef> actor;
  std::optional<Kinds> kinds;
  std::optional<Time> from;
  std::optional<Time> to;
};
BOOST_DESCRIBE_STRUCT(CountIn, (), (query, conversation, actor, kinds, from, to))

struct SearchIn : CountIn {
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(SearchIn, (CountIn), (limit, cursor))

struct HitOut {
  ConversationId conversation;
  Entry entry;
  std::string snippet;
  std::vector<Highlight> highlights;  ///< characters of the snippet
};
BOOST_DESCRIBE_STRUCT(HitOut, (), (conversation, entry, snippet, highlights))

struct CountItem {
  ConversationId conversation;
  std::int64_t count = 0;
  Time newest;
};
BOOST_DESCRIBE_STRUCT(CountItem, (), (conversation, count, newest))

struct CountOut {
  std::vector<CountItem> items;
  std::int64_t total = 0;
  bool more = false;
};
BOOST_DESCRIBE_STRUCT(CountOut, (), (items, total, more))

struct GroupsIn {
  QuestionText query;
  std::optional<api::Limit> limit;
};
BOOST_DESCRIBE_STRUCT(GroupsIn, (), (query, limit))

struct GroupsOut {
  std::vector<Conversation> items;
};
BOOST_DESCRIBE_STRUCT(GroupsOut, (), (items))

/// Searches that run now, by person: each holds a database worker, and nobody may hold many.
struct Running {
  std::mutex mutex;
  std::map<PrincipalId, int> searches;
};

/// One of the searches that a person may have running. Raises rate_limited when there are too many.
class Turn {
 public:
  Turn(Running& running, const PrincipalId& person) : running_(running), person_(person) {
    const std::lock_guard lock(running_.mutex);
    int& count = running_.searches[person];
    if (count >= kAtOnce)
      throw ApiError(Errc::rate_limited, "your other searches have not been answered yet", {}, kRetryAfter);
    ++count;
  }
  ~Turn() {
    const std::lock_guard lock(running_.mutex);
    const auto mine = running_.searches.find(person_);
    if (--mine->second == 0) running_.searches.erase(mine);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  Running& running_;
  const PrincipalId person_;
};

/// A handler that runs in the caller's turn.
template <class In, class Out>
auto in_turn(const std::shared_ptr<Running>& running, Out (*handler)(db::Tx&, const Context&, const In&)) {
  return [running, handler](db::Tx& tx, const Context& context, const In& in) {
    const Turn turn(*running, context.who().principal);
    return handler(tx, context, in);
  };
}

/// The byte where the `count`-th character after `from` begins, or the end.
std::size_t forward(const std::string& text, std::size_t from, std::int64_t count) {
  auto byte = static_cast<std::int32_t>(from);
  U8_FWD_N(text.data(), byte, static_cast<std::int32_t>(text.size()), static_cast<std::int32_t>(count));
  return static_cast<std::size_t>(byte);
}

/// The part of the text around its first highlight.
HitOut shown(Hit hit, const std::vector<Token>& tokens) {
  HitOut out{hit.conversation, std::move(hit.entry), {}, {}};
  const auto highlights = find_tokens(hit.text, tokens);
  const std::int64_t first = highlights.empty() ? 0 : highlights.front().from;
  const std::int64_t begin = std::max<std::int64_t>(0, first - kBeforeHit);
  const std::size_t from = forward(hit.text, 0, begin);
  out.snippet = hit.text.substr(from, forward(hit.text, from, kSnippet) - from);
  for (const Highlight& each : highlights) {
    const Highlight moved{each.from - begin, std::min(each.to - begin, kSnippet)};
    if (moved.from < moved.to) out.highlights.push_back(moved);
  }
  return out;
}

Question question_of(db::Tx& tx, const api::Caller& caller, const CountIn& in) {
  Question question;
  if (in.query) {
    question.tokens = parse_question(in.query->value);
    if (question.tokens.empty()) throw ApiError(Errc::invalid_argument, "query must have a letter or a digit", "query");
  } else if (!in.conversation && !in.kinds) {
    throw ApiError(Errc::invalid_argument, "give a query, or a conversation or kinds to list", "query");
  }
  if (in.from && in.to && !(*in.from < *in.to)) throw ApiError(Errc::invalid_argument, "to must be after from", "to");
  question.conversation = in.conversation;
  // Also who has left the company: what they wrote is still there.
  if (in.actor) question.actor = identity::resolve_one_met(tx, caller, *in.actor, "actor");
  if (in.kinds) {
    for (const MessageKind kind : *in.kinds)
      question.kinds.emplace_back(boost::describe::enum_to_string(kind, ""));
  }
  question.from = in.from;
  question.to = in.to;
  return question;
}

std::optional<store::Match> place_of(const std::optional<std::string>& cursor) {
  if (!cursor) return std::nullopt;
  const auto keys = api::decode_cursor(kList, *cursor, 3);
  const auto at = parse_time(keys[0]);
  if (!at) api::refuse_cursor();
  return store::Match{api::cursor_id<ConversationId>(keys[1]), api::cursor_number(keys[2]), *at};
}

api::Page<HitOut> search(db::Tx& tx, const Context& context, const SearchIn& in) {
  const Question question = question_of(tx, context.who(), in);
  Hits found = find_messages(tx, context.who().principal, question, place_of(in.cursor), api::limit_of(in.limit));
  api::Page<HitOut> page;
  for (Hit& hit : found.hits)
    page.items.push_back(shown(std::move(hit), question.tokens));
  if (found.last)
    page.next_cursor = api::encode_cursor(
        kList, {to_rfc3339(found.last->at), found.last->conversation.str(), std::to_string(found.last->seq)});
  return page;
}

CountOut count(db::Tx& tx, const Context& context, const CountIn& in) {
  const Hits found = find_messages(
      tx, context.who().principal, question_of(tx, context.who(), in), std::nullopt, kCounted);
  CountOut out;
  std::map<ConversationId, std::size_t> places;
  for (const Hit& hit : found.hits) {
    const auto [it, fresh] = places.emplace(hit.conversation, out.items.size());
    if (fresh) out.items.push_back({hit.conversation, 0, hit.entry.at});
    ++out.items[it->second].count;
  }
  out.total = static_cast<std::int64_t>(found.hits.size());
  out.more = found.last.has_value();
  return out;
}

/// By a part of the name, and of Chinese ones by the beginning of the pinyin or of its initials.
bool fits_name(const std::string& name, const std::string& folded, const std::string& key, bool latin) {
  if (fold(name).find(folded) != std::string::npos) return true;
  if (!latin) return false;
  const auto keys = identity::name_keys({name});
  return std::any_of(keys.begin(), keys.end(), [&](const std::string& each) { return each.starts_with(key); });
}

GroupsOut groups(db::Tx& tx, const Context& context, const GroupsIn& in) {
  const PrincipalId reader = context.who().principal;
  const std::string wanted = fold(in.query.value);
  const std::string key = identity::name_key(in.query.value);
  const bool latin = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  const auto limit = static_cast<std::size_t>(api::limit_of(in.limit));
  std::vector<ConversationId> ids;
  for (const store::NamedGroup& group : store::named_groups(tx, reader, kGroupsLooked)) {
    if (fits_name(group.name, wanted, key, latin)) ids.push_back(group.id);
    if (ids.size() == limit) break;
  }
  return {load_views(tx, reader, ids)};
}

}  // namespace

std::vector<api::Operation> search_operations(const Shared&) {
  const auto running = std::make_shared<Running>();
  std::vector<api::Operation> table;
  table.push_back(api::transactional<SearchIn, api::Page<HitOut>>(
      Declaration(
          "search.messages", Method::get, "/api/v1/search/messages", Policy::signed_in,
          "Messages you may read that hold all of `query`, newest first; or those of some kinds, for lists of files."),
      in_turn(running, search)));
  table.push_back(api::transactional<CountIn, CountOut>(
      Declaration(
          "search.counts", Method::get, "/api/v1/search/counts", Policy::signed_in,
          "In which conversations the newest 1,000 of these messages are, and how many in each."),
      in_turn(running, count)));
  table.push_back(api::transactional<GroupsIn, GroupsOut>(
      Declaration(
          "search.groups", Method::get, "/api/v1/search/groups", Policy::signed_in,
          "Groups you are in whose name holds `query`, the last active first."),
      in_turn(running, groups)));
  return table;
}

}  // namespace weft::conversations
