// company_time.get and .set: where the company's days begin.
#include "customers/figures/operations.hpp"
#include "customers/figures/store.hpp"
#include <weft/api/define.hpp>
#include <weft/identity/settings.hpp>

namespace weft::customers::figures {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Permission;
using api::Policy;

CompanyTime set_time(db::Tx& tx, const Context& context, const CompanyTime& in) {
  identity::begin_admin(tx, context.who(), Permission::settings_manage);
  if (!store::is_zone(tx, in.zone)) refuse_field("zone", "must be a time zone such as Asia/Shanghai");
  return identity::save_settings(tx, kTimeSettings, in, identity::origin_of(context));
}

}  // namespace

std::vector<api::Operation> time_operations() {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<api::Nothing, CompanyTime>(
      Declaration(
          "company_time.get", Method::get, "/api/v1/company-time", Policy::staff,
          "The time zone in which the company's days begin."),
      [](db::Tx& tx, const Context&, const api::Nothing&) {
        return identity::load_settings<CompanyTime>(tx, kTimeSettings);
      }));
  table.push_back(api::transactional<CompanyTime, CompanyTime>(
      Declaration(
          "company_time.set", Method::put, "/api/v1/company-time", Permission::settings_manage,
          "Sets it; days that were counted before stay as they were."),
      set_time));
  return table;
}

}  // namespace weft::customers::figures
