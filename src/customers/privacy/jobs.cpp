// Carries out what is kept about a contact as one JSON file, and erases its logs, a piece a step.
#include "customers/privacy/jobs.hpp"

#include "customers/privacy/store.hpp"
#include "customers/records/store.hpp"
#include <weft/base/json.hpp>
#include <weft/directory/departments.hpp>
#include <weft/files/files.hpp>
#include <weft/groups/erasing.hpp>
#include <weft/identity/access.hpp>

#include <filesystem>
#include <fstream>
#include <limits>

namespace weft::customers {
namespace {

constexpr std::int64_t kPage = 1000;
constexpr auto kKept = std::chrono::hours(24 * 8);  // longer than a file stays
constexpr std::int64_t kErased = 500;               // entries that one step deletes at most
constexpr auto kNextLook = std::chrono::seconds(1);

/// A file in the making, gone when its content has been taken over.
class Draft {
 public:
  explicit Draft(std::string path) : path_(std::move(path)), out_(path_, std::ios::binary | std::ios::trunc) {
    out_.exceptions(std::ios::failbit | std::ios::badbit);
  }
  ~Draft() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  std::ofstream& out() { return out_; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::ofstream out_;
};

/// One value after another, with commas between.
template <class T>
void write_items(Draft& draft, const std::vector<T>& items, bool& first) {
  for (const T& item : items) {
    draft.out() << (std::exchange(first, false) ? "\n" : ",\n") << to_json_text(item);
  }
}

std::int64_t write_log(
    db::Tx& tx, Draft& draft, const ConversationId& log, const std::optional<ContactId>& only, bool& first_log) {
  draft.out() << (std::exchange(first_log, false) ? "\n" : ",\n") << R"({"conversation":")" << log.str()
              << R"(","entries":[)";
  bool first = true;
  std::int64_t written = 0;
  Seq after = 0;
  for (std::vector<store::LoggedEntry> page; !(page = store::logged(tx, log, only, after, kPage)).empty();) {
    after = page.back().seq;
    written += std::ssize(page);
    write_items(draft, page, first);
  }
  draft.out() << "]}";
  return written;
}

void write_records(db::Tx& tx, Draft& draft, const std::vector<ContactId>& family) {
  draft.out() << "{\"contacts\":[";
  bool first = true;
  std::vector<FollowId> follows;
  for (const ContactId& one : family) {
    write_items(draft, std::vector{store::contact(tx, one).value()}, first);
    for (const Follow& follow : follows_of(tx, one))
      follows.push_back(follow.id);
  }
  draft.out() << "],\n\"relations\":[";
  first = true;
  write_items(draft, store::views(tx, follows), first);
  draft.out() << "],\n\"requests\":[";
  first = true;
  write_items(draft, store::requests_of(tx, family), first);
  draft.out() << "],\n\"opened\":[";
  first = true;
  write_items(draft, store::opens_of(tx, family), first);
  draft.out() << "],\n\"events\":[";
  first = true;
  store::Timeline asked;
  asked.contacts = family;
  asked.all = true;
  asked.limit = kPage;
  for (std::vector<TimelineEvent> page; !(page = store::events(tx, asked)).empty();) {
    asked.before = page.back().id;
    write_items(draft, page, first);
  }
}

std::int64_t write_logs(db::Tx& tx, Draft& draft, const std::vector<ContactId>& family) {
  const std::int64_t all = std::numeric_limits<std::int32_t>::max();
  std::int64_t entries = 0;
  bool first = true;
  draft.out() << "],\n\"chats\":[";
  for (const ConversationId& log : store::logs_of(tx, family, {}, all))
    entries += write_log(tx, draft, log, {}, first);
  draft.out() << "],\n\"written_in_groups\":[";
  first = true;
  for (const ConversationId& group : store::groups_of(tx, family, {}, all))
    for (const ContactId& one : family)
      entries += write_log(tx, draft, group, one, first);
  return entries;
}

void write_parts(
    db::Tx& tx, Draft& draft, const std::vector<ContactId>& family, const std::vector<PrivacyPart>& parts) {
  for (const PrivacyPart& part : parts) {
    draft.out() << "],\n\"" << part.name << "\":[";
    bool first = true;
    part.tell(tx, family, [&](const RawJson& item) { write_items(draft, std::vector{item}, first); });
  }
  draft.out() << "]}\n";
}

/// Whoever started it still holds the permission for the company.
void need_right(db::Tx& tx, const PrincipalId& person) {
  api::Caller caller;
  caller.corp = tx.corp();
  caller.principal = person;
  const auto who = identity::load_principal(tx, person);
  if (who) caller.role = who->role;
  if (!identity::reach(tx, caller, api::Permission::customers_privacy).company)
    throw db::JobFailed("who started this may no longer do it");
}

db::Step going_on(const EraseState& state, std::int64_t done, db::Next next = db::Next::again) {
  db::Step step;
  step.next = next;
  step.delay = kNextLook;
  step.state = {to_json_text(state)};
  step.done = done;
  return step;
}

db::Step finished(const EraseState& state, std::int64_t done) {
  db::Step step;
  step.done = step.total = done;
  step.result = RawJson{Json{{"contact", state.contact.str()}, {"entries", done}, {"kept", state.kept}}.dump()};
  return step;
}

}  // namespace

db::Step export_contact_step(
    db::Tx& tx, const db::Job& job, directory::TableFiles& files, const std::vector<PrivacyPart>& parts) {
  const auto state = read_json<ExportContactState>(parse_json(job.state.text));
  need_right(tx, job.started_by.value());
  const auto family = store::family(tx, state.contact);
  if (store::contact(tx, state.contact).value().erased_at) throw db::JobFailed("this customer was erased meanwhile");
  Draft draft(files.scratch() + "/" + job.id.str() + ".json");
  write_records(tx, draft, family);
  const std::int64_t entries = write_logs(tx, draft, family);
  write_parts(tx, draft, family, parts);
  draft.out().close();
  const FileId file = files.keep(
      tx, job.started_by.value(), "customer.json", draft.path(),
      {{api::Permission::customers_privacy, {directory::kRoot}}});
  db::Step step;
  step.done = step.total = entries;
  step.result = RawJson{Json{{"file", file.str()}, {"entries", entries}}.dump()};
  return step;
}

void drop_files(db::Tx& tx, std::span<const ContactId> family) {
  const Time since = tx.now() - kKept;
  auto made = store::made_files(tx, kExportContactJob, family, since);
  for (const std::string& kind : kTablesOfCustomers) {
    const auto lists = store::made_files(tx, kind, {}, since);
    made.insert(made.end(), lists.begin(), lists.end());
  }
  for (const store::MadeFile& one : made)
    files::detach(tx, files::Use::Kind::result, one.owner, one.file);
}

db::Step erase_contact_step(db::Tx& tx, const db::Job& job, const std::vector<groups::Forget>& forget) {
  auto state = read_json<EraseState>(parse_json(job.state.text));
  groups::line_up_to_erase(tx);
  const auto family = store::family(tx, state.contact);
  const ConversationId after = state.after.value_or(ConversationId{});
  const auto next = state.in_groups ? store::told_logs(tx, family, after, 1) : store::logs_of(tx, family, after, 1);
  if (next.empty() && state.in_groups) {
    auto kinds = kTablesOfCustomers;
    kinds.emplace_back(kExportContactJob);
    if (store::under_way(tx, kinds)) return going_on(state, job.done, db::Next::later);
    drop_files(tx, family);  // of jobs that were under way when it began
    return finished(state, job.done);
  }
  if (next.empty()) {
    state.in_groups = true;
    state.after.reset();
    return going_on(state, job.done);
  }
  const ConversationId& log = next.front();
  std::int64_t erased = 0;
  if (groups::held(tx, log)) {
    if (store::has_to_erase(tx, log, family)) ++state.kept;
    state.after = log;
  } else if (state.in_groups) {
    for (const ContactId& one : family)
      erased += store::blank_messages(tx, log, one) + store::blank_notices(tx, log, one);
    state.after = log;
  } else {
    erased = groups::erase_some(tx, forget, log, kErased);
    store::blank_notes_name(tx, log);
  }
  return going_on(state, job.done + erased);
}

}  // namespace weft::customers
