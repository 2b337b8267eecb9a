// app_token.create: an app shows its secret and gets a token.
#include "platform/apps/apps.hpp"
#include "platform/apps/operations.hpp"
#include <weft/api/define.hpp>
#include <weft/api/note.hpp>
#include <weft/base/crypto.hpp>
#include <weft/base/meter.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/sessions.hpp>
#include <weft/identity/sign_in_limits.hpp>

namespace weft::platform {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

struct TokenIn {
  Text<1, 64> company;
  std::optional<AppNumber> app;  ///< absent: whose secret it is
  Secret secret;
};
BOOST_DESCRIBE_STRUCT(TokenIn, (), (company, app, secret))

struct TokenOut {
  ToldOnce token;
  std::int64_t expires_in = 0;  ///< seconds
  Time expires_at;
};
BOOST_DESCRIBE_STRUCT(TokenOut, (), (token, expires_in, expires_at))

/// Good tokens too are asked for at some cost: each is a row.
constexpr double kTokens = 120;
constexpr auto kTokensIn = std::chrono::minutes(10);

struct Gate {
  Gate(const Clock& clock, const identity::SignInRules& rules)
      : limits(clock, rules), asked({kTokens, kTokensIn, "an app asks for 120 tokens in ten minutes at most"}) {}
  identity::SignInLimits limits;
  Meter asked;
};

/// The same time for every secret, and for apps that do not exist.
bool matches(const std::string& secret, const std::optional<store::AppRow>& app) {
  static const std::string nobody(64, '0');
  const std::string given = hex(sha256(secret));
  const std::string& wanted = app ? app->secret_hash : nobody;
  unsigned difference = app && app->enabled ? 0 : 1;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    difference |= static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(wanted[i]);
  return difference == 0;
}

/// Who looks after the company may want to know; not once for each try.
[[noreturn]] void refuse(const Context& context, const std::optional<CorpId>& corp, const std::string& app) {
  const ApiError error(Errc::unauthenticated, "no app of this company has this number and secret", "secret");
  if (!corp) throw error;
  const identity::Origin origin{
      std::nullopt, context.address.empty() ? "unknown" : context.address, context.request_id};
  throw api::NotedError(error, [corp = *corp, app, origin](db::Tx& later) {
    later.set_corp(corp);
    identity::audit::append_seldom(later, {origin, "app_token.refused", app});
  });
}

/// What wrong secrets count against: an app as it is tried from one address, so that no stranger keeps it from its
/// tokens; without a number, this one wrong secret, so that a job that was forgotten keeps no other app from them. A
/// secret is too long to be guessed from many.
std::string guessed(const TokenIn& in, const std::optional<std::int64_t>& number, const std::string& address) {
  const std::string tried = number ? std::to_string(*number) : "secret " + hex(sha256(in.secret.value)).substr(0, 16);
  return in.company.value + "/" + tried + " " + identity::limited_address(address);
}

/// Which app is meant: the one that is named, or whose secret it is.
std::optional<std::int64_t> meant(db::Tx& tx, const TokenIn& in) {
  return in.app ? std::optional(in.app->value) : store::number_of_secret(tx, hex(sha256(in.secret.value)));
}

TokenOut create(db::Tx& tx, const Context& context, const TokenIn& in, Gate& gate) {
  const auto corp = store::find_company(tx, in.company);
  if (corp) tx.set_corp(*corp);
  const auto number = corp || in.app ? meant(tx, in) : std::nullopt;
  auto attempt = gate.limits.begin(guessed(in, number, context.address), context.address);
  std::optional<store::AppRow> app;
  if (corp && number) app = store::hold_app(tx, *number);  // who rotates or disables meanwhile ends this token too
  if (!matches(in.secret.value, app)) {
    attempt.failed();
    refuse(context, app || !in.app ? corp : std::nullopt, in.app ? std::to_string(in.app->value) : "by secret");
  }
  attempt.succeeded();
  gate.asked.take(app->id.str(), 1, tx.now());
  const auto made = identity::open_session(tx, app->id, context.device, context.address, kAppTokenLife, kAppTokenLife);
  TokenOut out;
  out.token = ToldOnce{made.token};
  out.expires_at = made.expires_at;
  out.expires_in = std::chrono::duration_cast<std::chrono::seconds>(kAppTokenLife).count();
  return out;
}

}  // namespace

std::vector<api::Operation> app_token_operations(const AppParts& parts) {
  const auto gate = std::make_shared<Gate>(parts.clock, parts.secrets);
  std::vector<api::Operation> table;
  table.push_back(api::transactional<TokenIn, TokenOut>(
      Declaration(
          "app_token.create", Method::post, "/api/v1/app-tokens", Policy::anonymous,
          "A token for an app that shows its secret, good for two hours."),
      [gate](db::Tx& tx, const Context& context, const TokenIn& in) { return create(tx, context, in, *gate); }));
  return table;
}

}  // namespace weft::platform
