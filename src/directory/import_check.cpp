// The dry run: reads the file batch by batch and notes what each row would do.
#include "directory/store_imports.hpp"
#include "directory/transfer.hpp"
#include <weft/base/json.hpp>
#include <weft/directory/fields.hpp>

#include <unistd.h>

#include <unordered_set>

namespace weft::directory {

/// Where a step of an import goes on.
struct ImportState {
  ImportId import;
};
BOOST_DESCRIBE_STRUCT(ImportState, (), (import))

/// The columns of a file, as they are kept between steps.
struct StoredColumns {
  std::int64_t header_row = 0;
  std::vector<std::optional<Column>> meaning;
  std::vector<std::int64_t> fields;
};
BOOST_DESCRIBE_STRUCT(StoredColumns, (), (header_row, meaning, fields))

namespace {

constexpr std::size_t kBatch = 1000;
constexpr std::int64_t kMostRows = 200'000;
constexpr int kHeaderWithin = 50;  // rows of instructions stand above it
constexpr std::size_t kReaders = 4;

/// A descriptor that is closed.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

ColumnMap find_header(TableReader& reader, const std::vector<Field>& fields, bool numbered) {
  TableRow row;
  for (int i = 0; i < kHeaderWithin && reader.next(row); ++i)
    if (auto columns = columns_of(row, fields, numbered)) return std::move(*columns);
  refuse_table("there is no row of headers: the columns 姓名 and 帐号 are needed");
}

/// Marks the rows whose userid stood in the file before.
void refuse_repeated(db::Tx& tx, const ImportId& id, std::vector<ParsedRow>& batch) {
  std::vector<std::string> keys;
  for (const ParsedRow& row : batch)
    keys.push_back(userid_key(row.wanted.userid));
  const auto before = store::staged_userids(tx, id, keys);
  const std::unordered_set<std::string> seen(before.begin(), before.end());
  for (ParsedRow& row : batch) {
    if (!row.wanted.userid.empty() && seen.contains(userid_key(row.wanted.userid)))
      row.problems.push_back({std::string(header_of(Column::userid)), "stands in the file more than once"});
  }
}

RawJson result_of(const ImportView& import) {
  return {Json{
      {"import", import.id.str()},
      {"adds", import.adds},
      {"updates", import.updates},
      {"unchanged", import.unchanged},
      {"errors", import.errors},
      {"new_departments", import.new_departments}}
              .dump()};
}

class Check {
 public:
  Check(db::Tx& tx, const db::Job& job, TableFiles& files, Readers& readers)
      : tx_(tx), job_(job), files_(files), readers_(readers) {}

  db::Step run() {
    const ImportId id = read_json<ImportState>(parse_json(job_.state.text)).import;
    auto record = store::load_import(tx_, id, true);
    if (!record || record->view.status != ImportStatus::checking) return {};
    const Actor who = acting(tx_, record->view.created_by, api::Permission::directory_import);
    const bool more = check_batch(*record, who);
    if (!more) store::set_status(tx_, id, ImportStatus::checked, std::nullopt);
    const ImportView now = store::load_import(tx_, id, false)->view;
    db::Step step;
    step.next = more ? db::Next::again : db::Next::done;
    step.done = now.adds + now.updates + now.unchanged + now.errors;
    step.result = result_of(now);
    return step;
  }

 private:
  /// False at the end of the file.
  bool check_batch(const store::ImportRecord& record, const Actor& who) {
    const ImportId& id = record.view.id;
    auto reader = readers_.take(job_.id, record.last_row);
    TableRules table{{}, store::root_name(tx_), list_fields(tx_)};
    if (record.view.numbered) table.numbers = store::department_paths(tx_);
    table.columns = reader ? stored(record) : opened(record, who, table.fields, reader);
    std::vector<ParsedRow> batch;
    TableRow row;
    bool more = true;
    while (batch.size() < kBatch && (more = reader->next(row)))
      if (row.number > record.last_row) batch.push_back(parse_row(row, table));
    const std::int64_t last = batch.empty() ? record.last_row : batch.back().row;
    const ImportView& view = record.view;
    if (view.adds + view.updates + view.unchanged + view.errors + static_cast<std::int64_t>(batch.size()) > kMostRows)
      refuse_table("the file has more than " + std::to_string(kMostRows) + " rows");
    refuse_repeated(tx_, id, batch);
    std::set<std::string> missing;
    const JudgeRules rules = rules_of(tx_, view, who);
    store::stage_rows(tx_, id, judge(tx_, std::move(batch), rules, missing), missing, last);
    if (more) readers_.keep(job_.id, {std::move(reader), last});
    return more;
  }

  static ColumnMap stored(const store::ImportRecord& record) {
    auto columns = read_json<StoredColumns>(parse_json(record.columns.value().text));
    return {columns.header_row, std::move(columns.meaning), std::move(columns.fields), {}};
  }

  /// Opens the file and reads on behind its header.
  ColumnMap opened(
      const store::ImportRecord& record, const Actor& who, const std::vector<Field>& fields,
      std::unique_ptr<TableReader>& reader) {
    const Descriptor file(files_.open(tx_, who.caller, record.view.file));
    reader = open_table(file.get());
    ColumnMap columns = find_header(*reader, fields, record.view.numbered);
    store::save_header(
        tx_, record.view.id, {to_json_text(StoredColumns{columns.header_row, columns.meaning, columns.fields})},
        columns.ignored);
    return columns;
  }

  db::Tx& tx_;
  const db::Job& job_;
  TableFiles& files_;
  Readers& readers_;
};

}  // namespace

std::unique_ptr<TableReader> Readers::take(const db::JobId& job, std::int64_t row) {
  const std::lock_guard lock(mutex_);
  auto found = open_.extract(job);
  if (found.empty() || found.mapped().row != row) return nullptr;
  return std::move(found.mapped().reader);
}

void Readers::keep(const db::JobId& job, Open open) {
  const std::lock_guard lock(mutex_);
  while (open_.size() >= kReaders)
    open_.erase(open_.begin());  // the job that began first: likely one that ended without saying so
  open_[job] = std::move(open);
}

void Readers::close(const db::JobId& job) {
  decltype(open_)::node_type gone;  // its file is closed, and what it spilt removed, without the lock
  const std::lock_guard lock(mutex_);
  gone = open_.extract(job);
}

db::Step check_step(db::Tx& tx, const db::Job& job, TableFiles& files, Readers& readers) {
  return Check(tx, job, files, readers).run();
}

}  // namespace weft::directory
