// visit.hand_overs and the customer's word on one.
#include "customers/hand_over/operations.hpp"
#include <weft/base/json.hpp>

namespace weft::customers {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

struct OffersOut {
  std::vector<HandOverOffer> items;
};
BOOST_DESCRIBE_STRUCT(OffersOut, (), (items))

struct AnswerIn {
  HandOverId hand_over;
};
BOOST_DESCRIBE_STRUCT(AnswerIn, (), (hand_over))

struct AnswerOut {
  HandOverStatus status = HandOverStatus::waiting;
};
BOOST_DESCRIBE_STRUCT(AnswerOut, (), (status))

}  // namespace

std::vector<api::Operation> visit_operations() {
  const std::string all = "/api/v1/visit/hand-overs";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<api::Nothing, OffersOut>(
      Declaration("visit.hand_overs", Method::get, all, Policy::customer, "The hand-overs that wait for one's word."),
      [](db::Tx& tx, const Context& context, const api::Nothing&) {
        return OffersOut{offers_to(tx, context.who().principal)};
      }));
  table.push_back(api::transactional<AnswerIn, AnswerOut>(
      Declaration(
          "visit.refuse_hand_over", Method::post, all + "/{hand_over}/refuse", Policy::customer,
          "Stays with the old owner."),
      [](db::Tx& tx, const Context& context, const AnswerIn& in) {
        return AnswerOut{refuse_hand_over(tx, context.who().principal, in.hand_over).status};
      }));
  table.push_back(api::transactional<AnswerIn, AnswerOut>(
      Declaration(
          "visit.accept_hand_over", Method::post, all + "/{hand_over}/accept", Policy::customer,
          "Goes to the new owner now."),
      [](db::Tx& tx, const Context& context, const AnswerIn& in) {
        return AnswerOut{accept_hand_over(tx, context.who().principal, in.hand_over).status};
      }));
  return table;
}

}  // namespace weft::customers
