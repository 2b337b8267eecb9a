// Asks the index for candidates, newest weeks first, and looks at the messages themselves before it believes them: a
// message may have been recalled or edited since it was indexed, and pairs of characters do not make a phrase.
#include "conversations/search.hpp"

#include <weft/base/json.hpp>
#include <weft/conversations/log.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <tuple>

namespace weft::conversations {
namespace {

using std::chrono::hours;

constexpr std::size_t kScope = 1000;       // conversations named to the index at a time
constexpr std::size_t kCandidates = 2000;  // looked at for one answer
constexpr std::size_t kMessages = 100;     // read at a time
// What one answer may cost the worker it holds, besides the statements, which have a limit of their own.
constexpr std::size_t kBytes = 4 * 1024 * 1024;  // of the bodies of messages
constexpr auto kTime = std::chrono::seconds(1);
constexpr auto kWeek = hours(24 * 7);
constexpr std::array<int, 4> kWindows = {1, 4, 16, 64};  // weeks read at a time; after them, everything older

constexpr std::array<const char*, 6> kReadable = {"text", "markdown", "title", "name", "description", "address"};

void add_readable(const Json& object, std::string& text) {
  for (const char* key : kReadable) {
    const auto it = object.find(key);
    if (it == object.end() || !it->is_string() || it->get_ref<const std::string&>().empty()) continue;
    text.append(text.empty() ? "" : "\n").append(it->get_ref<const std::string&>());
  }
}

std::int64_t week_of(Time at) {
  const auto since = at.time_since_epoch();
  return std::chrono::floor<std::chrono::duration<std::int64_t, std::ratio<604800>>>(since).count();
}

/// `'X1' | 'X2'` with a letter in front of each, for lexemes that narrow.
template <class Values>
std::string any_of(char letter, const Values& values) {
  std::string condition;
  for (const auto& value : values)
    condition.append(condition.empty() ? "('" : " | '").append(1, letter).append(value).append("'");
  return condition + ")";
}

std::string weeks(Time from, Time to) {
  std::vector<std::string> numbers;
  for (std::int64_t week = week_of(from); week <= week_of(to); ++week)
    numbers.push_back(std::to_string(week));
  return any_of('W', numbers);
}

void narrow(std::string& query, const std::string& condition) {
  query.append(query.empty() ? "" : " & ").append(condition);
}

bool newer(const store::Match& a, const store::Match& b) {
  return std::tie(a.at, a.conversation, a.seq) > std::tie(b.at, b.conversation, b.seq);
}

/// One search over its windows.
class Search {
 public:
  Search(db::Tx& tx, const PrincipalId& reader, const Question& question, std::int64_t limit)
      : tx_(tx), reader_(reader), question_(question), limit_(static_cast<std::size_t>(limit)) {}

  Hits run(std::optional<store::Match> after) {
    build();
    if (scopes_.empty()) return {};
    // A millisecond over, so that what was written in this very one is found.
    Time edge = question_.to.value_or(tx_.now() + kWeek);
    if (after) edge = std::min<Time>(edge, after->at + std::chrono::milliseconds(1));
    const Time begin = question_.from.value_or(Time{});
    after_ = std::move(after);
    for (std::size_t i = 0; edge > begin; ++i) {
      const bool last = i == kWindows.size();
      const Time from = last ? begin : std::max<Time>(begin, edge - kWindows[i] * kWeek);
      if (!look_at(candidates(last ? std::string() : weeks(from, edge), from, edge))) break;
      edge = from;
      if (edge > begin && late()) {
        hits_.last = store::Match{ConversationId{}, 0, edge};  // all before this window
        break;
      }
    }
    return std::move(hits_);
  }

 private:
  /// The conditions but for the weeks. No scope: nothing can fit.
  void build() {
    if (!question_.tokens.empty()) narrow(query_, index_condition(question_.tokens));
    if (!question_.kinds.empty()) narrow(query_, any_of('K', question_.kinds));
    if (question_.actor) narrow(query_, any_of('A', std::vector<std::string>{question_.actor->str()}));
    std::vector<std::string> ids;
    const auto close = [&] {
      if (!ids.empty()) scopes_.push_back(any_of('C', ids));
      ids.clear();
    };
    if (question_.conversation) {
      may_read(tx_, *question_.conversation, reader_);
      ids.push_back(question_.conversation->str());
    } else {
      for (const ConversationId& id : store::readable(tx_, reader_)) {
        ids.push_back(id.str());
        if (ids.size() == kScope) close();
      }
    }
    close();
  }

  /// The newest places in [from, to) that the index gives, as many as may still be looked at. Each scope is asked once.
  std::vector<store::Match> candidates(const std::string& weeks, Time from, Time to) {
    const std::size_t limit = kCandidates - looked_at_;
    std::vector<store::Match> newest;
    for (const std::string& scope : scopes_) {
      std::string query = query_;
      narrow(query, scope);
      if (!weeks.empty()) narrow(query, weeks);
      const auto some = store::find_matches(tx_, reader_, query, from, to, after_, static_cast<std::int64_t>(limit));
      newest.insert(newest.end(), some.begin(), some.end());
      if (scopes_.size() > 1) std::sort(newest.begin(), newest.end(), newer);
      if (newest.size() < limit) continue;
      newest.erase(newest.begin() + static_cast<std::ptrdiff_t>(limit), newest.end());
      from = newest.back().at;
    }
    return newest;
  }

  /// Reads the messages at these places, some at a time; false when the answer is complete before their end.
  bool look_at(std::span<const store::Match> matches) {
    while (!matches.empty()) {
      const auto some = matches.first(std::min(matches.size(), kMessages));
      for (const store::Found& found : store::found_entries(tx_, some)) {
        if (!take(found)) return false;
        bytes_ += found.entry.body.text.size();
        if (bytes_ < kBytes) continue;
        hits_.last = store::Match{found.conversation, found.entry.seq, found.entry.at};
        return false;
      }
      after_ = some.back();
      matches = matches.subspan(some.size());
      looked_at_ += some.size();
      if (looked_at_ < kCandidates && (matches.empty() || !late())) continue;
      hits_.last = after_;
      return false;
    }
    return true;
  }

  /// Keeps what answers the question; false for the one beyond the limit.
  bool take(const store::Found& found) {
    const Json body = Json::parse(found.entry.body.text);
    const std::string kind = body.value("kind", "");
    if (found.entry.kind != "message" || kind == "recalled") return true;
    std::string text = searchable_text(body);
    if (!holds_tokens(text, question_.tokens)) return true;
    if (hits_.hits.size() == limit_) {
      const Hit& last = hits_.hits.back();
      hits_.last = store::Match{last.conversation, last.entry.seq, last.entry.at};
      return false;
    }
    hits_.hits.push_back({found.conversation, found.entry, std::move(text)});
    return true;
  }

  bool late() const { return std::chrono::steady_clock::now() - began_ > kTime; }

  db::Tx& tx_;
  const PrincipalId& reader_;
  const Question& question_;
  const std::size_t limit_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::string query_;
  std::vector<std::string> scopes_;  ///< conditions that name all conversations of the reader, kScope in each
  std::optional<store::Match> after_;
  std::size_t looked_at_ = 0;
  std::size_t bytes_ = 0;
  Hits hits_;
};

}  // namespace

std::string searchable_text(const Json& body) {
  if (const auto inner = body.find("message"); inner != body.end() && inner->is_object())
    return searchable_text(*inner);
  std::string text;
  add_readable(body, text);
  if (const auto articles = body.find("articles"); articles != body.end() && articles->is_array()) {
    for (const Json& article : *articles)
      if (article.is_object()) add_readable(article, text);
  }
  return text;
}

std::string searchable_kinds(const Json& body) {
  std::string kinds = body.value("kind", "");
  if (const auto inner = body.find("message"); inner != body.end() && inner->is_object())
    kinds.append(" ").append(inner->value("kind", ""));
  return kinds;
}

Hits find_messages(
    db::Tx& tx, const PrincipalId& reader, const Question& question, const std::optional<store::Match>& after,
    std::int64_t limit) {
  return Search(tx, reader, question, limit).run(after);
}

}  // namespace weft::conversations
