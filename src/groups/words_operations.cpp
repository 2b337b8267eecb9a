// word_rule.*, word_hit.list, group.words and group.set_words.
#include "groups/words_rules.hpp"
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>
#include <weft/groups/word_book.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/visibility.hpp>

namespace weft::groups {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

const std::string kRules = "/api/v1/word-rules";
const std::string kHits = "word_hits";

struct CreateIn {
  Text<1, 20> name;
  ScreenAction action;
  std::optional<WordField> words;
  std::optional<List<Detector, 0, 2>> detect;
  std::optional<PersonRef> owner;
  std::optional<MemberField> members;
  std::optional<DepartmentField> departments;
};
BOOST_DESCRIBE_STRUCT(CreateIn, (), (name, action, words, detect, owner, members, departments))

struct UpdateIn {
  RuleId rule;
  std::optional<Text<1, 20>> name;
  std::optional<ScreenAction> action;
  std::optional<WordField> words;
  std::optional<List<Detector, 0, 2>> detect;
  std::optional<PersonRef> owner;
  std::optional<MemberField> members;
  std::optional<DepartmentField> departments;
};
BOOST_DESCRIBE_STRUCT(UpdateIn, (), (rule, name, action, words, detect, owner, members, departments))

struct RuleIn {
  RuleId rule;
};
BOOST_DESCRIBE_STRUCT(RuleIn, (), (rule))

struct RuleSummary {
  RuleId id;
  std::string name;
  ScreenAction action = ScreenAction::block;
  std::int64_t word_count = 0;
  std::vector<Detector> detect;
  PrincipalId owner;
  bool everybody = true;
  Time updated_at;
};
BOOST_DESCRIBE_STRUCT(RuleSummary, (), (id, name, action, word_count, detect, owner, everybody, updated_at))

struct RuleList {
  std::vector<RuleSummary> items;
};
BOOST_DESCRIBE_STRUCT(RuleList, (), (items))

struct HitsIn {
  std::optional<RuleId> rule;
  std::optional<PersonRef> actor;
  std::optional<ConversationId> conversation;
  std::optional<ScreenAction> action;
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(HitsIn, (), (rule, actor, conversation, action, limit, cursor))

struct GroupIn {
  ConversationId conversation;
};
BOOST_DESCRIBE_STRUCT(GroupIn, (), (conversation))

struct GroupWordsIn {
  ConversationId conversation;
  WordField words;
  std::optional<ScreenAction> action;
};
BOOST_DESCRIBE_STRUCT(GroupWordsIn, (), (conversation, words, action))

template <class In>
WordRuleChange change_of(const In& in) {
  WordRuleChange change;
  change.action = in.action;
  change.words = in.words;
  change.detect = in.detect;
  change.owner = in.owner;
  change.members = in.members;
  change.departments = in.departments;
  return change;
}

WordRuleView create(db::Tx& tx, const Context& context, const CreateIn& in) {
  WordRuleChange change = change_of(in);
  change.name = in.name.value;
  return create_word_rule(tx, context, change);
}

WordRuleView update(db::Tx& tx, const Context& context, const UpdateIn& in) {
  WordRuleChange change = change_of(in);
  if (in.name) change.name = in.name->value;
  return update_word_rule(tx, context, in.rule, change);
}

RuleList list(db::Tx& tx, const Context& context, const api::Nothing&) {
  identity::require_company(tx, context.who(), kManagesWords);
  RuleList out;
  for (const store::WordRule& rule : store::word_rules(tx)) {
    out.items.push_back(
        {rule.id, rule.name, rule.action, std::ssize(rule.words), rule.detect, rule.owner, rule.everybody,
         rule.updated_at});
  }
  return out;
}

/// Who manages words sees all hits; everybody else those of the rules and groups that are theirs.
api::Page<store::WordHit> hits(db::Tx& tx, const Context& context, const HitsIn& in) {
  store::HitFilter filter;
  filter.rule = in.rule;
  filter.conversation = in.conversation;
  if (in.actor) filter.actor = identity::resolve_one_met(tx, context.who(), *in.actor, "actor");
  if (in.action) filter.action = boost::describe::enum_to_string(*in.action, "");
  if (!manages_words(tx, context.who())) filter.told = context.who().principal;
  if (in.cursor) filter.before = api::cursor_id<HitId>(api::decode_cursor(kHits, *in.cursor, 1)[0]);
  const std::int64_t limit = api::limit_of(in.limit);
  filter.limit = limit + 1;
  return api::make_page(store::hits(tx, filter), limit, kHits, [](const store::WordHit& hit) {
    return std::vector<std::string>{hit.id.str()};
  });
}

}  // namespace

std::vector<api::Operation> word_operations() {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<CreateIn, WordRuleView>(
      Declaration(
          "word_rule.create", Method::post, kRules, kManagesWords,
          "A rule about words that are blocked or warned of, for everybody or for some."),
      create));
  table.push_back(api::transactional<UpdateIn, WordRuleView>(
      Declaration(
          "word_rule.update", Method::patch, kRules + "/{rule}", kManagesWords,
          "Changes what is given of a rule; lists are replaced whole."),
      update));
  table.push_back(api::transactional<RuleIn, api::Nothing>(
      Declaration(
          "word_rule.delete", Method::del, kRules + "/{rule}", kManagesWords, "Takes a rule away; its hits stay."),
      [](db::Tx& tx, const Context& context, const RuleIn& in) {
        delete_word_rule(tx, context, in.rule);
        return api::Nothing{};
      }));
  table.push_back(api::transactional<RuleIn, WordRuleView>(
      Declaration("word_rule.get", Method::get, kRules + "/{rule}", kManagesWords, "A rule with its words and scope."),
      [](db::Tx& tx, const Context& context, const RuleIn& in) {
        identity::require_company(tx, context.who(), kManagesWords);
        return find_word_rule(tx, in.rule);
      }));
  table.push_back(api::transactional<api::Nothing, RuleList>(
      Declaration("word_rule.list", Method::get, kRules, kManagesWords, "All rules, without their words."), list));
  table.push_back(api::transactional<HitsIn, api::Page<store::WordHit>>(
      Declaration(
          "word_hit.list", Method::get, "/api/v1/word-hits", Policy::signed_in,
          "What met a rule, newest first; those who do not manage words see the hits of their own rules and groups."),
      hits));
  table.push_back(api::transactional<GroupIn, GroupWordsView>(
      Declaration(
          "group.words", Method::get, "/api/v1/groups/{conversation}/words", Policy::signed_in,
          "The group's own list of words."),
      [](db::Tx& tx, const Context& context, const GroupIn& in) { return group_words(tx, context, in.conversation); }));
  table.push_back(api::transactional<GroupWordsIn, GroupWordsView>(
      Declaration(
          "group.set_words", Method::put, "/api/v1/groups/{conversation}/words", Policy::signed_in,
          "Replaces the group's own list; an empty one takes it away. Who manages the group."),
      [](db::Tx& tx, const Context& context, const GroupWordsIn& in) {
        return set_group_words(tx, context, in.conversation, in.words, in.action.value_or(ScreenAction::block));
      }));
  return table;
}

}  // namespace weft::groups
