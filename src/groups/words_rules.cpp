// Rules of the rules about words.
#include "groups/words_rules.hpp"

#include "groups/words_matcher.hpp"
#include <weft/conversations/conversations.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/visibility.hpp>

#include <algorithm>
#include <set>

namespace weft::groups {
namespace {

constexpr std::int64_t kChangesAMinute = 10;  // of one group's list

constexpr int kMostRules = 100;

void need_findable(const WordField& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!words::findable(words.items[i]))
      refuse_field("words[" + std::to_string(i) + "].text", "holds nothing that could be looked for");
  }
}

/// Each detector once, each word as given.
void take_words(store::WordRule& rule, const WordRuleChange& change) {
  if (change.words) {
    need_findable(*change.words);
    rule.words = change.words->items;
  }
  if (change.detect) {
    const std::set<Detector> once(change.detect->begin(), change.detect->end());
    rule.detect.assign(once.begin(), once.end());
  }
  if (rule.words.empty() && rule.detect.empty()) refuse_field("words", "must not be empty when nothing is detected");
}

void take_scope(
    db::Tx& tx, const api::Caller& by, store::WordRule& rule, store::RuleScope& scope, const WordRuleChange& change) {
  if (change.members) scope.members = identity::resolve_met(tx, by, change.members->items, "members");
  if (change.departments) {
    scope.departments.assign(change.departments->begin(), change.departments->end());
    const auto unknown = store::unknown_departments(tx, scope.departments);
    if (!unknown.empty()) {
      const auto at = std::find(scope.departments.begin(), scope.departments.end(), unknown.front());
      refuse_field(
          "departments[" + std::to_string(at - scope.departments.begin()) + "]",
          "no such department: " + std::to_string(unknown.front()));
    }
  }
  rule.everybody = scope.members.empty() && scope.departments.empty();
}

WordRuleView view(const store::WordRule& rule, store::RuleScope scope) {
  return {
      rule.id,
      rule.name,
      rule.action,
      rule.words,
      rule.detect,
      rule.owner,
      rule.everybody,
      std::move(scope.members),
      std::move(scope.departments),
      rule.created_at,
      rule.updated_at};
}

Json json_of(const WordRuleView& rule) {
  return Json::parse(to_json_text(rule));
}

void audit(
    db::Tx& tx, const api::Context& by, const std::string& action, const std::string& target, const Json& before,
    const Json& after) {
  identity::audit::append(
      tx, {identity::origin_of(by), action, target, {Json{{"before", before}, {"after", after}}.dump()}});
}

/// Puts the write in the company's line first, then in the line of those who change words.
void begin(db::Tx& tx, const api::Context& by) {
  const api::Caller caller = identity::begin_admin(tx, by.who(), kManagesWords);
  identity::require_company(tx, caller, kManagesWords);
  store::change_rules(tx);
}

/// Writes the rule with what is changed; the line of those who change rules is entered already.
WordRuleView put(db::Tx& tx, const api::Caller& by, store::WordRule rule, const WordRuleChange& change) {
  store::RuleScope scope = store::rule_scope(tx, rule.id);
  if (change.name) rule.name = *change.name;
  if (change.action) rule.action = *change.action;
  if (change.owner) rule.owner = identity::resolve_seen(tx, by, std::span(&*change.owner, 1), "owner").front();
  take_words(rule, change);
  take_scope(tx, by, rule, scope, change);
  rule.updated_at = tx.now();
  if (!store::put_word_rule(tx, rule)) throw ApiError(Errc::conflict, "another rule has this name", "name");
  if (change.members || change.departments) store::set_rule_scope(tx, rule.id, scope);
  return find_word_rule(tx, rule.id);
}

int free_slot(db::Tx& tx) {
  std::set<int> taken;
  for (const store::WordRule& rule : store::word_rules(tx))
    taken.insert(rule.slot);
  for (int slot = 0; slot < kMostRules; ++slot)
    if (taken.count(slot) == 0) return slot;
  throw ApiError(Errc::conflict, "there are 100 rules already; delete one first");
}

store::WordRule need_rule(db::Tx& tx, const RuleId& id) {
  auto rule = store::word_rule(tx, id);
  if (!rule) throw ApiError(Errc::not_found, "no such rule", "rule");
  return std::move(*rule);
}

Json json_of(const GroupWordsView& list) {
  return Json::parse(to_json_text(list));
}

GroupWordsView list_of(db::Tx& tx, const ConversationId& group) {
  const auto list = store::word_list(tx, group).value_or(store::WordList{});
  return {list.action, list.words};
}

}  // namespace

WordRuleView create_word_rule(db::Tx& tx, const api::Context& by, const WordRuleChange& change) {
  begin(tx, by);
  store::WordRule rule;
  rule.id = RuleId::make();
  rule.slot = free_slot(tx);
  rule.owner = by.who().principal;
  rule.created_at = tx.now();
  WordRuleView made = put(tx, by.who(), std::move(rule), change);
  audit(tx, by, "word_rule.create", made.id.str(), Json(), json_of(made));
  return made;
}

WordRuleView update_word_rule(db::Tx& tx, const api::Context& by, const RuleId& id, const WordRuleChange& change) {
  begin(tx, by);
  const WordRuleView before = find_word_rule(tx, id);
  WordRuleView after = put(tx, by.who(), need_rule(tx, id), change);
  audit(tx, by, "word_rule.update", id.str(), json_of(before), json_of(after));
  return after;
}

void delete_word_rule(db::Tx& tx, const api::Context& by, const RuleId& id) {
  begin(tx, by);
  const WordRuleView before = find_word_rule(tx, id);
  store::delete_word_rule(tx, id);
  audit(tx, by, "word_rule.delete", id.str(), json_of(before), Json());
}

WordRuleView find_word_rule(db::Tx& tx, const RuleId& id) {
  return view(need_rule(tx, id), store::rule_scope(tx, id));
}

bool manages_words(db::Tx& tx, const api::Caller& caller) {
  return caller.may(kManagesWords) && identity::reach(tx, caller, kManagesWords).company;
}

GroupWordsView group_words(db::Tx& tx, const api::Context& by, const ConversationId& group) {
  conversations::need_member_of_group(tx, group, by.who().principal);
  return list_of(tx, group);
}

GroupWordsView set_group_words(
    db::Tx& tx, const api::Context& by, const ConversationId& group, const WordField& words, ScreenAction action) {
  need_findable(words);
  identity::audit::lock(tx);  // before the head, as every administrative write
  conversations::need_manager_of_group(tx, group, by.who().principal);
  const GroupWordsView before = list_of(tx, group);
  // Every process reads and compiles a list anew when it was changed.
  if (store::put_word_list(tx, group, {action, words.items, 0}, by.who().principal) > kChangesAMinute)
    throw ApiError(Errc::rate_limited, "the list was changed too often; wait a minute", {}, 60);
  GroupWordsView after = list_of(tx, group);
  audit(tx, by, "group.set_words", group.str(), json_of(before), json_of(after));
  return after;
}

}  // namespace weft::groups
