// The empty table that people fill in: instructions, and the headers of the template and of the company's own fields.
#include "directory/transfer.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/id.hpp>
#include <weft/directory/fields.hpp>
#include <weft/directory/scratch.hpp>

#include <fstream>
#include <iterator>

namespace weft::directory {
namespace {

using Cells = std::vector<std::string>;

const std::vector<Cells>& instructions() {
  static const std::vector<Cells> all{
      {"填写须知 / How to fill this in"},
      {"1、姓名、帐号必填；帐号由字母、数字和 . _ @ - 组成，相同帐号会更新已有成员，空单元格保持原值。",
       "姓名 and 帐号 are needed. The same 帐号 changes who is there; an empty cell changes nothing."},
      {"2、部门写完整路径，用 / 分级，多个部门用 ; 分隔，第一个为主部门；部门负责人按部门顺序填 是 或 否，用 ; 分隔。",
       "部门 are paths such as 公司/销售/华东, divided by ; - the first is the main one. 部门负责人: 是 or 否 for "
       "each."}};
  return all;
}

struct Bytes final : api::BodySource {
  explicit Bytes(std::string b) : bytes(std::move(b)) {}
  void read(std::uint64_t offset, std::size_t size, Piece done) override { done(bytes.substr(offset, size)); }
  const std::string bytes;
};

}  // namespace

api::Download template_table(db::Tx& tx, TableFormat format, const TableFiles& files) {
  const Scratch scratch(files, "template-" + to_string(make_uuid()) + extension(format));
  const auto table = write_table(format, scratch.path(), kSheet);
  for (const Cells& row : instructions())
    table->row(row);
  table->row(headers_of(list_fields(tx)));
  table->finish();
  std::ifstream file(scratch.path(), std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  api::Download download;
  download.size = bytes.size();
  download.type = format == TableFormat::csv ? "text/csv; charset=utf-8"
                                             : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  download.name = "members" + extension(format);
  download.etag = "\"" + hex(sha256(bytes)).substr(0, 32) + "\"";
  download.source = std::make_shared<Bytes>(std::move(bytes));
  return download;
}

}  // namespace weft::directory
