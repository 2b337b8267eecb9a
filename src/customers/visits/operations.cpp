// The table of visit.*, with what its operations share.
#include "customers/visits/visits.hpp"
#include <weft/api/define.hpp>

namespace weft::customers {

using api::Context;
using api::Method;
using api::Policy;

std::vector<api::Operation> visit_operations(const VisitParts& parts) {
  const auto entrance = std::make_shared<Entrance>(parts);
  std::vector<api::Operation> list = own_operations(parts.entrance);
  list.push_back(api::transactional<LookAt, Look>(
      {"visit.look", Method::get, "/api/v1/visits/{code}", Policy::anonymous, "What the link of a company is for"},
      [entrance](db::Tx& tx, const Context& context, const LookAt& in) { return look(tx, context, *entrance, in); }));
  list.push_back(api::deferred<StartVisit, Started>(
      {"visit.start", Method::post, "/api/v1/visits/{code}", Policy::anonymous,
       "Come in by a link, as the customer this device was before, or a new one"},
      [entrance](const Context& context, const StartVisit& in, const api::Answer<Started>& answer) {
        start_in_turn(entrance, context, in, answer);
      }));
  list.push_back(picture_operation(entrance));
  for (api::Operation& operation : page_operations())
    list.push_back(std::move(operation));
  return list;
}

}  // namespace weft::customers
