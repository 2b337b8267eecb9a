// `weft company ...`: the companies of this server, and which of them its operator has verified.
#include "app/commands.hpp"
#include "app/database.hpp"
#include <weft/customers/visits.hpp>
#include <weft/identity/admin.hpp>

#include <cstdio>

namespace weft::app {

int company_list(const CompanyOptions& options) {
  const auto database = Database::open(read_config(options.config), Database::Need::schema);
  transact(database->options("weft company"), [&](db::Tx& tx) {
    for (const identity::Company& company : identity::list_companies(tx)) {
      tx.set_corp(company.id);
      std::printf(
          "%-24s %-12s %s\n", company.handle.c_str(), customers::is_verified(tx) ? "verified" : "",
          company.name.c_str());
    }
  });
  return 0;
}

int company_verify(const CompanyOptions& options) {
  const auto database = Database::open(read_config(options.config), Database::Need::schema);
  std::string done;
  transact(database->owner_options("weft company"), [&](db::Tx& tx) {
    const identity::Company company = identity::choose_company(tx, options.company);
    tx.set_corp(company.id);
    customers::verify_company(tx, !options.off);
    done = company.name + (options.off ? " is not verified any more" : " is verified: customers see it on its pages");
  });
  std::printf("%s\n", done.c_str());
  return 0;
}

}  // namespace weft::app
