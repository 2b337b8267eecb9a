// Samples of import.* and export.*: of files and imports that are not there, which whoever passes the gate is told.
#include "matrix/rules.hpp"

namespace weft::test {

Samples import_samples() {
  const std::string nowhere = "01900000-0000-7000-8000-000000000000";
  const auto the_import = [nowhere](const Place&) { return Json{{"import", nowhere}}; };
  return {
      {"import.start",
       {[nowhere](const Place&) {
          return Json{{"file", nowhere}};
        },
        Rule::none, 404}},
      {"import.template", {[](const Place&) { return Json::object(); }}},
      {"import.list", {[](const Place&) { return Json::object(); }}},
      {"import.get", {the_import, Rule::none, 404}},
      {"import.rows", {the_import, Rule::none, 404}},
      {"import.new_departments", {the_import, Rule::none, 404}},
      {"import.apply", {the_import, Rule::none, 404}},
      {"export.start", {[](const Place&) {
         return Json{{"format", "csv"}};
       }}},
  };
}

}  // namespace weft::test
