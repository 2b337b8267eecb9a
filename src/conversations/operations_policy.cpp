// message.get_policy and message.set_policy: what the company lets its people do with messages that are sent.
#include "conversations/operations.hpp"
#include <weft/api/define.hpp>
#include <weft/conversations/message_policy.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/settings.hpp>

namespace weft::conversations {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Permission;

struct PolicyIn {
  std::optional<bool> recall;
  std::optional<WindowSeconds> recall_window_s;
  std::optional<bool> recall_by_managers;
  std::optional<bool> edit;
  std::optional<WindowSeconds> edit_window_s;
};
BOOST_DESCRIBE_STRUCT(PolicyIn, (), (recall, recall_window_s, recall_by_managers, edit, edit_window_s))

MessagePolicy set(db::Tx& tx, const Context& context, const PolicyIn& in, const Rules& rules) {
  const auto caller = identity::begin_admin(tx, context.who(), Permission::settings_manage);
  identity::require_company(tx, caller, Permission::settings_manage);
  auto policy = identity::load_settings<MessagePolicy>(tx, kMessageSettings);
  policy.recall = in.recall.value_or(policy.recall);
  policy.recall_by_managers = in.recall_by_managers.value_or(policy.recall_by_managers);
  policy.edit = in.edit.value_or(policy.edit);
  if (in.recall_window_s) policy.recall_window_s = in.recall_window_s;
  if (in.edit_window_s) policy.edit_window_s = in.edit_window_s;
  identity::save_settings(tx, kMessageSettings, policy, identity::origin_of(context));
  return message_policy(tx, rules);
}

}  // namespace

std::vector<api::Operation> policy_operations(const Shared& use) {
  const std::string path = "/api/v1/company/message-policy";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<api::Nothing, MessagePolicy>(
      Declaration(
          "message.get_policy", Method::get, path, api::Policy::signed_in,
          "Who may recall and edit messages, and for how long after sending."),
      [use](db::Tx& tx, const Context&, const api::Nothing&) { return message_policy(tx, use->rules); }));
  table.push_back(api::transactional<PolicyIn, MessagePolicy>(
      Declaration(
          "message.set_policy", Method::put, path, Permission::settings_manage,
          "Changes what is named of it; what has been recalled or edited stays so."),
      [use](db::Tx& tx, const Context& context, const PolicyIn& in) { return set(tx, context, in, use->rules); }));
  return table;
}

}  // namespace weft::conversations
