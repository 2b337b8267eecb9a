// Reading and writing tables: the forms that office suites write, and files that mean harm.
#include "directory/tables.hpp"

#include "support/postgres.hpp"
#include <weft/directory/tables.hpp>

#include <gtest/gtest.h>

namespace weft::directory {
namespace {

using testing::Test;
using Cells = std::vector<std::string>;

bool says(const std::string& refusal, const std::string& word) {
  return refusal.find(word) != std::string::npos;
}

TEST(CsvTable, ReadsQuotesSeparatorsAndLineEnds) {
  const auto rows = rows_of("a,\"b, \"\"c\"\"\",d\r\n\n\"two\nlines\",,x\ny");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].cells, (Cells{"a", "b, \"c\"", "d"}));
  EXPECT_EQ(rows[1].number, 3);
  EXPECT_EQ(rows[1].cells, (Cells{"two lines", "", "x"}));
  EXPECT_EQ(rows[2].cells, Cells{"y"});
}

TEST(CsvTable, ReadsTabs) {
  EXPECT_EQ(rows_of("姓名\t帐号\n张三\tzhang,san\n")[1].cells, (Cells{"张三", "zhang,san"}));
}

TEST(CsvTable, ReadsUtf8WithAndWithoutByteOrderMark) {
  EXPECT_EQ(rows_of("姓名,部门")[0].cells, (Cells{"姓名", "部门"}));
  EXPECT_EQ(rows_of("\xef\xbb\xbf姓名,部门")[0].cells, (Cells{"姓名", "部门"}));
}

TEST(CsvTable, ReadsUtf16WithByteOrderMark) {
  using namespace std::string_literals;
  EXPECT_EQ(rows_of("\xff\xfe"s + "a\0\t\0\x20\x5f\n\0"s)[0].cells, (Cells{"a", "张"}));
}

TEST(CsvTable, ReadsGb18030) {
  // 姓名,帐号,部门 / 张三,zhangsan,研发部
  const std::string bytes =
      "\xd0\xd5\xc3\xfb,\xd5\xca\xba\xc5,\xb2\xbf\xc3\xc5\r\n\xd5\xc5\xc8\xfd,zhangsan,\xd1\xd0\xb7\xa2\xb2\xbf\r\n";
  const auto rows = rows_of(bytes);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].cells, (Cells{"姓名", "帐号", "部门"}));
  EXPECT_EQ(rows[1].cells, (Cells{"张三", "zhangsan", "研发部"}));
}

TEST(CsvTable, ReadsCharactersAcrossPieces) {
  std::string text = "a";  // so that characters of three bytes straddle the pieces
  for (int i = 0; i < 60000; ++i)
    text += "部\n";
  EXPECT_EQ(rows_of(text).size(), 60000U);
}

TEST(CsvTable, RefusesOtherEncodings) {
  EXPECT_TRUE(says(refusal_of(std::string("a,b\n\xff\xff\x81\x00\xff\n", 10)), "neither UTF-8 nor GB18030"));
  EXPECT_TRUE(says(refusal_of("\xef\xbb\xbf\xd0\xd5\xc3\xfb"), "says that it is UTF-8"));
}

TEST(CsvTable, RefusesWhatIsTooMuch) {
  TableLimits limits;
  limits.rows = 3;
  limits.columns = 4;
  limits.cell_bytes = 10;
  EXPECT_TRUE(says(refusal_of("1\n2\n3\n4\n", limits), "more than 3 rows"));
  EXPECT_TRUE(says(refusal_of("1,2,3,4,5", limits), "more than 4 columns"));
  EXPECT_TRUE(says(refusal_of("12345678901", limits), "more than 10 bytes"));
  EXPECT_TRUE(says(refusal_of("\"never closed", {}), "never closed"));
  EXPECT_TRUE(says(refusal_of(""), "empty"));
  limits.file_bytes = 5;
  EXPECT_TRUE(says(refusal_of("123456", limits), "MiB"));
}

TEST(XlsxTable, ReadsSharedInlineAndFormulaCells) {
  const auto rows = rows_of(workbook(
      R"(<row r="2"><c r="A2" t="s"><v>1</v></c><c r="C2" t="inlineStr"><is><t> in </t></is></c></row>)"
      R"(<row r="4"><c r="A4"><f>1+1</f><v>2</v></c><c r="B4" t="str"><f>A1</f><v>text</v></c><c r="C4" t="b"><v>1</v></c></row>)",
      "<si><t>zero</t></si><si><r><t>ri</t></r><r><t>ch</t></r><rPh><t>spoken</t></rPh></si>"));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].number, 2);
  EXPECT_EQ(rows[0].cells, (Cells{"rich", "", "in"}));
  EXPECT_EQ(rows[1].number, 4);
  EXPECT_EQ(rows[1].cells, (Cells{"2", "text", "TRUE"}));
}

TEST(XlsxTable, ReadsNumbersAsPeopleTypedThem) {
  const auto rows = rows_of(workbook(
      R"(<row><c><v>13800000012</v></c><c><v>1.3800000012E10</v></c><c><v>1.5</v></c><c><v>7.0</v></c></row>)"));
  EXPECT_EQ(rows[0].cells, (Cells{"13800000012", "13800000012", "1.5", "7"}));
}

TEST(XlsxTable, PrefersTheSheetOfTheTemplate) {
  const Parts parts{
      {"xl/workbook.xml",
       "<workbook><sheets><sheet name=\"说明\" id=\"a\"/><sheet name=\"成员列表\" id=\"b\"/></sheets></workbook>"},
      {"xl/_rels/workbook.xml.rels",
       "<Relationships><Relationship Id=\"a\" Target=\"one.xml\" Type=\"\"/><Relationship Id=\"b\" "
       "Target=\"/xl/two.xml\" "
       "Type=\"\"/></Relationships>"},
      {"xl/one.xml", "<worksheet/>"},
      {"xl/two.xml", "<worksheet><row><c t=\"str\"><v>here</v></c></row></worksheet>"}};
  EXPECT_EQ(rows_of(zipped(parts))[0].cells, Cells{"here"});
}

TEST(XlsxTable, IgnoresEmptyCellsBeyondItsColumns) {
  EXPECT_EQ(rows_of(workbook(R"(<row><c r="A1"><v>1</v></c><c r="XFD1" s="3"/></row>)"))[0].cells, Cells{"1"});
}

TEST(XlsxTable, RefusesEntities) {
  const std::string bomb =
      "<!DOCTYPE worksheet [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>"
      "<worksheet><row><c t=\"str\"><v>&b;</v></c></row></worksheet>";
  const Parts parts{
      {"xl/workbook.xml", "<workbook><sheets><sheet name=\"s\" id=\"a\"/></sheets></workbook>"},
      {"xl/_rels/workbook.xml.rels",
       "<Relationships><Relationship Id=\"a\" Target=\"one.xml\" Type=\"\"/></Relationships>"},
      {"xl/one.xml", bomb}};
  EXPECT_TRUE(says(refusal_of(zipped(parts)), "defines entities"));
}

TEST(XlsxTable, RefusesBombs) {
  const std::string row = "<row><c t=\"str\"><v>" + std::string(64, 'x') + "</v></c></row>";
  std::string rows;
  while (rows.size() < (24U << 20U))
    rows += row;
  EXPECT_TRUE(
      says(refusal_of(workbook(rows + std::string(8U << 20U, ' ')), TableLimits{.ratio = 100}), "unpacks to too much"));
  EXPECT_TRUE(says(refusal_of(workbook(rows), TableLimits{.unpacked_bytes = 1U << 20U}), "unpacks to too much"));
}

TEST(XlsxTable, RefusesAMillionColumns) {
  std::string cells;
  for (int i = 0; i < 1000000; ++i)
    cells += "<c><v>1</v></c>";
  EXPECT_TRUE(says(refusal_of(workbook("<row>" + cells + "</row>")), "more than 200 columns"));
  EXPECT_TRUE(says(refusal_of(workbook(R"(<row><c r="ZZZZZZZZZZZZZZ1"><v>1</v></c></row>)")), "columns"));
}

TEST(XlsxTable, RefusesBrokenAndMaliciousXml) {
  EXPECT_TRUE(says(refusal_of(workbook("<row><c></row>")), "damaged"));
  EXPECT_TRUE(says(refusal_of(workbook("<row><c t=\"s\"><v>7</v></c></row>")), "refers to no text"));
  EXPECT_TRUE(says(refusal_of(workbook("<row r=\"5\"/><row r=\"4\"/>")), "not in order"));
  EXPECT_TRUE(says(refusal_of(workbook("<row x=\"" + std::string(3U << 20U, 'a') + "\"/>")), "without end"));
  std::string deep;
  for (int i = 0; i < 1000; ++i)
    deep += "<a>";
  EXPECT_TRUE(says(refusal_of(workbook(deep)), "too deep"));
  EXPECT_TRUE(
      says(refusal_of(workbook("<row><c t=\"str\"><v>" + std::string(20000, 'x') + "</v></c></row>")), "holds more"));
}

TEST(XlsxTable, RefusesWhatIsNoWorkbook) {
  EXPECT_TRUE(says(refusal_of("PK\x03\x04 and then nothing of an archive"), "damaged"));
  EXPECT_TRUE(says(refusal_of(zipped({{"a.txt", "hello"}})), "lacks xl/"));
  EXPECT_TRUE(says(refusal_of("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"), ".xls"));
}

TEST(XlsxTable, SurvivesEveryCutAndManyFlips) {
  const std::string good = workbook(
      R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>12</v></c></row>)", "<si><t>text</t></si>");
  for (std::size_t size = 1; size < good.size(); ++size)
    refusal_of(good.substr(0, size));
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ (1 << (at % 8)));
    refusal_of(bad);
  }
}

/// Both were written by LibreOffice 7.4: the phone number is a number cell in the workbook.
TEST(OfficeTable, IsReadAsItWasMeant) {
  for (const char* file : {"libreoffice.xlsx", "libreoffice-gb18030.csv"}) {
    const auto rows = rows_of(file_content(WEFT_SOURCE_DIR "/tests/directory/data/" + std::string(file)));
    ASSERT_EQ(rows.size(), 5U) << file;
    EXPECT_EQ(rows[1].cells, (Cells{"姓名", "帐号", "职务", "部门", "性别", "手机", "激活状态"}));
    EXPECT_EQ(
        rows[2].cells,
        (Cells{"张三", "zhangsan", "工程师", "Acme/研发/平台;Acme/销售", "男", "13800000012", "未激活"}));
    EXPECT_EQ(rows[3].cells[0], "李四, 小");
    EXPECT_EQ(rows[3].cells[5], "+86 10 1234 5678");
    EXPECT_EQ(rows[4].cells, (Cells{"O'Neil", "oneil", "Say \"hi\"", "Acme/R\\/D"}));
  }
}

class ExportTable : public testing::TestWithParam<TableFormat> {};

TEST_P(ExportTable, WriteNumbersThatAddUp) {
  const std::string path = test::scratch_dir() + "/table";
  const auto writer = write_table(GetParam(), path, "成员列表");
  writer->row({"007", "2.50", ""}, 2);
  writer->finish();
  const auto rows = rows_of(file_content(path));
  ASSERT_EQ(rows.size(), 1u);
  const bool xlsx = GetParam() == TableFormat::xlsx;
  EXPECT_EQ(rows[0].cells, (Cells{"007", xlsx ? "2.5" : "2.50"}));
}

TEST_P(ExportTable, IsReadBackTheSame) {
  const std::string path = test::scratch_dir() + "/table";
  const std::vector<Cells> written{
      {"姓名", "帐号"},
      {"张三", "a,b \"c\""},
      {"=HYPERLINK(\"http://evil\")", "@SUM(1)"},
      {"-1+2", "+86 10 1234"},
      {"'", "x"}};
  const auto writer = write_table(GetParam(), path, "成员列表");
  for (const Cells& cells : written)
    writer->row(cells);
  writer->finish();
  const std::string content = file_content(path);
  const auto rows = rows_of(content);
  ASSERT_EQ(rows.size(), written.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Cells cells;
    for (const std::string& cell : rows[i].cells) {
      EXPECT_EQ(cell.find_first_of("=@"), cell.find_first_of("=@") == 0 ? 1U : cell.find_first_of("=@"));
      cells.push_back(unguarded_cell(cell));
    }
    EXPECT_EQ(cells, written[i]);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Formats, ExportTable, testing::Values(TableFormat::xlsx, TableFormat::csv),
    [](const auto& format) { return format.param == TableFormat::xlsx ? "Xlsx" : "Csv"; });

TEST(GuardedCell, QuotesWhatWouldBeAFormula) {
  for (const char* text : {"=1+1", "+1+1;cmd", "-2", "@A1", "\tx", "\rx", "\n=1"})
    EXPECT_EQ(guarded_cell(text), "'" + std::string(text));
  for (const char* text : {"", "abc", "a=b", "+86 10 1234-5678", "1-2", "'x"})
    EXPECT_EQ(guarded_cell(text), text);
}

}  // namespace
}  // namespace weft::directory
