// A company's rules ready for scanning: immutable, shared by all threads.
#pragma once
#include "groups/words_matcher.hpp"
#include "groups/words_store.hpp"

#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

namespace weft::groups::words {

using conversations::Shown;

/// What a rule or a list found in an utterance, before anybody asked whether the rule is about the sender.
struct Mark {
  const store::WordRule* rule = nullptr;  ///< null: the group's list
  std::string field;
  std::string matched;
  std::string excerpt;
};

/// The words of up to ten rules, compiled together; kept from one version of the company to the next while they stay
/// the same.
struct Portion {
  std::string key;  ///< slots and words
  std::shared_ptr<const Matcher> matcher;
  std::vector<int> slots;  ///< of each word
};

struct CompanyWords {
  std::int64_t version = 0;
  std::vector<store::WordRule> rules;
  std::vector<std::shared_ptr<const Portion>> portions;
};

/// Compiles what `before` (may be null) does not have yet.
std::shared_ptr<const CompanyWords> compile_company(
    std::int64_t version, std::vector<store::WordRule> rules, const CompanyWords* before);

/// Which groups of a company have a list of their own, and its version.
struct ListVersions {
  std::int64_t version = 0;  ///< of the lists as a whole
  std::unordered_map<ConversationId, std::int64_t> lists;
};

/// A group's own list.
struct GroupWords {
  std::int64_t version = 0;
  ScreenAction action = ScreenAction::block;
  std::shared_ptr<const Matcher> matcher;
};

/// Whether anything at all is found.
bool any_mark(const CompanyWords& company, const GroupWords* group, std::span<const Shown> shown);
/// The first mark of each rule, and of the list.
std::vector<Mark> find_marks(const CompanyWords& company, const GroupWords* group, std::span<const Shown> shown);

}  // namespace weft::groups::words
