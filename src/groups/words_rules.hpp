// Rules of the rules about words: who may write them, how many there may be, what is told of a change.
#pragma once
#include "groups/words_store.hpp"
#include <weft/api/operation.hpp>
#include <weft/base/json.hpp>
#include <weft/identity/identity.hpp>

namespace weft::groups {

// Rules are the company's: the permission counts where it reaches the whole of it.
inline constexpr api::Permission kManagesWords = api::Permission::words_manage;

using WordField = List<Word, 0, 300>;
using MemberField = List<PersonRef, 0, 1000>;
using DepartmentField = List<Int<1, 2147483647>, 0, 1000>;

/// The wire object.
struct WordRuleView {
  RuleId id;
  std::string name;
  ScreenAction action = ScreenAction::block;
  std::vector<Word> words;
  std::vector<Detector> detect;
  PrincipalId owner;
  bool everybody = true;
  std::vector<PrincipalId> members;
  std::vector<std::int64_t> departments;
  Time created_at;
  Time updated_at;
};
BOOST_DESCRIBE_STRUCT(
    WordRuleView, (), (id, name, action, words, detect, owner, everybody, members, departments, created_at, updated_at))

/// What is given of a rule; what is not stays as it is, or at its default in a new one.
struct WordRuleChange {
  std::optional<std::string> name;
  std::optional<ScreenAction> action;
  std::optional<WordField> words;
  std::optional<List<Detector, 0, 2>> detect;
  std::optional<PersonRef> owner;
  std::optional<MemberField> members;
  std::optional<DepartmentField> departments;
};

WordRuleView create_word_rule(db::Tx& tx, const api::Context& by, const WordRuleChange& change);
WordRuleView update_word_rule(db::Tx& tx, const api::Context& by, const RuleId& id, const WordRuleChange& change);
void delete_word_rule(db::Tx& tx, const api::Context& by, const RuleId& id);
/// Raises not_found.
WordRuleView find_word_rule(db::Tx& tx, const RuleId& id);
/// Whether the caller manages the words of the whole company.
bool manages_words(db::Tx& tx, const api::Caller& caller);

struct GroupWordsView {
  ScreenAction action = ScreenAction::block;
  std::vector<Word> words;
};
BOOST_DESCRIBE_STRUCT(GroupWordsView, (), (action, words))

/// For who is in the group.
GroupWordsView group_words(db::Tx& tx, const api::Context& by, const ConversationId& group);
/// For who manages the group. An empty list is none.
GroupWordsView set_group_words(
    db::Tx& tx, const api::Context& by, const ConversationId& group, const WordField& words, ScreenAction action);

}  // namespace weft::groups
