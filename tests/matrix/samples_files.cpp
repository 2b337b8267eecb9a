// Samples of upload.* and file.*: an upload that `participant` has begun, and a file that it has stored but not sent.
#include "matrix/rules.hpp"

namespace weft::test {

Samples file_samples() {
  const auto the_upload = [](const Place& place) { return Json{{"upload", place.upload}}; };
  const auto the_file = [](const Place& place) { return Json{{"file", place.file}}; };
  const auto nothing = [](const Place&) { return Json::object(); };
  return {
      {"upload.create", {[](const Place&) {
         return Json{{"name", "a.txt"}, {"size", 100}};
       }}},
      {"upload.get", {the_upload, Rule::own_file}},
      {"upload.put",
       {[](const Place& place) {
          return Json{{"upload", place.upload}, {"offset", 0}};
        },
        Rule::own_file}},
      {"upload.complete", {the_upload, Rule::own_file, 409}},  // nothing has arrived of it
      {"upload.cancel", {the_upload, Rule::own_file}},
      {"file.upload", {[](const Place&) {
         return Json{{"name", "a.txt"}};
       }}},
      {"file.get", {the_file, Rule::own_file}},
      {"file.content", {the_file, Rule::own_file}},
      {"file.rules", {nothing}},
      {"file.set_rules", {nothing}},
  };
}

}  // namespace weft::test
