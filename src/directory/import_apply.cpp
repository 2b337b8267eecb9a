// The doing: five hundred rows a step, judged once more against the directory as it is now, all or nothing for each
// row.
//
// The rows of a step are written together. When the directory refuses that, they are written one by one, each in a
// savepoint, so that a bad row is told from the good ones.
#include "directory/profile.hpp"
#include "directory/store_imports.hpp"
#include "directory/transfer.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/conversations.hpp>
#include <weft/directory/departments.hpp>
#include <weft/directory/members.hpp>
#include <weft/directory/offboarding.hpp>
#include <weft/identity/admin.hpp>
#include <weft/identity/name_keys.hpp>

namespace weft::directory {

/// Where the applying goes on: behind this row, or with the report.
struct ApplyState {
  ImportId import;
  std::int64_t after = 0;
  bool report = false;
  std::optional<std::string> address{}, request_id{};  ///< of who asked for it
};
BOOST_DESCRIBE_STRUCT(ApplyState, (), (import, after, report, address, request_id))

namespace {

constexpr std::int64_t kBatch = 500;

using RowList = std::vector<const JudgedRow*>;

/// Writes judged rows.
class Writer {
 public:
  Writer(db::Tx& tx, identity::Origin origin) : tx_(tx), origin_(std::move(origin)) {}

  void write(const RowList& rows) {
    RowList adds, updates;
    for (const JudgedRow* row : rows) {
      if (row->action == ImportAction::add) adds.push_back(row);
      if (row->action == ImportAction::update) updates.push_back(row);
    }
    if (!adds.empty()) add(adds);
    if (!updates.empty()) update(updates);
  }

 private:
  void add(const RowList& rows) {
    std::vector<identity::NewMember> members;
    for (const JudgedRow* row : rows) {
      const Wanted& wanted = row->parsed.wanted;
      identity::NewMember member;
      member.userid = wanted.userid;
      member.name = wanted.name;
      if (!row->places.empty()) member.department = row->places.front().full_name;
      members.push_back(std::move(member));
    }
    for (const JudgedRow* row : rows)
      if (row->departed) free_userid(tx_, row->departed->id, origin_);
    const auto ids = identity::create_members(tx_, members, origin_);
    conversations::make_inboxes(tx_, ids);
    write_profiles(ids, rows);
    std::vector<Places> placed;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& places = rows[i]->places;
      const bool plain = places.empty() ||
                         (places.size() == 1 && !places.front().leader && places.front().position == 0);
      if (!plain) placed.push_back(places_of(ids[i], *rows[i]));
    }
    write_places(tx_, placed);
    set_statuses(ids, rows);
  }

  void update(const RowList& rows) {
    std::vector<PrincipalId> ids;
    std::vector<Places> placed;
    std::vector<identity::AuditEntry> entries;
    for (const JudgedRow* row : rows) {
      entries.push_back({origin_, "member.update", row->known->id.str(), {audit_of(*row).dump()}});
      ids.push_back(row->known->id);
      if (!row->places.empty()) placed.push_back(places_of(row->known->id, *row));
    }
    write_profiles(ids, rows);
    write_places(tx_, placed);
    identity::audit::append_all(tx_, entries);
    set_statuses(ids, rows);
  }

  void set_statuses(std::span<const PrincipalId> ids, const RowList& rows) {
    using identity::PrincipalStatus;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto wanted = rows[i]->parsed.wanted.disabled;
      const bool disabled = rows[i]->known && rows[i]->known->status == PrincipalStatus::disabled;
      if (wanted.value_or(disabled) != disabled)
        identity::set_status(tx_, ids[i], *wanted ? PrincipalStatus::disabled : PrincipalStatus::active, origin_);
    }
  }

  /// What write_member() does for one, for all of them in two statements. The judge has held the values to its rules.
  void write_profiles(std::span<const PrincipalId> ids, const RowList& rows) {
    std::vector<store::ProfileRow> profiles;
    std::vector<PrincipalId> renamed;
    std::vector<std::vector<std::string>> keys;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Wanted& wanted = rows[i]->parsed.wanted;
      const Known known = rows[i]->known.value_or(Known{});
      store::ProfileRow profile{ids[i], wanted.name, {}, {}, {}, {}, {}, {}, {}, {}, {}};
      profile.title = wanted.title.value_or(known.title);
      profile.alias = wanted.alias.value_or(known.alias);
      profile.mobile = wanted.mobile.value_or(known.mobile);
      profile.mobile_key = mobile_key(profile.mobile).value_or("");
      profile.telephone = wanted.telephone.value_or(known.telephone);
      profile.email = wanted.email.value_or(known.email);
      profile.email_key = email_key(profile.email).value_or("");
      profile.gender = boost::describe::enum_to_string(wanted.gender.value_or(known.gender), "");
      profile.fields = fields_of(known, wanted).dump();
      const bool found_otherwise = profile.alias != known.alias || (rows[i]->known && wanted.name != known.name);
      if (found_otherwise) {
        renamed.push_back(ids[i]);
        keys.push_back(identity::name_keys({profile.name, known.name_en, profile.alias}));
      }
      profiles.push_back(std::move(profile));
    }
    store::write_profiles(tx_, profiles);
    if (!renamed.empty()) identity::set_name_keys(tx_, renamed, keys);
  }

  /// Who leads a department goes on leading it where the table does not tell; positions stay.
  static Places places_of(const PrincipalId& id, const JudgedRow& row) {
    Places all{id, {}};
    for (const KnownPlace& wanted : row.places) {
      Place place{wanted.number, wanted.main, wanted.leader, wanted.position};
      if (row.known) {
        for (const KnownPlace& before : row.known->places) {
          if (before.number != wanted.number) continue;
          if (!row.parsed.wanted.positions) place.position = before.position;
          if (!row.parsed.wanted.leader) place.leader = before.leader;
        }
      }
      all.places.push_back(place);
    }
    return all;
  }

  static Json fields_of(const Known& known, const Wanted& wanted) {
    Json fields = Json::object();
    for (const auto& [number, value] : known.fields)
      fields[std::to_string(number)] = value;
    for (const FieldValue& value : wanted.fields)
      fields[std::to_string(value.field)] = value.value;
    return fields;
  }

  static Json names_of(const std::vector<KnownPlace>& places) {
    Json names = Json::array();
    for (const KnownPlace& place : places)
      names.push_back(place.full_name);
    return names;
  }

  static Json audit_of(const JudgedRow& row) {
    const Known& known = *row.known;
    const Wanted& wanted = row.parsed.wanted;
    const auto word = [](Gender gender) { return boost::describe::enum_to_string(gender, ""); };
    const Json before = {
        {"name", known.name},
        {"title", known.title},
        {"alias", known.alias},
        {"mobile", known.mobile},
        {"email", known.email},
        {"telephone", known.telephone},
        {"gender", word(known.gender)},
        {"departments", names_of(known.places)},
        {"fields", fields_of(known, {})}};
    const Json after = {
        {"name", wanted.name},
        {"title", wanted.title.value_or(known.title)},
        {"alias", wanted.alias.value_or(known.alias)},
        {"mobile", wanted.mobile.value_or(known.mobile)},
        {"email", wanted.email.value_or(known.email)},
        {"telephone", wanted.telephone.value_or(known.telephone)},
        {"gender", word(wanted.gender.value_or(known.gender))},
        {"departments", names_of(row.places.empty() ? known.places : row.places)},
        {"fields", fields_of(known, wanted)}};
    return {{"userid", wanted.userid}, {"before", before}, {"after", after}};
  }

  db::Tx& tx_;
  const identity::Origin origin_;
};

class Apply {
 public:
  Apply(db::Tx& tx, const db::Job& job, TableFiles& files) : tx_(tx), job_(job), files_(files) {}

  db::Step run() {
    auto state = read_json<ApplyState>(parse_json(job_.state.text));
    identity::audit::lock(tx_);  // before rows are locked, so that no two writers wait for each other
    const auto record = store::load_import(tx_, state.import, true);
    if (!record || record->view.status != ImportStatus::applying) return {};
    const ImportView& import = record->view;
    if (state.report) return finish(import);
    const Actor who = acting(tx_, import.created_by, api::Permission::directory_import);
    auto rows = store::rows_to_apply(tx_, import.id, state.after, kBatch);
    state.report = rows.size() < kBatch;
    if (!rows.empty()) {
      state.after = rows.back().row;
      apply(
          import, who, std::move(rows),
          {import.created_by, state.address.value_or("job"), state.request_id.value_or(job_.id.str())});
    }
    const ImportView now = store::load_import(tx_, import.id, false)->view;
    db::Step step;
    step.next = db::Next::again;
    step.state = {to_json_text(state)};
    step.done = now.applied + now.failed;
    step.total = now.adds + now.updates;
    return step;
  }

 private:
  void apply(const ImportView& import, const Actor& who, std::vector<ParsedRow> rows, const identity::Origin& origin) {
    const JudgeRules rules = rules_of(tx_, import, who);
    std::set<std::string> missing;
    auto judged = judge(tx_, rows, rules, missing);
    if (!missing.empty()) {
      const std::vector<std::string> paths(missing.begin(), missing.end());
      if (import.numbered) {
        make_numbered(paths, origin);
      } else {
        departments_at(tx_, paths, true, origin);
      }
      std::set<std::string> none;
      judged = judge(tx_, std::move(rows), rules, none);
    }
    std::vector<store::RowOutcome> outcomes;
    RowList good;
    for (const JudgedRow& row : judged) {
      outcomes.push_back({row.parsed.row, row.parsed.problems});
      if (row.action == ImportAction::add || row.action == ImportAction::update) good.push_back(&row);
    }
    Writer writer(tx_, origin);
    if (!try_write(writer, good)) {
      for (std::size_t i = 0; i < judged.size(); ++i)
        if (outcomes[i].problems.empty()) try_alone(writer, judged[i], outcomes[i]);
    }
    store::settle_rows(tx_, import.id, outcomes);
  }

  /// Below the root, with the numbers that the table has. Those that cannot be are told by the rows that name them.
  void make_numbered(const std::vector<std::string>& paths, const identity::Origin& origin) {
    for (const std::string& path : paths) {
      try {
        db::Savepoint savepoint(tx_);
        create_department(tx_, {.name = path, .number = number_of_unknown(path)}, origin);
        savepoint.release();
      } catch (const ApiError& error) {
        if (error.code() != Errc::conflict && error.code() != Errc::invalid_argument) throw;
      }
    }
  }

  bool try_write(Writer& writer, const RowList& rows) {
    try {
      db::Savepoint savepoint(tx_);
      writer.write(rows);
      savepoint.release();
      return true;
    } catch (const ApiError& error) {
      if (error.code() == Errc::unavailable || error.code() == Errc::busy) throw;
      return false;
    }
  }

  void try_alone(Writer& writer, const JudgedRow& row, store::RowOutcome& outcome) {
    try {
      db::Savepoint savepoint(tx_);
      writer.write({&row});
      savepoint.release();
    } catch (const ApiError& error) {
      if (error.code() == Errc::unavailable || error.code() == Errc::busy) throw;
      outcome.problems.push_back({"", error.detail()});
    }
  }

  db::Step finish(const ImportView& import) {
    const FileId report = write_report(tx_, import, files_);
    store::set_status(tx_, import.id, ImportStatus::applied, std::nullopt);
    db::Step step;
    step.result = RawJson{Json{
        {"import", import.id.str()}, {"applied", import.applied}, {"failed", import.failed}, {"file", report.str()}}
                              .dump()};
    return step;
  }

  db::Tx& tx_;
  const db::Job& job_;
  TableFiles& files_;
};

}  // namespace

db::Step apply_step(db::Tx& tx, const db::Job& job, TableFiles& files) {
  return Apply(tx, job, files).run();
}

}  // namespace weft::directory
