// group_welcome.*
#include "customers/groups/operations.hpp"
#include "customers/groups/welcomes.hpp"

namespace weft::customers {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Permission;
using api::Policy;

struct WelcomeIn {
  WelcomeId welcome;
};
BOOST_DESCRIBE_STRUCT(WelcomeIn, (), (welcome))

const std::string kWelcomes = "/api/v1/group-welcomes";

}  // namespace

std::vector<api::Operation> group_welcome_operations(const EntranceParts& parts) {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<CreateWelcome, GroupWelcome>(
      Declaration(
          "group_welcome.create", Method::post, kWelcomes, Permission::contact_ways_manage,
          "A greeting for who comes into groups with customers: 3,000 bytes with {name}, {employee} and {company}, and "
          "attachments; 100 of a company."),
      [parts](db::Tx& tx, const Context& context, const CreateWelcome& in) {
        return create_welcome(tx, context, in, parts);
      }));
  table.push_back(api::transactional<api::Nothing, WelcomeList>(
      Declaration(
          "group_welcome.list", Method::get, kWelcomes, Policy::staff,
          "The company's greetings, newest first: for groups and ways to choose from."),
      [](db::Tx& tx, const Context&, const api::Nothing&) { return all_welcomes(tx); }));
  table.push_back(api::transactional<UpdateWelcome, GroupWelcome>(
      Declaration(
          "group_welcome.update", Method::patch, kWelcomes + "/{welcome}", Permission::contact_ways_manage,
          "Changes a greeting, wherever it is used."),
      [parts](db::Tx& tx, const Context& context, const UpdateWelcome& in) {
        return update_welcome(tx, context, in, parts);
      }));
  table.push_back(api::transactional<WelcomeIn, api::Nothing>(
      Declaration(
          "group_welcome.delete", Method::del, kWelcomes + "/{welcome}", Permission::contact_ways_manage,
          "Deletes a greeting; groups and ways that had it have none."),
      [](db::Tx& tx, const Context& context, const WelcomeIn& in) {
        delete_welcome(tx, context, in.welcome);
        return api::Nothing();
      }));
  return table;
}

}  // namespace weft::customers
