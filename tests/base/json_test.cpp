// The strict JSON reader and the described structs, both ways.
#include <weft/base/json.hpp>

#include <gtest/gtest.h>

namespace weft {
namespace {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Inner {
  std::string name;
  Colour colour = Colour::red;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (name, colour))

struct Outer {
  Text<1, 3> title;
  Int<0, 10> count;
  std::optional<std::int64_t> maybe;
  std::vector<Inner> items;
  bool flag = false;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (title, count, maybe, items, flag))

struct Rules {
  List<std::string, 1, 2> few;
  std::map<std::string, std::int64_t> numbers;
};
BOOST_DESCRIBE_STRUCT(Rules, (), (few, numbers))

const char* const kGood =
    R"({"title":"abc","count":3,"maybe":null,"items":[{"name":"x","colour":"green"}],"flag":true})";

/// (field, detail) of the refusal; empty when it is accepted.
template <class T>
std::pair<std::string, std::string> refusal(const std::string& text) {
  try {
    read_json<T>(parse_json(text));
  } catch (const ApiError& error) {
    EXPECT_EQ(error.code(), Errc::invalid_argument);
    return {error.field(), error.detail()};
  }
  return {};
}

TEST(JsonRead, TakesWhatFits) {
  const auto value = read_json<Outer>(parse_json(kGood));
  EXPECT_EQ(value.title.value, "abc");
  EXPECT_EQ(value.count, 3);
  EXPECT_FALSE(value.maybe);
  EXPECT_EQ(value.items.at(0).colour, Colour::green);
  EXPECT_TRUE(value.flag);
}

TEST(JsonRead, WritesBackTheSame) {
  EXPECT_EQ(to_json_text(read_json<Outer>(parse_json(kGood))), kGood);
}

TEST(JsonRead, LetsOptionalFieldsBeAbsent) {
  EXPECT_EQ(refusal<Outer>(R"({"title":"a","count":1,"items":[],"flag":false})").first, "");
}

TEST(JsonRead, NamesThePathOfWhatIsWrong) {
  const auto path = [](const std::string& text) { return refusal<Outer>(text).first; };
  EXPECT_EQ(path(R"({"title":"a","count":1,"items":[],"flag":false,"more":1})"), "more");
  EXPECT_EQ(path(R"({"title":"a","items":[],"flag":false})"), "count");
  EXPECT_EQ(path(R"({"title":"a","count":"1","items":[],"flag":false})"), "count");
  EXPECT_EQ(path(R"({"title":"a","count":1.5,"items":[],"flag":false})"), "count");
  EXPECT_EQ(path(R"({"title":"a","count":11,"items":[],"flag":false})"), "count");
  EXPECT_EQ(path(R"({"title":"","count":1,"items":[],"flag":false})"), "title");
  EXPECT_EQ(path(R"({"title":"abcd","count":1,"items":[],"flag":false})"), "title");
  EXPECT_EQ(path(R"({"title":"a","count":1,"items":[{"name":"x","colour":"blue"}],"flag":false})"), "items[0].colour");
  EXPECT_EQ(
      path(R"({"title":"a","count":1,"items":[{"name":"x","colour":"red"},{"colour":"red"}],"flag":false})"),
      "items[1].name");
  EXPECT_EQ(path(R"({"title":"a","count":1,"items":{},"flag":false})"), "items");
  EXPECT_EQ(path(R"({"title":null,"count":1,"items":[],"flag":false})"), "title");
}

TEST(JsonRead, CountsCharactersNotBytes) {
  EXPECT_EQ(refusal<Outer>(R"({"title":"王伟李","count":1,"items":[],"flag":false})").first, "");
}

TEST(JsonRead, BoundsListsAndMaps) {
  EXPECT_EQ(refusal<Rules>(R"({"few":["a"],"numbers":{"x":1}})").first, "");
  EXPECT_EQ(refusal<Rules>(R"({"few":[],"numbers":{}})").first, "few");
  EXPECT_EQ(refusal<Rules>(R"({"few":["a","b","c"],"numbers":{}})").first, "few");
  EXPECT_EQ(refusal<Rules>(R"({"few":["a"],"numbers":{"x":"y"}})").first, "numbers.x");
}

TEST(JsonRead, BoundsNumbersThatDoNotFit) {
  EXPECT_EQ(refusal<Outer>(R"({"title":"a","count":99999999999999999999,"items":[],"flag":false})").first, "count");
  EXPECT_EQ(
      refusal<Outer>(R"({"title":"a","count":1,"maybe":18446744073709551615,"items":[],"flag":false})").first, "maybe");
}

TEST(JsonParse, RefusesWhatIsNotPlainJson) {
  for (const char* text :
       {"", "{", "[1,]", "{'a':1}", "{\"a\":1}x", "NaN", "01", "\"\xff\"", "\"\\ud800\"", R"({"a":1,"a":2})",
        R"({"a":{"b":1,"b":1}})", R"("\u0000")", R"({"\u0000":1})", "1e999"}) {
    EXPECT_THROW(parse_json(text), ApiError) << text;
  }
}

TEST(JsonParse, FindsADuplicateAmongManyKeys) {
  std::string text = "{";
  for (int i = 0; i < 100; ++i)
    text += "\"k" + std::to_string(i) + "\":1,";
  EXPECT_NO_THROW(parse_json(text + "\"last\":1}"));
  EXPECT_THROW(parse_json(text + "\"k99\":1}"), ApiError);
  EXPECT_THROW(parse_json(text + "\"k3\":1}"), ApiError);
}

TEST(JsonParse, AllowsTheSameKeyInTwoObjects) {
  EXPECT_NO_THROW(parse_json(R"([{"a":1},{"a":{"a":1}}])"));
}

TEST(JsonParse, BoundsTheDepth) {
  const auto nested = [](int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
  };
  EXPECT_NO_THROW(parse_json(nested(kMaxJsonDepth)));
  EXPECT_THROW(parse_json(nested(kMaxJsonDepth + 1)), ApiError);
  EXPECT_THROW(parse_json(nested(100000)), ApiError);
}

TEST(JsonSchema, StatesTheLimits) {
  const Json schema = json_schema<Outer>();
  EXPECT_EQ(schema["additionalProperties"], false);
  EXPECT_EQ(schema["properties"]["title"]["maxLength"], 3);
  EXPECT_EQ(schema["properties"]["count"]["maximum"], 10);
  EXPECT_EQ(schema["required"], Json::array({"title", "count", "items", "flag"}));
}

TEST(JsonWrite, EscapesText) {
  std::string out;
  append_json_string(out, "a\"b\\c\n\x01王");
  EXPECT_EQ(Json::parse(out).get<std::string>(), "a\"b\\c\n\x01王");
}

}  // namespace
}  // namespace weft
