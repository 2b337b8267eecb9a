// The audit log by filters, in pages for a screen and in parts of a file.
//
// One call looks at a bounded number of rows whatever the filter: a page may hold less than was asked for, or nothing,
// and still say where to go on.
#include "identity/service_audit.hpp"

#include "identity/store.hpp"
#include "identity/userid.hpp"
#include <weft/base/csv.hpp>
#include <weft/base/json.hpp>

#include <map>

namespace weft::identity {
namespace {

constexpr std::string_view kList = "audit";
constexpr std::int64_t kPartRows = 1000;
constexpr std::size_t kPartBytes = 128 * 1024;
/// Rows stand in the order of their writing; the times they tell of may be out of order by as long as a writer waits.
constexpr std::chrono::minutes kDisorder{5};

template <class Input>
store::AuditFilter filter_of(db::Tx& tx, const Input& input) {
  store::AuditFilter filter;
  if (input.actor) filter.actor = find_person(tx, *input.actor);
  if (input.action) filter.action = input.action->value;
  if (input.target) {
    filter.target = input.target->value;
    if (const auto person = store::id_of_userid(tx, userid_key(*filter.target))) filter.target = person->str();
  }
  filter.from = input.from;
  filter.to = input.to;
  if (input.from) filter.first = store::audit_seq_at(tx, *input.from - kDisorder).value_or(INT64_MAX);
  if (input.to) filter.end = store::audit_seq_at(tx, *input.to + kDisorder).value_or(INT64_MAX);
  if (input.cursor)
    filter.end = std::min(filter.end, api::cursor_number(api::decode_cursor(kList, *input.cursor, 1)[0]));
  return filter;
}

std::string cursor_at(std::int64_t seq) {
  return api::encode_cursor(kList, {std::to_string(seq)});
}

/// At most `limit` rows and where to go on.
api::Page<AuditRow> read_page(db::Tx& tx, const store::AuditFilter& filter, std::int64_t limit) {
  auto found = store::audit_matching(tx, filter, limit + 1);
  if (static_cast<std::int64_t>(found.rows.size()) > limit)
    return api::make_page(std::move(found.rows), limit, kList, [](const AuditRow& last) {
      return std::vector{std::to_string(last.seq)};
    });
  api::Page<AuditRow> page;
  page.items = std::move(found.rows);
  if (found.more) page.next_cursor = cursor_at(found.lowest);
  return page;
}

/// The userids of those who acted.
std::map<PrincipalId, std::string> userids_of(db::Tx& tx, const std::vector<AuditRow>& rows) {
  std::vector<PrincipalId> ids;
  for (const auto& row : rows)
    if (row.actor) ids.push_back(*row.actor);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::map<PrincipalId, std::string> userids;
  for (const auto& principal : store::principals(tx, ids))
    userids.emplace(principal.id, principal.userid);
  return userids;
}

void append_record(std::string& out, const AuditRow& row, const std::map<PrincipalId, std::string>& userids) {
  const auto userid = row.actor ? userids.find(*row.actor) : userids.end();
  const std::string cells[] = {
      std::to_string(row.seq),
      to_rfc3339(row.at),
      row.actor ? row.actor->str() : "",
      userid == userids.end() ? "" : userid->second,
      row.action,
      row.target,
      row.detail.text,
      row.address,
      row.request_id,
      row.hash};
  append_csv_row(out, cells);
}

void audit_export(db::Tx& tx, const api::Context& context, const ExportAudit& input, const AuditPart& part) {
  Json detail = parse_json(to_json_text(input));
  detail.erase("cursor");
  detail["rows"] = part.rows;
  detail["continued"] = input.cursor.has_value();
  audit::append(tx, {origin_of(context), "audit.export", tx.corp().str(), {detail.dump()}});
}

}  // namespace

api::Page<AuditRow> page_of_audit(db::Tx& tx, const ListAudit& input) {
  return read_page(tx, filter_of(tx, input), api::limit_of(input.limit));
}

AuditPart export_audit(db::Tx& tx, const api::Context& context, const ExportAudit& input) {
  const auto page = read_page(tx, filter_of(tx, input), kPartRows);
  const auto userids = userids_of(tx, page.items);
  AuditPart part;
  part.next_cursor = page.next_cursor;
  if (input.format == ExportFormat::csv && !input.cursor)
    part.content = "seq,at,actor,actor_userid,action,target,detail,address,request_id,hash\r\n";
  for (const AuditRow& row : page.items) {
    if (input.format == ExportFormat::csv) {
      append_record(part.content, row, userids);
    } else {
      part.content += to_json_text(row) + "\n";
    }
    ++part.rows;
    if (part.content.size() < kPartBytes || &row == &page.items.back()) continue;
    part.next_cursor = cursor_at(row.seq);
    break;
  }
  audit_export(tx, context, input, part);
  return part;
}

}  // namespace weft::identity
