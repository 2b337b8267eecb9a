// Samples of quick_reply.*, content.* and content_link.*.
#include "matrix/rules.hpp"

namespace weft::test {
namespace {

Sample with_reply(const Json& more = Json::object()) {
  return {
      [more](const Place& place) {
        Json input = more;
        input["reply"] = place.quick_reply;
        return input;
      },
      Rule::own_file};
}

Sample with_content(const Json& more = Json::object(), Rule rule = Rule::own_company) {
  return {
      [more](const Place& place) {
        Json input = more;
        input["content"] = place.content;
        return input;
      },
      rule};
}

Sample with_code() {
  return {[](const Place& place) { return Json{{"code", place.content_code}}; }};
}

Sample plain(const Json& input = Json::object(), Rule rule = Rule::none) {
  return {[input](const Place&) { return input; }, rule};
}

}  // namespace

Samples library_samples() {
  const Json everybody = {{"everybody", true}, {"departments", Json::array()}, {"members", Json::array()}};
  return {
      {"quick_reply.create", plain({{"scope", "personal"}, {"title", "Hi"}, {"text", "Hello {name}"}})},
      {"quick_reply.list", plain()},
      {"quick_reply.update", with_reply({{"title", "Renamed"}})},
      {"quick_reply.delete", with_reply()},
      {"quick_reply.use", with_reply()},
      {"quick_reply.folders", plain()},
      {"quick_reply.rename_folder",
       plain({{"scope", "personal"}, {"folder", "Folder"}, {"name", "Folder"}}, Rule::own_file)},
      {"content.create", plain({{"kind", "article"}, {"body", {{"title", "News"}, {"text", "Read"}}}})},
      {"content.update", with_content({{"visibility", everybody}})},
      {"content.delete", with_content()},
      {"content.get", with_content()},
      {"content.list", plain()},
      {"content.versions", with_content()},
      {"content.opens", with_content()},
      {"content.file", with_content()},
      {"content_link.create",
       {[](const Place& place) {
          return Json{{"content", place.content}, {"contact", place.contact}};
        },
        Rule::own_file}},
      {"content_link.list", plain()},
      {"content_link.look", with_code()},
      {"content_link.file", with_code()},
  };
}

}  // namespace weft::test
