// Looks a batch up in four statements, then judges each row by itself.
#include "directory/import_judge.hpp"

#include "directory/profile.hpp"
#include "directory/store_imports.hpp"
#include <weft/base/error.hpp>
#include <weft/directory/fields.hpp>
#include <weft/identity/department_path.hpp>
#include <weft/identity/roles.hpp>

#include <algorithm>
#include <unordered_set>

namespace weft::directory {
namespace {

/// "A/B/C" -> {"A", "A/B", "A/B/C"}; the root, "", has none.
std::vector<std::string> with_ancestors(const std::string& path) {
  std::vector<std::string> all;
  std::vector<std::string> names;
  for (std::string& name : identity::department_names(path)) {
    names.push_back(std::move(name));
    all.push_back(join_path(names));
  }
  return all;
}

class Judge {
 public:
  Judge(db::Tx& tx, const std::vector<ParsedRow>& batch, const JudgeRules& rules, std::set<std::string>& missing)
      : tx_(tx),
        rules_(rules),
        missing_(missing),
        fields_(list_fields(tx)),
        held_(identity::load_holdings(tx, rules.caller)) {
    std::set<std::string> paths{""};
    std::vector<std::string> keys;
    for (const ParsedRow& row : batch) {
      keys.push_back(userid_key(row.wanted.userid));
      if (!row.wanted.departments) continue;
      for (const std::string& path : *row.wanted.departments)
        for (std::string& part : with_ancestors(path))
          paths.insert(std::move(part));
    }
    departments_ = store::departments_at(tx, {paths.begin(), paths.end()});
    known_ = store::members_by_userid(tx, keys);
    std::vector<std::string> mobiles, emails;
    for (const ParsedRow& row : batch) {
      if (const auto key = mobile_key(row.wanted.mobile.value_or(""))) mobiles.push_back(*key);
      if (const auto key = email_key(row.wanted.email.value_or(""))) emails.push_back(*key);
    }
    mobiles_ = store::owners_of_mobiles(tx, mobiles);
    emails_ = store::owners_of_emails(tx, emails);
  }

  JudgedRow judge(ParsedRow parsed) {
    JudgedRow row{std::move(parsed), ImportAction::error, {}, {}, {}};
    const std::string key = userid_key(row.parsed.wanted.userid);
    if (!key.empty() && !seen_.insert(key).second) refuse(row, Column::userid, "stands in the file more than once");
    if (const auto found = known_.find(key); found != known_.end()) row.known = found->second;
    if (rules_.over_departed && row.known && row.known->status == identity::PrincipalStatus::left)
      row.departed = std::exchange(row.known, std::nullopt);
    if (row.parsed.wanted.departments)
      for (const std::string& path : *row.parsed.wanted.departments)
        place(row, path);
    claim(row, Column::mobile, mobile_key(row.parsed.wanted.mobile.value_or("")), mobiles_);
    claim(row, Column::email, email_key(row.parsed.wanted.email.value_or("")), emails_);
    check_fields(row);
    if (row.known) {
      judge_known(row);
    } else {
      judge_new(row);
    }
    if (!row.parsed.problems.empty()) return row;
    if (!row.known) {
      row.action = ImportAction::add;
    } else {
      compare(row);
      row.action = row.changes.empty() ? ImportAction::unchanged : ImportAction::update;
    }
    return row;
  }

 private:
  static void refuse(JudgedRow& row, std::optional<Column> column, std::string reason) {
    row.parsed.problems.push_back({column ? std::string(header_of(*column)) : "", std::move(reason)});
  }

  /// A number or an address is one person's, in the company and in the batch.
  void claim(
      JudgedRow& row, Column column, const std::optional<std::string>& key,
      const std::map<std::string, PrincipalId>& owners) {
    if (!key) return;
    const auto owner = owners.find(*key);
    if (owner != owners.end() && (!row.known || row.known->id != owner->second))
      refuse(row, column, "is somebody else's");
    if (!claimed_.insert(std::string(header_of(column)) + *key).second)
      refuse(row, column, "stands in the file more than once");
  }

  /// Resolves one department of the row and asks whether it is within reach.
  void place(JudgedRow& row, const std::string& path) {
    KnownPlace place;
    place.main = row.places.empty();
    const std::size_t index = row.places.size();
    place.leader = row.parsed.wanted.leader && index < row.parsed.wanted.leader->size() &&
                   (*row.parsed.wanted.leader)[index];
    place.full_name = path;
    if (row.parsed.wanted.positions && index < row.parsed.wanted.positions->size())
      place.position = (*row.parsed.wanted.positions)[index];
    const auto found = departments_.find(path);
    if (found != departments_.end()) {
      place.number = found->second.number;
      place.path = found->second.path;
      place.full_name = found->second.full_name;
      const auto other = rules_.numbered ? number_of_unknown(path) : std::nullopt;
      if (other && *other != place.number)
        refuse(row, Column::departments, "there is no department " + path.substr(1) + ", and its name is taken");
    } else {
      place.path = nearest(path).path;
      if (!rules_.create_departments)
        refuse(row, Column::departments, "there is no department " + path);
      else if (!rules_.departments.covers(place.path))
        refuse(row, Column::departments, "there is no department " + path + ", and you may not make it");
    }
    const bool twice = place.number != 0 && std::any_of(
                                                row.places.begin(), row.places.end(),
                                                [&](const KnownPlace& other) { return other.number == place.number; });
    if (twice) return;
    if (!rules_.reach.covers(place.path) && !stands(row, place)) {
      refuse(
          row, Column::departments,
          "your permission does not reach the department " + (path.empty() ? "at the top" : path));
    } else if (place.number == 0 && row.parsed.problems.empty()) {
      for (std::string& part : with_ancestors(path))
        if (!departments_.contains(part)) missing_.insert(std::move(part));
    }
    row.places.push_back(std::move(place));
  }

  /// Whether the member is there already just as the row has it: what is beyond reach may stand in the table.
  static bool stands(const JudgedRow& row, const KnownPlace& place) {
    return row.known && std::any_of(row.known->places.begin(), row.known->places.end(), [&](const KnownPlace& known) {
             const bool leads = row.parsed.wanted.leader ? known.leader == place.leader : true;
             const bool ordered = row.parsed.wanted.positions ? known.position == place.position : true;
             return known.number == place.number && known.main == place.main && leads && ordered;
           });
  }

  /// The company may have changed its fields since the table was read.
  void check_fields(JudgedRow& row) const {
    for (const FieldValue& wanted : row.parsed.wanted.fields)
      if (!definition_of(wanted.field)) refuse(row, std::nullopt, "a field of the company is gone: begin anew");
  }

  const Field* definition_of(std::int64_t number) const {
    const auto found = std::find_if(
        fields_.begin(), fields_.end(), [&](const Field& field) { return field.number == number; });
    return found == fields_.end() ? nullptr : &*found;
  }

  /// Nobody changes who may do more. Most members hold no role at all.
  bool above(const Known& known) const {
    if (!known.administers) return false;
    try {
      identity::require_not_above(tx_, rules_.caller, known.id);
      return false;
    } catch (const ApiError& error) {
      if (error.code() != Errc::forbidden) throw;
      return true;
    }
  }

  /// The department under which a missing one would be made.
  const KnownPlace& nearest(const std::string& path) const {
    const KnownPlace* at = &departments_.at("");
    for (const std::string& part : with_ancestors(path)) {
      const auto found = departments_.find(part);
      if (found == departments_.end()) break;
      at = &found->second;
    }
    return *at;
  }

  void judge_new(JudgedRow& row) {
    if (row.parsed.wanted.disabled.value_or(false) && !rules_.members.company)
      refuse(row, Column::disabled, "asks for members_manage over the company");
    if (row.places.empty() && !rules_.reach.company)
      refuse(row, Column::departments, "is missing: your permission reaches parts of the company only");
  }

  void judge_known(JudgedRow& row) {
    const Known& known = *row.known;
    if (known.status == identity::PrincipalStatus::left) {
      refuse(row, Column::userid, "belongs to somebody who has left the company");
      return;
    }
    if (above(known)) {
      refuse(row, std::nullopt, "this member may do more than you");
      return;
    }
    const auto covered = [&](const KnownPlace& place) { return rules_.reach.covers(place.path); };
    if (!rules_.reach.company && std::none_of(known.places.begin(), known.places.end(), covered)) {
      refuse(row, std::nullopt, "your permission does not reach this member");
      return;
    }
    check_gain(row, known);
    const bool disabled = known.status == identity::PrincipalStatus::disabled;
    const auto managed = [&](const KnownPlace& place) { return rules_.members.covers(place.path); };
    if (row.parsed.wanted.disabled.value_or(disabled) != disabled &&
        std::none_of(known.places.begin(), known.places.end(), managed))
      refuse(row, Column::disabled, "asks for members_manage over the member");
    for (const KnownPlace& place : known.places) {
      const bool stays = row.places.empty() || std::any_of(
                                                   row.places.begin(), row.places.end(),
                                                   [&](const KnownPlace& p) { return p.number == place.number; });
      if (!stays && !covered(place))
        refuse(
            row, Column::departments, "would take the member out of a department that your permission does not reach");
    }
  }

  /// Nobody brings people under their permissions by moving them.
  void check_gain(JudgedRow& row, const Known& known) const {
    std::vector<std::string> from;
    for (const KnownPlace& place : known.places)
      from.push_back(place.path);
    for (const KnownPlace& place : row.places)
      if (held_.gain(from, place.path))
        refuse(row, Column::departments, "would bring the member within reach of a permission of yours");
  }

  void compare(JudgedRow& row) const {
    const Wanted& wanted = row.parsed.wanted;
    const Known& known = *row.known;
    const auto changed = [&](Column column) { row.changes.emplace_back(header_of(column)); };
    if (wanted.name != known.name) changed(Column::name);
    if (wanted.title && *wanted.title != known.title) changed(Column::title);
    if (wanted.alias && *wanted.alias != known.alias) changed(Column::alias);
    if (wanted.gender && *wanted.gender != known.gender) changed(Column::gender);
    if (wanted.mobile && *wanted.mobile != known.mobile) changed(Column::mobile);
    if (wanted.telephone && *wanted.telephone != known.telephone) changed(Column::telephone);
    if (wanted.email && *wanted.email != known.email) changed(Column::email);
    if (!row.places.empty() && !same_places(row, known)) changed(Column::departments);
    const bool disabled = known.status == identity::PrincipalStatus::disabled;
    if (wanted.disabled && *wanted.disabled != disabled) changed(Column::disabled);
    for (const FieldValue& value : wanted.fields) {
      const auto now = known.fields.find(value.field);
      if (now == known.fields.end() || now->second != value.value)
        row.changes.push_back(definition_of(value.field)->name);
    }
  }

  /// The same departments and main one, and the same leaders where the table tells of them.
  static bool same_places(const JudgedRow& row, const Known& known) {
    if (row.places.size() != known.places.size()) return false;
    return std::all_of(row.places.begin(), row.places.end(), [&](const KnownPlace& place) {
      const auto at = std::find_if(
          known.places.begin(), known.places.end(), [&](const KnownPlace& p) { return p.number == place.number; });
      if (at == known.places.end() || at->main != place.main) return false;
      const bool ordered = !row.parsed.wanted.positions || at->position == place.position;
      return ordered && (!row.parsed.wanted.leader || at->leader == place.leader);
    });
  }

  db::Tx& tx_;
  const JudgeRules& rules_;
  std::set<std::string>& missing_;
  const std::vector<Field> fields_;
  const identity::Holdings held_;  // by who imports
  std::map<std::string, KnownPlace> departments_;
  std::map<std::string, Known> known_;
  std::map<std::string, PrincipalId> mobiles_, emails_;
  std::unordered_set<std::string> seen_, claimed_;
};

}  // namespace

std::string userid_key(std::string_view userid) {
  std::string key(userid);
  for (char& c : key)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return key;
}

std::vector<JudgedRow> judge(
    db::Tx& tx, std::vector<ParsedRow> batch, const JudgeRules& rules, std::set<std::string>& missing) {
  Judge judge(tx, batch, rules, missing);
  std::vector<JudgedRow> judged;
  judged.reserve(batch.size());
  for (ParsedRow& row : batch)
    judged.push_back(judge.judge(std::move(row)));
  return judged;
}

}  // namespace weft::directory
