// Words that rules look for, as they appear on the wire.
#pragma once
#include <weft/base/fields.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>

namespace weft::groups {

/// How a word is looked for, after folding (docs/words.md).
enum class WordMatch {
  contains,  ///< anywhere
  whole,     ///< not as a part of a longer word; scripts without blanks have no longer words
  spaced,    ///< anywhere, and spelled out with blanks or signs between its characters
};
BOOST_DESCRIBE_ENUM(WordMatch, contains, whole, spaced)

struct Word {
  Text<1, 32> text;
  std::optional<WordMatch> match;  ///< contains
};
BOOST_DESCRIBE_STRUCT(Word, (), (text, match))

/// What is not a word but has a form.
enum class Detector { phone, email };
BOOST_DESCRIBE_ENUM(Detector, phone, email)

}  // namespace weft::groups
