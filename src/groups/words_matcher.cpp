// Compiles words into Hyperscan databases of literals and scans texts with them.
//
// Two databases: one for the folded text (contains, whole), one for the squeezed text (spaced). Literals on folded
// bytes need no flags of their own; UTF-8 literals match whole characters only, because no character's bytes are the
// end of another's.
#include "groups/words_matcher.hpp"

#include <weft/base/error.hpp>

#include <hs/hs.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <unordered_set>

namespace weft::groups::words {
namespace {

constexpr std::uint32_t kWidestGap = 3;        // characters between two letters of a word that is spaced out
constexpr std::size_t kKnownDatabases = 4096;  // of one thread's scratch; then it starts anew

/// Nothing is let through unseen.
[[noreturn]] void refuse(const std::string& why) {
  throw ApiError(Errc::unavailable, "the words cannot be held against the rules now: " + why, {}, 1);
}

struct FreeDatabase {
  void operator()(hs_database_t* database) const { hs_free_database(database); }
};
using Database = std::unique_ptr<hs_database_t, FreeDatabase>;

/// The scratch of this thread, large enough for each database it was asked for.
class Scratch {
 public:
  hs_scratch_t* for_database(const hs_database_t* database, std::uint64_t serial) {
    if (known_.count(serial) > 0) return scratch_;
    if (known_.size() >= kKnownDatabases) known_.clear();
    if (hs_alloc_scratch(database, &scratch_) != HS_SUCCESS) {
      known_.clear();  // what there was before may be gone
      refuse("there is no memory to look for them");
    }
    known_.insert(serial);
    return scratch_;
  }
  Scratch() = default;
  ~Scratch() { hs_free_scratch(scratch_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

 private:
  hs_scratch_t* scratch_ = nullptr;
  std::unordered_set<std::uint64_t> known_;
};

Scratch& scratch() {
  thread_local Scratch mine;
  return mine;
}

std::uint64_t next_serial() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

/// Literals, and which word each belongs to.
struct Literals {
  std::vector<std::string> texts;
  std::vector<unsigned> words;

  void add(std::string text, std::size_t word) {
    texts.push_back(std::move(text));
    words.push_back(static_cast<unsigned>(word));
  }

  Database compile() const {
    if (texts.empty()) return nullptr;
    std::vector<const char*> expressions;
    std::vector<unsigned> flags(texts.size(), 0), ids;
    std::vector<std::size_t> sizes;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      expressions.push_back(texts[i].data());
      sizes.push_back(texts[i].size());
      ids.push_back(static_cast<unsigned>(i));
    }
    hs_database_t* database = nullptr;
    hs_compile_error_t* error = nullptr;
    const hs_error_t code = hs_compile_lit_multi(
        expressions.data(), flags.data(), ids.data(), sizes.data(), static_cast<unsigned>(texts.size()), HS_MODE_BLOCK,
        nullptr, &database, &error);
    if (code != HS_SUCCESS) {
      const std::string why = error == nullptr ? "out of memory" : error->message;
      hs_free_compile_error(error);
      throw std::runtime_error("the words cannot be compiled: " + why);
    }
    return Database(database);
  }
};

/// One database over one form of the text.
struct Part {
  Literals literals;
  Database database;
  std::uint64_t serial = 0;

  void compile() {
    database = literals.compile();
    serial = next_serial();
  }

  /// Calls `on_match(literal, end)` until it says false.
  template <class OnMatch>
  void scan(std::string_view text, OnMatch& on_match) const {
    if (!database || text.empty()) return;
    const auto call = [](unsigned id, unsigned long long, unsigned long long to, unsigned, void* context) {
      return (*static_cast<OnMatch*>(context))(id, static_cast<std::size_t>(to)) ? 0 : 1;
    };
    const hs_error_t code = hs_scan(
        database.get(), text.data(), static_cast<unsigned>(text.size()), 0,
        scratch().for_database(database.get(), serial), call, &on_match);
    if (code != HS_SUCCESS && code != HS_SCAN_TERMINATED) refuse("the scan ended with " + std::to_string(code));
  }
};

/// A word as it is looked for; blanks around it are no part of it.
std::string folded_word(const Word& word) {
  std::string text = fold(word.text.value);
  if (text.ends_with(' ')) text.pop_back();
  if (text.starts_with(' ')) text.erase(0, 1);
  return word.match == WordMatch::spaced ? squeeze(text).text : text;
}

std::uint32_t count_between(std::string_view text) {
  std::uint32_t count = 0;
  for (const char c : text)
    count += U8_IS_TRAIL(static_cast<std::uint8_t>(c)) ? 0 : 1;
  return count;
}

}  // namespace

const Squeezed& Subject::squeezed() const {
  if (!squeezed_) squeezed_ = squeeze(folded_);
  return *squeezed_;
}

std::string_view Subject::original(std::size_t from, std::size_t to) const {
  if (!with_origin_) with_origin_ = fold_with_origin(original_);
  return weft::original(original_, *with_origin_, from, to);
}

std::string Subject::excerpt(std::size_t from, std::size_t to, std::size_t around) const {
  const std::string_view match = original(from, to);
  if (match.empty()) return {};
  const auto place = static_cast<std::size_t>(match.data() - original_.data());
  std::size_t begin = place > around ? place - around : 0;
  std::size_t end = std::min(original_.size(), place + match.size() + around);
  while (begin > 0 && U8_IS_TRAIL(static_cast<std::uint8_t>(original_[begin])))
    --begin;
  while (end < original_.size() && U8_IS_TRAIL(static_cast<std::uint8_t>(original_[end])))
    ++end;
  return std::string(original_.substr(begin, end - begin));
}

bool stands_alone(std::string_view folded, std::size_t from, std::size_t to) {
  const bool left = spaced_script(after(folded, from)) && spaced_script(before(folded, from));
  const bool right = spaced_script(before(folded, to)) && spaced_script(after(folded, to));
  return !left && !right;
}

std::optional<std::pair<std::uint32_t, std::uint32_t>> spaced_place(
    const Subject& subject, std::size_t from, std::size_t to) {
  const Squeezed& squeezed = subject.squeezed();
  const std::string_view folded = subject.folded();
  const std::uint32_t begin = squeezed.at[from];
  const std::uint32_t end = squeezed.at[to - 1] + 1;
  if (end - begin == to - from) return std::pair(begin, end);  // nothing in between
  for (std::size_t i = from + 1; i < to; ++i) {
    const std::uint32_t gap = squeezed.at[i] - squeezed.at[i - 1] - 1;
    if (gap > 0 && count_between(folded.substr(squeezed.at[i - 1] + 1, gap)) > kWidestGap) return std::nullopt;
  }
  if (!stands_alone(folded, begin, end)) return std::nullopt;
  return std::pair(begin, end);
}

bool findable(const Word& word) {
  return !folded_word(word).empty();
}

struct Matcher::Impl {
  Part folded, squeezed;
  std::vector<bool> whole;  ///< by literal of `folded`
};

Matcher::Matcher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Matcher::~Matcher() = default;

std::shared_ptr<const Matcher> Matcher::compile(std::span<const Word> words) {
  auto impl = std::make_unique<Impl>();
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string text = folded_word(words[i]);
    if (text.empty()) continue;
    const bool spaced = words[i].match == WordMatch::spaced;
    (spaced ? impl->squeezed : impl->folded).literals.add(text, i);
    if (!spaced) impl->whole.push_back(words[i].match == WordMatch::whole);
  }
  impl->folded.compile();
  impl->squeezed.compile();
  return std::shared_ptr<const Matcher>(new Matcher(std::move(impl)));
}

void Matcher::scan(const Subject& subject, const std::function<bool(const Hit&)>& on_hit) const {
  bool go_on = true;
  const std::string& folded = subject.folded();
  auto plain = [&](unsigned literal, std::size_t to) {
    const std::size_t from = to - impl_->folded.literals.texts[literal].size();
    if (impl_->whole[literal] && !stands_alone(folded, from, to)) return true;
    return go_on = on_hit(
               {impl_->folded.literals.words[literal], static_cast<std::uint32_t>(from),
                static_cast<std::uint32_t>(to)});
  };
  impl_->folded.scan(folded, plain);
  if (!go_on || !impl_->squeezed.database) return;
  auto spaced = [&](unsigned literal, std::size_t to) {
    const auto place = spaced_place(subject, to - impl_->squeezed.literals.texts[literal].size(), to);
    return !place || on_hit({impl_->squeezed.literals.words[literal], place->first, place->second});
  };
  impl_->squeezed.scan(subject.squeezed().text, spaced);
}

std::size_t Matcher::bytes() const {
  std::size_t total = 0;
  for (const Part* part : {&impl_->folded, &impl_->squeezed}) {
    std::size_t size = 0;
    if (part->database && hs_database_size(part->database.get(), &size) == HS_SUCCESS) total += size;
  }
  return total;
}

}  // namespace weft::groups::words
