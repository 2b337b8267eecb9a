// customer_page.*: the company's settings of the page, and the secrets that its web site signs with.
#include "customers/visits/page.hpp"

#include "customers/visits/store.hpp"
#include "customers/ways/change.hpp"
#include <weft/api/define.hpp>
#include <weft/base/crypto.hpp>
#include <weft/customers/visits.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/settings.hpp>

namespace weft::customers {
namespace {

using api::Context;
using api::Method;
using api::Permission;

constexpr auto kSettings = "customer_page";
constexpr std::size_t kSecretBytes = 32;

struct SetPage {
  std::optional<Text<0, 4000>> consent;
  std::optional<bool> ask_name;
  std::optional<List<Site, 0, 20>> sites;
  std::optional<PersonRef> fallback;
  std::optional<bool> no_fallback;
  std::optional<Text<0, 500>> closed_text;
};
BOOST_DESCRIBE_STRUCT(SetPage, (), (consent, ask_name, sites, fallback, no_fallback, closed_text))

struct PageView {
  std::string consent;
  std::int64_t consent_version = 0;
  bool ask_name = true;
  std::vector<Site> sites;
  std::optional<PrincipalId> fallback;
  std::string closed_text;
  CorpId audience;                ///< of signed tokens
  std::int64_t site_secrets = 0;  ///< how many are good
};
BOOST_DESCRIBE_STRUCT(
    PageView, (), (consent, consent_version, ask_name, sites, fallback, closed_text, audience, site_secrets))

struct RotateSecret {
  std::optional<bool> only;  ///< the one before is good no longer
};
BOOST_DESCRIBE_STRUCT(RotateSecret, (), (only))

struct NewSecret {
  ToldOnce secret;
  CorpId audience;
  std::int64_t site_secrets = 0;
};
BOOST_DESCRIBE_STRUCT(NewSecret, (), (secret, audience, site_secrets))

PageView view_of(db::Tx& tx, const CustomerPage& page) {
  return {page.consent,  page.consent_version, page.ask_name, page.sites.items,
          page.fallback, page.closed_text,     tx.corp(),     std::ssize(store::site_secrets(tx))};
}

void check_site(const std::string& site, const std::string& field) {
  const bool web = site.starts_with("https://") || site.starts_with("http://");
  const std::size_t host = site.find("//") + 2;
  const bool clean = site.find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]", web ? host : 0) ==
                     std::string::npos;
  if (!web || !clean || host >= site.size())
    refuse_field(field, "must be an origin such as https://www.example.com, without a path");
}

PageView set_page(db::Tx& tx, const Context& context, const SetPage& in) {
  const api::Caller caller = identity::begin_admin(tx, context.who(), Permission::contact_ways_manage);
  identity::require_company(tx, caller, Permission::contact_ways_manage);
  CustomerPage page = customer_page(tx);
  if (in.consent && in.consent->value != page.consent.value) {
    page.consent = *in.consent;
    ++page.consent_version.value;
  }
  page.ask_name = in.ask_name.value_or(page.ask_name);
  if (in.sites) {
    for (std::size_t i = 0; i < in.sites->size(); ++i)
      check_site(in.sites->items[i], "sites[" + std::to_string(i) + "]");
    page.sites = *in.sites;
  }
  if (in.fallback) page.fallback = need_person(tx, caller, *in.fallback, "fallback");
  if (in.no_fallback.value_or(false)) page.fallback.reset();
  if (in.closed_text) page.closed_text = *in.closed_text;
  return view_of(tx, identity::save_settings(tx, kSettings, page, identity::origin_of(context)));
}

NewSecret rotate(db::Tx& tx, const Context& context, const RotateSecret& in) {
  const api::Caller caller = identity::begin_admin(tx, context.who(), Permission::contact_ways_manage);
  identity::require_company(tx, caller, Permission::contact_ways_manage);
  const auto before = std::ssize(store::site_secrets(tx));
  const std::string secret = base64url(random_bytes(kSecretBytes));
  store::add_site_secret(tx, secret, in.only.value_or(false) ? 1 : 2);
  const auto now = std::ssize(store::site_secrets(tx));
  identity::audit::append(
      tx, {identity::origin_of(context), "customer_page.rotate_secret", tx.corp().str(),
           identity::audit::change({{"secrets", before}}, {{"secrets", now}, {"only", in.only.value_or(false)}})});
  return {{secret}, tx.corp(), now};
}

}  // namespace

bool is_verified(db::Tx& tx) {
  return store::company(tx).verified;
}

void verify_company(db::Tx& tx, bool verified) {
  const bool before = is_verified(tx);
  if (before == verified) return;
  store::set_verified(tx, verified);
  identity::audit::append(
      tx, {identity::Origin{}, "company.verify", tx.corp().str(),
           identity::audit::change({{"verified", before}}, {{"verified", verified}})});
}

CustomerPage customer_page(db::Tx& tx) {
  return identity::load_settings<CustomerPage>(tx, kSettings);
}

std::vector<api::Operation> page_operations() {
  std::vector<api::Operation> list;
  list.push_back(api::transactional<api::Nothing, PageView>(
      {"customer_page.get", Method::get, "/api/v1/settings/customer-page", Permission::contact_ways_manage,
       "What the page says that customers see"},
      [](db::Tx& tx, const Context&, const api::Nothing&) { return view_of(tx, customer_page(tx)); }));
  list.push_back(api::transactional<SetPage, PageView>(
      {"customer_page.set", Method::patch, "/api/v1/settings/customer-page", Permission::contact_ways_manage,
       "Consent text, whether the name is asked, sites that may show the page, whom it names when nobody is left"},
      set_page));
  list.push_back(api::transactional<RotateSecret, NewSecret>(
      {"customer_page.rotate_secret", Method::post, "/api/v1/settings/customer-page/secret",
       Permission::contact_ways_manage,
       "A new secret for the tokens of your web site; the one before stays good, those before that do not"},
      rotate));
  return list;
}

void seal_old_secrets(db::Tx& tx) {
  store::seal_site_secrets(tx);
}

}  // namespace weft::customers
