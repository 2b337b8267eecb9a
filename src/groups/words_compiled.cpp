// Compiles a company's rules in portions, and scans texts with all of them.
#include "groups/words_compiled.hpp"

#include "groups/words_detect.hpp"

#include <array>
#include <map>

namespace weft::groups::words {
namespace {

constexpr int kSlots = 100;
constexpr int kRulesInPortion = 10;
constexpr std::size_t kAround = 60;  // bytes of context in an excerpt, on both sides

struct Draft {
  std::string key;
  std::vector<Word> words;
  std::vector<int> slots;

  void add(const store::WordRule& rule) {
    key.append(std::to_string(rule.slot)).push_back('\0');
    for (const Word& word : rule.words) {
      key.append(word.text.value).push_back('\0');
      key.push_back(static_cast<char>('0' + static_cast<int>(word.match.value_or(WordMatch::contains))));
      words.push_back(word);
      slots.push_back(rule.slot);
    }
  }
};

std::shared_ptr<const Portion> find_portion(const CompanyWords* before, const std::string& key) {
  if (before == nullptr) return nullptr;
  for (const auto& portion : before->portions)
    if (portion->key == key) return portion;
  return nullptr;
}

using BySlot = std::array<const store::WordRule*, kSlots>;

BySlot by_slot(const CompanyWords& company) {
  BySlot rules{};
  for (const store::WordRule& rule : company.rules)
    rules.at(static_cast<std::size_t>(rule.slot)) = &rule;
  return rules;
}

std::optional<Span> detect(const store::WordRule& rule, const Subject& subject) {
  for (const Detector detector : rule.detect) {
    const auto span = detector == Detector::phone ? find_phone(subject.folded()) : find_email(subject.folded());
    if (span) return span;
  }
  return std::nullopt;
}

/// Calls `on_mark(rule or null, subject, field, from, to)` until it says false; true when it never did.
template <class OnMark>
bool scan_one(const CompanyWords& company, const GroupWords* group, const Shown& shown, OnMark on_mark) {
  const Subject subject(shown.text);
  const BySlot rules = by_slot(company);
  bool go_on = true;
  for (const auto& portion : company.portions) {
    if (!go_on) return false;
    portion->matcher->scan(subject, [&](const Hit& hit) {
      const auto slot = static_cast<std::size_t>(portion->slots[hit.word]);
      return go_on = on_mark(rules.at(slot), subject, shown.field, hit.from, hit.to);
    });
  }
  for (const store::WordRule& rule : company.rules) {
    const auto span = go_on ? detect(rule, subject) : std::nullopt;
    if (span) go_on = on_mark(&rule, subject, shown.field, span->from, span->to);
  }
  if (go_on && group != nullptr) {
    group->matcher->scan(
        subject, [&](const Hit& hit) { return go_on = on_mark(nullptr, subject, shown.field, hit.from, hit.to); });
  }
  return go_on;
}

}  // namespace

std::shared_ptr<const CompanyWords> compile_company(
    std::int64_t version, std::vector<store::WordRule> rules, const CompanyWords* before) {
  auto company = std::make_shared<CompanyWords>();
  company->version = version;
  company->rules = std::move(rules);
  std::map<int, Draft> drafts;
  for (const store::WordRule& rule : company->rules)
    if (!rule.words.empty()) drafts[rule.slot / kRulesInPortion].add(rule);
  for (auto& [number, draft] : drafts) {
    auto portion = find_portion(before, draft.key);
    if (!portion) {
      auto matcher = Matcher::compile(draft.words);
      portion = std::make_shared<const Portion>(
          Portion{std::move(draft.key), std::move(matcher), std::move(draft.slots)});
    }
    company->portions.push_back(std::move(portion));
  }
  return company;
}

bool any_mark(const CompanyWords& company, const GroupWords* group, std::span<const Shown> shown) {
  for (const Shown& each : shown) {
    const auto stop = [](const store::WordRule*, const Subject&, const std::string&, std::size_t, std::size_t) {
      return false;
    };
    if (!scan_one(company, group, each, stop)) return true;
  }
  return false;
}

std::vector<Mark> find_marks(const CompanyWords& company, const GroupWords* group, std::span<const Shown> shown) {
  std::map<const store::WordRule*, Mark> first;
  for (const Shown& each : shown) {
    scan_one(
        company, group, each,
        [&](const store::WordRule* rule, const Subject& subject, const std::string& field, std::size_t from,
            std::size_t to) {
          if (first.count(rule) == 0)
            first[rule] = {rule, field, std::string(subject.original(from, to)), subject.excerpt(from, to, kAround)};
          return true;
        });
  }
  std::vector<Mark> marks;
  for (auto& [rule, mark] : first)
    marks.push_back(std::move(mark));
  return marks;
}

}  // namespace weft::groups::words
