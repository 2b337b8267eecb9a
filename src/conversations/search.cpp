// Asks the index for candidates, newest weeks first, and looks at the messages themselves before it believes them: a
// message may have been recalled or edited since it was indexed, and pairs of characters do not make a phrase.
#include "conversations/search.hpp"

#include <weft/base/json.hpp>
#include <weft/conversations/log.hpp>

#include <array>

namespace weft::conversations {
namespace {

using std::chrono::hours;

constexpr std::int64_t kScope = 1000;      // conversations named to the index; beyond, it is asked without
constexpr std::size_t kCandidates = 2000;  // looked at for one answer
constexpr std::int64_t kBatch = 200;       // candidates a statement
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

/// One search over its windows.
class Search {
 public:
  Search(db::Tx& tx, const PrincipalId& reader, const Question& question, std::int64_t limit)
      : tx_(tx), reader_(reader), question_(question), limit_(static_cast<std::size_t>(limit)) {}

  Hits run(std::optional<store::Match> after) {
    if (!build()) return {};
    // A millisecond over, so that what was written in this very one is found.
    Time edge = question_.to.value_or(tx_.now() + kWeek);
    if (after) edge = std::min<Time>(edge, after->at + std::chrono::milliseconds(1));
    const Time begin = question_.from.value_or(Time{});
    after_ = std::move(after);
    for (const int length : kWindows) {
      if (edge <= begin) return std::move(hits_);
      const Time from = std::max<Time>(begin, edge - length * kWeek);
      if (!read(query_ + " & " + weeks(from, edge), from, edge)) return std::move(hits_);
      edge = from;
    }
    if (edge > begin) read(query_, begin, edge);
    return std::move(hits_);
  }

 private:
  /// The condition but for the weeks; false when nothing can fit.
  bool build() {
    if (!question_.tokens.empty()) narrow(query_, index_condition(question_.tokens));
    std::vector<std::string> scope;
    if (question_.conversation) {
      may_read(tx_, *question_.conversation, reader_);
      scope.push_back(question_.conversation->str());
    } else {
      for (const ConversationId& id : store::readable(tx_, reader_, kScope + 1))
        scope.push_back(id.str());
      if (scope.empty()) return false;
    }
    if (scope.size() <= static_cast<std::size_t>(kScope)) narrow(query_, any_of('C', scope));
    if (!question_.kinds.empty()) narrow(query_, any_of('K', question_.kinds));
    if (question_.actor) narrow(query_, any_of('A', std::vector<std::string>{question_.actor->str()}));
    return true;
  }

  /// Reads a window to its end; false when the answer is complete before.
  bool read(const std::string& query, Time from, Time to) {
    for (;;) {
      const auto matches = store::find_matches(tx_, reader_, query, from, to, after_, kBatch);
      for (const store::Found& found : store::found_entries(tx_, matches)) {
        if (!take(found)) return false;
      }
      if (matches.empty()) return true;
      after_ = matches.back();
      looked_at_ += matches.size();
      if (looked_at_ >= kCandidates) {
        hits_.last = after_;
        return false;
      }
      if (matches.size() < static_cast<std::size_t>(kBatch)) return true;
    }
  }

  /// Keeps what answers the question; false for the one beyond the limit.
  bool take(const store::Found& found) {
    const Json body = Json::parse(found.entry.body.text);
    const std::string kind = body.value("kind", "");
    if (found.entry.kind != "message" || kind == "recalled") return true;
    Hit hit{found.conversation, found.entry, searchable_text(body), {}};
    hit.highlights = find_tokens(hit.text, question_.tokens);
    if (hit.highlights.empty() && !question_.tokens.empty()) return true;
    if (hits_.hits.size() == limit_) {
      const Hit& last = hits_.hits.back();
      hits_.last = store::Match{last.conversation, last.entry.seq, last.entry.at};
      return false;
    }
    hits_.hits.push_back(std::move(hit));
    return true;
  }

  db::Tx& tx_;
  const PrincipalId& reader_;
  const Question& question_;
  const std::size_t limit_;
  std::string query_;
  std::optional<store::Match> after_;
  std::size_t looked_at_ = 0;
  Hits hits_;
};

}  // namespace

std::string searchable_text(const Json& body) {
  std::string text;
  add_readable(body, text);
  if (const auto articles = body.find("articles"); articles != body.end() && articles->is_array()) {
    for (const Json& article : *articles)
      if (article.is_object()) add_readable(article, text);
  }
  return text;
}

Hits find_messages(
    db::Tx& tx, const PrincipalId& reader, const Question& question, const std::optional<store::Match>& after,
    std::int64_t limit) {
  return Search(tx, reader, question, limit).run(after);
}

}  // namespace weft::conversations
