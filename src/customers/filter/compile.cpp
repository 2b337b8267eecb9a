// Filters compiled: conditions looked up and turned into rows, "all", "any" and "not" into gates over bits.
#include "customers/contacts/store.hpp"
#include "customers/filter/store.hpp"
#include "customers/records/store.hpp"
#include <weft/directory/fields.hpp>
#include <weft/identity/identity.hpp>

#include <algorithm>
#include <limits>
#include <set>

namespace weft::customers {
namespace {

constexpr std::int64_t kMost = 10'000;  // relations that are counted
constexpr std::int64_t kFew = 5'000;    // that are looked up one by one, whatever else they have to meet

template <class List>
std::vector<std::int64_t> numbers_of(const List& list) {
  std::set<std::int64_t> numbers;
  for (const auto& number : list)
    numbers.insert(number.value);
  return {numbers.begin(), numbers.end()};
}

template <class List>
Json words_of(const List& list) {
  Json words = Json::array();
  for (const auto value : list)
    words.push_back(boost::describe::enum_to_string(value, ""));
  return words;
}

template <class List>
Json texts_of(const List& list) {
  Json texts = Json::array();
  for (const auto& text : list)
    texts.push_back(text.value);
  return texts;
}

template <class Ids>
Json ids_of(const Ids& list) {
  Json ids = Json::array();
  for (const auto& id : list)
    ids.push_back(id.str());
  return ids;
}

/// When the test begins and ends, at this moment.
template <class Test>
std::pair<std::optional<Time>, std::optional<Time>> span_of(const Test& test, Time now) {
  auto from = test.from;
  if (test.last_days) {
    const Time since = now - std::chrono::hours(24 * test.last_days->value);
    from = from ? std::max(*from, since) : since;
  }
  return {from, test.until};
}

class Compiler {
 public:
  Compiler(db::Tx& tx, Compiled& out) : tx_(tx), out_(out) {}

  void run(const Filter& filter, const std::string& field) {
    const std::int64_t bit = add(filter, field, false);
    if (out_.gates.empty() || out_.gates.back() != bit) gate(1, bit);
    narrow(filter);
    choose_tags();
  }
  bool names_status() const { return names_status_; }

 private:
  std::int64_t next_bit() { return std::int64_t{1} << bits_++; }

  std::int64_t gate(std::int64_t kind, std::int64_t of) {
    const std::int64_t bit = next_bit();
    out_.gates.insert(out_.gates.end(), {kind, of, bit});
    return bit;
  }

  std::int64_t add(const Filter& filter, const std::string& field, bool negate) {
    if (filter.kind == Filter::Kind::condition) return leaf(filter.condition, field, negate);
    if (filter.kind == Filter::Kind::none) {
      const Filter& part = filter.parts.at(0);
      const std::string below = field + ".not";
      if (part.kind == Filter::Kind::condition) return leaf(part.condition, below, true);
      return gate(3, add(part, below, false));
    }
    const bool all = filter.kind == Filter::Kind::all;
    std::int64_t bits = 0;
    for (std::size_t i = 0; i < filter.parts.size(); ++i)
      bits |= add(filter.parts[i], field + (all ? ".all[" : ".any[") + std::to_string(i) + "]", false);
    return gate(all ? 1 : 2, bits);
  }

  std::int64_t leaf(const Condition& condition, const std::string& field, bool negate) {
    Json row = row_of(condition, field);
    if (row.contains("not")) {
      row.erase("not");
      negate = !negate;
    }
    const std::int64_t bit = next_bit();
    row["bit"] = bit;
    row["negate"] = negate;
    out_.leaves.push_back(std::move(row));
    return bit;
  }

  Json row_of(const Condition& is, const std::string& field) {
    if (is.tags) return tags(*is.tags, field + ".tags");
    if (is.tagged) return *is.tagged ? Json{{"kind", "tagged"}} : Json{{"kind", "tagged"}, {"not", true}};
    if (is.owners) return {{"kind", "owners"}, {"ids", ids_of(owners(*is.owners, field + ".owners"))}};
    if (is.departments) return {{"kind", "owners"}, {"ids", ids_of(under(*is.departments, field + ".departments"))}};
    if (is.added) return timed("added", *is.added, field + ".added");
    if (is.active) return timed("active", *is.active, field + ".active");
    if (is.status) {
      names_status_ = true;
      return {{"kind", "status"}, {"texts", words_of(*is.status)}};
    }
    if (is.sources) return {{"kind", "sources"}, {"texts", words_of(*is.sources)}};
    if (is.ways) return {{"kind", "ways"}, {"ids", ids_of(*is.ways)}};
    if (is.states) return {{"kind", "states"}, {"texts", texts_of(*is.states)}};
    if (is.types) return {{"kind", "types"}, {"texts", words_of(*is.types)}};
    if (is.genders) return {{"kind", "genders"}, {"texts", words_of(*is.genders)}};
    if (is.field) return field_row(*is.field, field + ".field");
    Json row = timed("event", is.event.value(), field + ".event", false);
    row["texts"] = words_of(is.event->kinds);
    return row;
  }

  Json tags(const TagsTest& test, const std::string& field) {
    if (test.any.has_value() == test.all.has_value()) refuse_field(field, "must have either any or all");
    const auto numbers = numbers_of(test.any ? *test.any : *test.all);
    const auto unknown = store::unknown_tags(tx_, numbers);
    if (!unknown.empty())
      refuse_field(field + (test.any ? ".any" : ".all"), "there is no tag " + std::to_string(unknown.front()));
    return {{"kind", "tags"}, {"numbers", numbers}, {"need", test.any ? 1 : numbers.size()}};
  }

  std::vector<PrincipalId> owners(const List<PersonRef, 1, 200>& people, const std::string& field) {
    return identity::resolve_any(tx_, people.items, field);
  }

  std::vector<PrincipalId> under(const List<Int<1, 2147483647>, 1, 100>& departments, const std::string& field) {
    auto people = store::people_under(tx_, numbers_of(departments));
    if (!people) refuse_field(field, "names a department that is not there");
    return std::move(*people);
  }

  template <class Test>
  Json timed(const char* kind, const Test& test, const std::string& field, bool needed = true) {
    const auto [from, until] = span_of(test, tx_.now());
    if (needed && !from && !until) refuse_field(field, "must have from, until or last_days");
    Json row = {{"kind", kind}};
    if (from) row["since"] = to_rfc3339(*from);
    if (until) row["until"] = to_rfc3339(*until);
    return row;
  }

  Json field_row(const FieldTest& test, const std::string& path) {
    const auto fields = store::contact_fields(tx_);
    const auto known = std::find_if(
        fields.begin(), fields.end(), [&](const directory::Field& one) { return one.number == test.field.value; });
    if (known == fields.end()) refuse_field(path + ".field", "there is no field " + std::to_string(test.field.value));
    const bool span = test.from || test.until;
    if (test.is.has_value() + test.present.has_value() + span != 1)
      refuse_field(path, "must have one of is, present, and from with until");
    Json row = {{"name", std::to_string(test.field.value)}};
    if (test.is) {
      row["kind"] = "field_is";
      row["texts"] = texts_of(*test.is);
    } else if (test.present) {
      row["kind"] = "field_present";
      if (!*test.present) row["not"] = true;
    } else {
      add_span(row, test, *known, path);
    }
    return row;
  }

  static void add_span(Json& row, const FieldTest& test, const directory::Field& known, const std::string& path) {
    using directory::FieldKind;
    if (known.kind != FieldKind::number && known.kind != FieldKind::date)
      refuse_field(path, "only numbers and dates lie between two values");
    row["kind"] = known.kind == FieldKind::number ? "field_number" : "field_text";
    if (test.from) row["low"] = directory::checked_value(known, test.from->value, path + ".from");
    if (test.until) row["high"] = directory::checked_value(known, test.until->value, path + ".until");
  }

  /// What the filter asks of every relation.
  void narrow(const Filter& filter) {
    if (filter.kind == Filter::Kind::all)
      for (const Filter& part : filter.parts)
        narrow(part);
    if (filter.kind != Filter::Kind::condition) return;
    const Condition& is = filter.condition;
    if (is.tags && is.tags->any) tag_choices_.push_back(numbers_of(*is.tags->any));
    if (is.tags && is.tags->all)
      for (const std::int64_t number : numbers_of(*is.tags->all))
        tag_choices_.push_back({number});
    if (is.owners && out_.employees.empty()) out_.employees = owners(*is.owners, "");
    if (is.departments && out_.employees.empty()) out_.employees = under(*is.departments, "");
    if (is.added) out_.added_from = span_of(*is.added, tx_.now()).first;
  }

  /// Of what every relation has one of, the tags that fewest have.
  void choose_tags() {
    std::set<std::int64_t> all;
    for (const auto& choice : tag_choices_)
      all.insert(choice.begin(), choice.end());
    if (all.empty()) return;
    const auto counts = store::count_tagged(tx_, {all.begin(), all.end()}, kFew);
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    for (const auto& choice : tag_choices_) {
      std::int64_t many = 0;
      for (const std::int64_t tag : choice)
        many += counts.at(tag);
      if (many < least) out_.tags = choice;
      least = std::min(least, many);
    }
    out_.few = least < kFew;
  }

  db::Tx& tx_;
  Compiled& out_;
  std::vector<std::vector<std::int64_t>> tag_choices_ = {};
  int bits_ = 0;
  bool names_status_ = false;
};

}  // namespace

void CompiledDeleter::operator()(Compiled* compiled) const {
  delete compiled;  // NOLINT(cppcoreguidelines-owning-memory): what a unique_ptr does, where the type is known
}

CompiledAudience compile(db::Tx& tx, const Audience& audience, const std::string& field) {
  CompiledAudience compiled(new Compiled);
  compiled->employee = audience.employee;
  compiled->reach = audience.reach;
  compiled->query = audience.query;
  compiled->status = {"active"};
  if (!audience.filter) return compiled;
  Compiler compiler(tx, *compiled);
  compiler.run(*audience.filter, field);
  if (compiler.names_status()) {
    compiled->status = {"active", "lost", "removed"};
    if (!audience.own) compiled->status.emplace_back("handed_over");
  }
  return compiled;
}

std::vector<FollowId> select_follows(db::Tx& tx, const Compiled& audience, const FollowId& before, std::int64_t limit) {
  return store::select_follows(tx, audience, before, limit);
}

AudienceCount count_follows(db::Tx& tx, const Compiled& audience) {
  AudienceCount count = store::count_follows(tx, audience, kMost + 1);
  count.more = count.follows > kMost;
  count.follows = std::min(count.follows, kMost);
  count.contacts = std::min(count.contacts, kMost);
  return count;
}

}  // namespace weft::customers
