// Routes, text fields, the OpenAPI document.
#include <weft/api/define.hpp>
#include <weft/api/registry.hpp>

#include <gtest/gtest.h>

namespace weft::test {
namespace {

using api::Declaration;
using api::Method;
using api::Policy;

struct ThingIn {
  std::string thing;
  std::optional<Int<1, 9>> size;
  std::optional<bool> loud;
  std::optional<List<Int<0, 99>, 0, 5>> marks;
};
BOOST_DESCRIBE_STRUCT(ThingIn, (), (thing, size, loud, marks))

api::Operation operation(const std::string& name, Method method, const std::string& path) {
  return api::transactional<ThingIn, api::Nothing>(
      Declaration(name, method, path, Policy::signed_in, "Summary of " + name),
      [](db::Tx&, const api::Context&, const ThingIn&) { return api::Nothing{}; });
}

struct RegistryRoute : testing::Test {
  api::Registry registry;
  RegistryRoute() {
    registry.add(
        {operation("thing.get", Method::get, "/api/v1/things/{thing}"),
         operation("thing.best", Method::get, "/api/v1/things/{thing}/best"),
         operation("thing.drop", Method::del, "/api/v1/things/{thing}")});
  }
};

TEST_F(RegistryRoute, FindsAnOperationAndDecodesItsFields) {
  const auto match = registry.route(Method::get, "/api/v1/things/a%2Fb%20c");
  ASSERT_TRUE(match.operation);
  EXPECT_EQ(match.operation->name, "thing.get");
  EXPECT_EQ(match.fields.at(0).second, "a/b c");
}

TEST_F(RegistryRoute, KeepsABrokenEscapeAsItIs) {
  EXPECT_EQ(registry.route(Method::get, "/api/v1/things/50%").fields.at(0).second, "50%");
  EXPECT_EQ(registry.route(Method::get, "/api/v1/things/%zz").fields.at(0).second, "%zz");
}

TEST_F(RegistryRoute, KnowsThePathOfAnotherMethod) {
  const auto match = registry.route(Method::post, "/api/v1/things/x");
  EXPECT_FALSE(match.operation);
  EXPECT_TRUE(match.path_known);
  EXPECT_EQ(match.allowed.size(), 2u);
}

TEST_F(RegistryRoute, FindsNothingElsewhere) {
  for (const char* path : {"", "/", "api", "/api/v1/things", "/api/v1/things/x/", "/api/v1/things/x/best/y"})
    EXPECT_FALSE(registry.route(Method::get, path).path_known) << path;
}

TEST_F(RegistryRoute, PrefersTheLiteralPath) {
  registry.add({operation("thing.first", Method::get, "/api/v1/things/first")});
  EXPECT_EQ(registry.route(Method::get, "/api/v1/things/first").operation->name, "thing.first");
  EXPECT_EQ(registry.route(Method::get, "/api/v1/things/second").operation->name, "thing.get");
}

TEST_F(RegistryRoute, RefusesWhatDoesNotFit) {
  EXPECT_THROW(registry.add({operation("thing.get", Method::post, "/api/v1/other")}), std::logic_error);
  EXPECT_THROW(registry.add({operation("thing.again", Method::get, "/api/v1/things/{thing}")}), std::logic_error);
  EXPECT_THROW(registry.add({operation("thing.odd", Method::get, "/api/v1/odd/{nothing}")}), std::logic_error);
  api::Operation none = operation("thing.none", Method::get, "/api/v1/none");
  none.transact = nullptr;
  EXPECT_THROW(registry.add({none}), std::logic_error);
}

TEST(TextField, TakesTheTypeOfTheSchema) {
  const api::Operation op = operation("thing.get", Method::get, "/api/v1/things/{thing}");
  Json input = Json::object();
  api::put_text_field(op, input, "size", "5");
  api::put_text_field(op, input, "loud", "true");
  api::put_text_field(op, input, "marks", "1,2,3");
  api::put_text_field(op, input, "thing", "7");
  EXPECT_EQ(input, (Json{{"size", 5}, {"loud", true}, {"marks", {1, 2, 3}}, {"thing", "7"}}));
}

TEST(TextField, LeavesWhatDoesNotFitToTheStrictReader) {
  const api::Operation op = operation("thing.get", Method::get, "/api/v1/things/{thing}");
  Json input = {{"thing", "x"}};
  api::put_text_field(op, input, "size", "five");
  try {
    read_json<ThingIn>(input);
    FAIL();
  } catch (const ApiError& error) {
    EXPECT_EQ(error.field(), "size");
  }
  EXPECT_THROW(api::put_text_field(op, input, "thing", std::string("a\0b", 3)), ApiError);
}

TEST(OpenApi, DescribesEveryOperation) {
  api::Registry registry;
  registry.add(
      {operation("thing.get", Method::get, "/api/v1/things/{thing}"),
       operation("thing.change", Method::put, "/api/v1/things/{thing}")});
  const Json document = api::openapi(registry, "1.2.3");
  EXPECT_EQ(document.at("openapi"), "3.1.0");
  const Json& get = document.at("paths").at("/api/v1/things/{thing}").at("get");
  EXPECT_EQ(get.at("operationId"), "thing.get");
  EXPECT_EQ(get.at("parameters").size(), 4u);
  const Json& put = document.at("paths").at("/api/v1/things/{thing}").at("put");
  const Json& body = put.at("requestBody").at("content").at("application/json").at("schema");
  EXPECT_FALSE(body.at("properties").contains("thing"));
  EXPECT_TRUE(body.at("properties").contains("size"));
  EXPECT_EQ(
      document.at("components").at("schemas").at("Problem").at("properties").at("code").at("enum").size(),
      error_list().size());
}

const Json& answer_schema(const Json& operation) {
  return operation.at("responses").at("200").at("content").at("application/json").at("schema");
}

TEST(OpenApi, SaysThatAKeyedAnswerMayBeARepeatedOne) {
  api::Registry registry;
  registry.add(
      {operation("thing.get", Method::get, "/api/v1/things/{thing}"),
       operation("thing.change", Method::put, "/api/v1/things/{thing}")});
  const Json document = api::openapi(registry, "1.2.3");
  const Json& thing = document.at("paths").at("/api/v1/things/{thing}");
  EXPECT_FALSE(answer_schema(thing.at("get")).at("properties").contains("duplicate"));
  EXPECT_EQ(answer_schema(thing.at("put")).at("properties").at("duplicate").at("type"), "boolean");
}

TEST(OpenApi, NamesTheStatusesThatAreErrors) {
  api::Registry registry;
  registry.add({operation("thing.get", Method::get, "/api/v1/things/{thing}")});
  const Json document = api::openapi(registry, "1.2.3");
  const Json& responses = document.at("paths").at("/api/v1/things/{thing}").at("get").at("responses");
  EXPECT_EQ(responses.size(), 3u);
  for (const char* status : {"4XX", "5XX"})
    EXPECT_TRUE(responses.at(status).at("content").contains("application/problem+json"));
}

TEST(OpenApi, LeavesTheTypeOfAFileOpen) {
  api::Registry registry;
  registry.add({api::sending<ThingIn>(
      Declaration("thing.content", Method::get, "/api/v1/things/{thing}/content", api::Permission::tags_manage, "x"),
      [](db::Tx&, const api::Context&, const ThingIn&) {})});
  const Json document = api::openapi(registry, "1.2.3");
  const Json& get = document.at("paths").at("/api/v1/things/{thing}/content").at("get");
  EXPECT_TRUE(get.at("responses").at("200").at("content").contains("*/*"));
}

TEST(DocsPage, ShowsTextNeverMarkup) {
  api::Registry registry;
  registry.add({api::transactional<ThingIn, api::Nothing>(
      Declaration(
          "thing.get", Method::get, "/api/v1/things/{thing}", api::Permission::tags_manage,
          "<script>alert(1)</script>"),
      [](db::Tx&, const api::Context&, const ThingIn&) { return api::Nothing{}; })});
  const std::string page = api::docs_page(registry, "1");
  EXPECT_EQ(page.find("<script>"), std::string::npos);
  EXPECT_NE(page.find("&lt;script&gt;"), std::string::npos);
  EXPECT_NE(page.find("thing.get"), std::string::npos);
}

}  // namespace
}  // namespace weft::test
