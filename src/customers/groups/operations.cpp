// customer_group.*
#include "customers/groups/operations.hpp"

#include "customers/groups/associate.hpp"
#include "customers/groups/transfer.hpp"
#include <weft/conversations/groups.hpp>

namespace weft::customers {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

struct GroupIn {
  ConversationId conversation;
};
BOOST_DESCRIBE_STRUCT(GroupIn, (), (conversation))

struct SeqOut {
  Seq seq = 0;
};
BOOST_DESCRIBE_STRUCT(SeqOut, (), (seq))

const std::string kGroups = "/api/v1/customer-groups";
const std::string kGroup = kGroups + "/{conversation}";

/// Another kind of conversation, and one that the customer is not in, are not there.
SeqOut leave(db::Tx& tx, const Context& context, const GroupIn& in) {
  if (!group_store::find_group(tx, in.conversation))
    throw ApiError(Errc::not_found, "no such conversation", "conversation");
  return {conversations::leave_group(tx, in.conversation, context.who().principal)};
}

}  // namespace

std::vector<api::Operation> customer_group_operations(const EntranceParts& parts) {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<CreateCustomerGroup, CustomerGroup>(
      Declaration(
          "customer_group.create", Method::post, kGroups, Policy::signed_in,
          "A group that customers can be brought into, with its first employees. Its owner serves customers; for "
          "somebody else with customers_manage."),
      [](db::Tx& tx, const Context& context, const CreateCustomerGroup& in) {
        return view_of(create_customer_group(tx, context, in));
      }));
  table.push_back(api::transactional<ListCustomerGroups, api::Page<CustomerGroup>>(
      Declaration(
          "customer_group.list", Method::get, kGroups, Policy::staff,
          "Groups with customers, newest first: those one runs, or with customers_manage those of its people; "
          "assignable: whose owner has left."),
      [](db::Tx& tx, const Context& context, const ListCustomerGroups& in) {
        return page_of_customer_groups(tx, context.who(), in);
      }));
  table.push_back(api::transactional<GroupIn, CustomerGroup>(
      Declaration(
          "customer_group.get", Method::get, kGroup, Policy::staff,
          "A group with customers, for the employees in it and for whose customers_manage reaches its owner."),
      [](db::Tx& tx, const Context& context, const GroupIn& in) {
        return view_of(open_customer_group(tx, context.who(), in.conversation));
      }));
  table.push_back(api::transactional<UpdateCustomerGroup, CustomerGroup>(
      Declaration(
          "customer_group.update", Method::patch, kGroup, Policy::signed_in,
          "When the associate is there, what is answered outside of that, and the greeting; by who runs the group, or "
          "with customers_manage."),
      [](db::Tx& tx, const Context& context, const UpdateCustomerGroup& in) {
        return view_of(update_customer_group(tx, context, in));
      }));
  table.push_back(api::transactional<TransferGroups, TransferOut>(
      Declaration(
          "customer_group.transfer", Method::post, "/api/v1/customer-group-transfers", Policy::staff,
          "Gives up to 100 groups to another employee, whose owners work on or have left; an answer for each."),
      transfer_groups));
  table.push_back(api::transactional<ShowAssociate, Associate>(
      Declaration(
          "customer_group.associate", Method::get, kGroup + "/associate", Policy::customer_too,
          "Who runs a group one is in, and whether it is there now."),
      [parts](db::Tx& tx, const Context& context, const ShowAssociate& in) {
        return show_associate(tx, context.who(), in.conversation, parts);
      }));
  table.push_back(api::transactional<CallAssociate, Called>(
      Declaration(
          "customer_group.call_associate", Method::post, kGroup + "/calls", Policy::customer,
          "A message that calls who runs the group; outside its hours the off-hours answer follows, once each time it "
          "is away."),
      [parts](db::Tx& tx, const Context& context, const CallAssociate& in) {
        return call_associate(tx, context.who(), in, parts);
      }));
  table.push_back(api::transactional<GroupIn, SeqOut>(
      Declaration("customer_group.leave", Method::post, kGroup + "/leave", Policy::customer, "Leaves a group."),
      leave));
  return table;
}

std::vector<api::Operation> group_operations(const EntranceParts& parts) {
  auto table = customer_group_operations(parts);
  for (auto&& part : {join_way_operations(), group_welcome_operations(parts)})
    std::copy(part.begin(), part.end(), std::back_inserter(table));
  return table;
}

}  // namespace weft::customers
