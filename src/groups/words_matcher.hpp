// Looks for many words at once. No database, no rules: words in, places out.
#pragma once
#include "groups/words_text.hpp"
#include <weft/groups/words.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weft::groups::words {

/// A text folded once for many matchers; what only some of them need is made when first asked for. Keeps a view of the
/// original.
class Subject {
 public:
  explicit Subject(std::string_view original) : original_(original), folded_(fold(original)) {}
  const std::string& folded() const { return folded_; }
  const Squeezed& squeezed() const;
  /// What bytes [from, to) of the folded text were in the original.
  std::string_view original(std::size_t from, std::size_t to) const;
  /// That, and up to `around` bytes to its left and right, whole characters.
  std::string excerpt(std::size_t from, std::size_t to, std::size_t around) const;

 private:
  std::string_view original_;
  std::string folded_;
  mutable std::optional<Squeezed> squeezed_;
  mutable std::optional<Folded> with_origin_;
};

/// Where a word stands: bytes of the folded text.
struct Hit {
  std::uint32_t word = 0;  ///< index of what compile() was given
  std::uint32_t from = 0;
  std::uint32_t to = 0;
};

/// A compiled list of words. Immutable; may be used by any number of threads.
///
/// Compiling takes about 20 us a word for 3,000 words and more for more, and 130 bytes a word afterwards. Words that
/// fold to nothing match nothing.
class Matcher {
 public:
  static std::shared_ptr<const Matcher> compile(std::span<const Word> words);
  ~Matcher();
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;

  /// Calls `on_hit` for places where a word stands, in no order, a word perhaps several times; until it says false.
  void scan(const Subject& subject, const std::function<bool(const Hit&)>& on_hit) const;

  std::size_t bytes() const;  ///< of the compiled form

 private:
  struct Impl;
  explicit Matcher(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Whether a word can be found at all: something is left of it after folding (and squeezing, for `spaced`).
bool findable(const Word& word);

/// Whether the word at [from, to) of a folded text counts: `whole` words do not touch letters of their own kind.
bool stands_alone(std::string_view folded, std::size_t from, std::size_t to);

/// Maps a match in the squeezed text back: its place in the folded one, or nullopt when it is not the word spaced out
/// but letters of other words that happen to follow each other.
std::optional<std::pair<std::uint32_t, std::uint32_t>> spaced_place(
    const Subject& subject, std::size_t from, std::size_t to);

}  // namespace weft::groups::words
