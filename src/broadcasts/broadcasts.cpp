// All operations and jobs of broadcasts.
#include "broadcasts/operations.hpp"

namespace weft::broadcasts {

std::vector<api::Operation> operations(const Parts& parts) {
  std::vector<api::Operation> all;
  for (auto&& some :
       {making_operations(parts), carrying_operations(), reading_operations(), preview_operations(parts),
        task_operations(), terms_operations(), export_operations()})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

db::JobKinds jobs(const Parts& parts) {
  db::JobKinds kinds = send_jobs(parts);
  kinds.merge(prepare_jobs());
  kinds.merge(report_jobs(parts));
  return kinds;
}

}  // namespace weft::broadcasts
