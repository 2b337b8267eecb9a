// SQL of the rules about words: rows in, structs out. All within the tenant of the transaction.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/conversations/screening.hpp>
#include <weft/db/tx.hpp>
#include <weft/groups/words.hpp>

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace weft::groups {

using RuleId = Id<struct WordRuleTag>;
using HitId = Id<struct WordHitTag>;
using conversations::ScreenAction;

namespace store {

struct WordRule {
  RuleId id;
  int slot = 0;
  std::string name;
  ScreenAction action = ScreenAction::block;
  std::vector<Word> words;
  std::vector<Detector> detect;
  PrincipalId owner;
  bool everybody = true;
  Time created_at;
  Time updated_at;
};

/// Counts a change of a rule and tells every process of it after the commit. Also puts those who change rules in a
/// line: called first.
void change_rules(db::Tx& tx);
/// How often the rules, and how often the lists of groups were changed.
struct WordVersions {
  std::int64_t rules = 0;
  std::int64_t lists = 0;
};
WordVersions word_versions(db::Tx& tx);

std::vector<WordRule> word_rules(db::Tx& tx);
std::optional<WordRule> word_rule(db::Tx& tx, const RuleId& id);
/// Inserts or replaces; false when another rule has the name.
bool put_word_rule(db::Tx& tx, const WordRule& rule);
void delete_word_rule(db::Tx& tx, const RuleId& id);

struct RuleScope {
  std::vector<PrincipalId> members;
  std::vector<std::int64_t> departments;
};
RuleScope rule_scope(db::Tx& tx, const RuleId& id);
void set_rule_scope(db::Tx& tx, const RuleId& id, const RuleScope& scope);
/// Of these departments, those that there are not.
std::vector<std::int64_t> unknown_departments(db::Tx& tx, const std::vector<std::int64_t>& departments);
/// Of these rules, those that name `principal` or a department it is in, or above one.
std::vector<RuleId> rules_about(db::Tx& tx, const std::vector<RuleId>& rules, const PrincipalId& principal);

struct WordList {
  ScreenAction action = ScreenAction::block;
  std::vector<Word> words;
  std::int64_t version = 0;
};
std::optional<WordList> word_list(db::Tx& tx, const ConversationId& group);
/// The groups whose list was changed after this version of the lists.
struct ChangedList {
  ConversationId group;
  std::int64_t version = 0;
  bool emptied = false;
};
std::vector<ChangedList> changed_lists(db::Tx& tx, std::int64_t after);
/// Writes a list, counts the change and tells every process of it after the commit. How often this list was changed
/// within a minute.
std::int64_t put_word_list(db::Tx& tx, const ConversationId& group, const WordList& list, const PrincipalId& by);
std::optional<PrincipalId> group_owner(db::Tx& tx, const ConversationId& group);

/// The wire object of word_hit.list.
struct WordHit {
  HitId id;
  Time at;
  std::optional<RuleId> rule;
  std::string rule_name;
  ScreenAction action = ScreenAction::block;
  PrincipalId actor;
  std::optional<ConversationId> conversation;
  std::optional<Seq> seq;
  std::string field;
  std::string matched;
  std::string excerpt;
};
BOOST_DESCRIBE_STRUCT(WordHit, (), (id, at, rule, rule_name, action, actor, conversation, seq, field, matched, excerpt))

/// False when it was recorded before.
bool add_hit(db::Tx& tx, const WordHit& hit, const std::string& client_id, std::span<const PrincipalId> told);
/// True when this actor met this rule in the minute before this hit.
bool hit_lately(db::Tx& tx, const WordHit& hit);

struct HitFilter {
  std::optional<RuleId> rule;
  std::optional<PrincipalId> actor;
  std::optional<ConversationId> conversation;
  std::optional<std::string> action;
  std::optional<PrincipalId> told;  ///< only those that this one was told of
  std::optional<HitId> before;
  std::int64_t limit = 50;
};
/// Newest first.
std::vector<WordHit> hits(db::Tx& tx, const HitFilter& filter);
/// Deletes hits older than 180 days, `limit` at most; how many.
std::int64_t purge_hits(db::Tx& tx, int limit);

}  // namespace store
}  // namespace weft::groups
