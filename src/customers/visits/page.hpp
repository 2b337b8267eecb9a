// What the company has set for the page its customers see.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/base/fields.hpp>
#include <weft/base/told_once.hpp>
#include <weft/customers/types.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::customers {

using Site = Text<8, 200>;  ///< an origin: "https://www.acme.example"

/// Settings "customer_page".
struct CustomerPage {
  Text<0, 4000> consent;               ///< empty: nobody is asked
  Int<0, 2147483647> consent_version;  ///< moves on with the text
  bool ask_name = true;
  List<Site, 0, 20> sites;  ///< that may show the page inside of theirs
  std::optional<PrincipalId> fallback;
  Text<0, 500> closed_text;  ///< empty: a sentence of the server's
};
BOOST_DESCRIBE_STRUCT(CustomerPage, (), (consent, consent_version, ask_name, sites, fallback, closed_text))

CustomerPage customer_page(db::Tx& tx);

/// customer_page.*
std::vector<api::Operation> page_operations();

}  // namespace weft::customers
