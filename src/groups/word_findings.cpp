// Judges marks: a rule with a scope is asked for in the database, with the sender's departments as they are now. Only
// texts that hold its words come here, so this costs nothing while nothing is found.
#include "groups/word_findings.hpp"

#include <weft/base/json.hpp>
#include <weft/conversations/log.hpp>
#include <weft/groups/word_book.hpp>

#include <algorithm>

namespace weft::groups {
namespace {

using conversations::Finding;
using conversations::Utterance;

constexpr char kGroupList[] = "words of the group";
constexpr std::size_t kMostMatched = 200;  // bytes that are kept of a match

std::vector<RuleId> rules_in_scope(db::Tx& tx, const Utterance& utterance, std::span<const words::Mark> marks) {
  std::vector<RuleId> scoped;
  for (const words::Mark& mark : marks)
    if (mark.rule != nullptr && !mark.rule->everybody) scoped.push_back(mark.rule->id);
  if (scoped.empty()) return scoped;
  return store::rules_about(tx, scoped, utterance.actor);
}

Finding of_rule(const words::Mark& mark) {
  Finding finding;
  finding.rule = mark.rule->id.uuid();
  finding.rule_name = mark.rule->name;
  finding.action = mark.rule->action;
  finding.tell = {mark.rule->owner};
  return finding;
}

Finding of_list(db::Tx& tx, const Utterance& utterance, ScreenAction action) {
  Finding finding;
  finding.rule_name = kGroupList;
  finding.action = action;
  if (const auto owner = store::group_owner(tx, utterance.conversation.value())) finding.tell = {*owner};
  return finding;
}

std::string cut(const std::string& text) {
  if (text.size() <= kMostMatched) return text;
  std::size_t end = kMostMatched;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return text.substr(0, end);
}

Json about(const store::WordHit& hit) {
  return {
      {"hit", hit.id.str()},
      {"rule", hit.rule ? Json(hit.rule->str()) : Json()},
      {"rule_name", hit.rule_name},
      {"action", boost::describe::enum_to_string(hit.action, "")},
      {"actor", hit.actor.str()},
      {"conversation", hit.conversation ? Json(hit.conversation->str()) : Json()},
      {"seq", hit.seq ? Json(*hit.seq) : Json()}};
}

}  // namespace

std::vector<Finding> findings_of(
    db::Tx& tx, const Utterance& utterance, std::span<const words::Mark> marks, ScreenAction list_action) {
  const auto scoped = rules_in_scope(tx, utterance, marks);
  std::vector<Finding> findings;
  for (const words::Mark& mark : marks) {
    if (mark.rule != nullptr && !mark.rule->everybody && !std::count(scoped.begin(), scoped.end(), mark.rule->id))
      continue;
    Finding finding = mark.rule != nullptr ? of_rule(mark) : of_list(tx, utterance, list_action);
    finding.field = mark.field;
    finding.matched = cut(mark.matched);
    finding.excerpt = mark.excerpt;
    findings.push_back(std::move(finding));
  }
  std::stable_sort(
      findings.begin(), findings.end(), [](const Finding& a, const Finding& b) { return a.action < b.action; });
  return findings;
}

std::int64_t purge_word_hits(db::Tx& tx, int limit) {
  return store::purge_hits(tx, limit);
}

void WordBook::record(
    db::Tx& tx, const Utterance& utterance, std::span<const Finding> findings, std::optional<Seq> seq) {
  for (const Finding& finding : findings) {
    store::WordHit hit;
    hit.id = HitId::make();
    hit.at = tx.now();
    if (finding.rule) hit.rule = RuleId(*finding.rule);
    hit.rule_name = finding.rule_name;
    hit.action = finding.action;
    hit.actor = utterance.actor;
    hit.conversation = utterance.conversation;
    hit.seq = seq;
    hit.field = finding.field;
    hit.matched = finding.matched;
    hit.excerpt = cut(finding.excerpt);
    const bool lately = store::hit_lately(tx, hit);
    if (store::add_hit(tx, hit, utterance.client_id, finding.tell) && !lately)
      conversations::tell_inboxes(tx, finding.tell, "word_hit", utterance.actor, about(hit));
  }
}

}  // namespace weft::groups
