// Samples of job.*: a job that `participant` started.
#include "matrix/rules.hpp"

namespace weft::test {

Samples job_samples() {
  const auto the_job = [](const Place& place) { return Json{{"job", place.job}}; };
  return {
      {"job.get", {the_job, Rule::starter}},
      {"job.list", {[](const Place&) { return Json::object(); }}},
      {"job.cancel", {the_job, Rule::starter}},
  };
}

}  // namespace weft::test
