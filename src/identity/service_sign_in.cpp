// Signing in: look the account up, verify the password in the pool, make the session.
//
// An unknown company, an unknown user, one without a password, a disabled one and a wrong password all take the same
// road: one hash is computed (of a dummy if need be), the failure is counted, and the answer is the same.
#include "identity/service.hpp"
#include "identity/store.hpp"
#include "identity/userid.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>
#include <weft/base/log.hpp>
#include <weft/identity/authenticator.hpp>

namespace weft::identity {
namespace {

constexpr std::size_t kTokenBytes = 32;

struct Attempt {
  api::Context context;
  SignIn input;
  api::Answer<SignedIn> answer;
  std::optional<Company> company = {};
  std::optional<store::Account> account = {};
};
using AttemptPtr = std::shared_ptr<Attempt>;

/// Which company is meant. An unknown handle leaves it open and fails later like an unknown user.
std::optional<Company> find_company(db::Tx& tx, const SignIn& input) {
  if (input.company) return store::company_by_handle(tx, lower_ascii(input.company->value));
  const auto some = store::companies(tx, 2);
  if (some.size() > 1) throw ApiError(Errc::invalid_argument, "there are several companies: name yours", "company");
  if (some.empty()) return std::nullopt;
  return some.front();
}

void look_up(db::Tx& tx, Attempt& attempt) {
  attempt.company = find_company(tx, attempt.input);
  if (!attempt.company) return;
  tx.set_corp(attempt.company->id);
  attempt.account = store::account_of_userid(tx, userid_key(attempt.input.user.value));
}

bool may_sign_in(const std::optional<store::Account>& account) {
  return account && account->status == PrincipalStatus::active && account->password_hash;
}

ApiError wrong_password() {
  return ApiError(Errc::unauthenticated, "wrong company, user or password");
}

/// The audit row of a failure. What was typed as the user is left out: it may be a password in the wrong field.
void refuse(Identity& identity, const AttemptPtr& attempt) {
  in_transaction(
      identity, attempt->answer, attempt->context.request_id,
      [attempt](db::Tx& tx) {
        if (!attempt->company) return;
        tx.set_corp(attempt->company->id);
        const Json detail = {{"device", attempt->input.device.value}, {"known_user", attempt->account.has_value()}};
        const std::string target = attempt->account ? attempt->account->id.str() : "";
        const Origin origin{std::nullopt, attempt->context.address, attempt->context.request_id};
        audit::append(tx, {origin, "session.create_refused", target, {detail.dump()}});
      },
      [attempt] { attempt->answer.fail(wrong_password()); });
}

/// Ends what a person has too many of.
void end_surplus(db::Tx& tx, const PrincipalId& principal, int most) {
  auto ended = store::revoke_surplus(tx, principal, most);
  if (!ended.empty()) tx.emit(RevokedEvent{principal, std::move(ended)});
}

SignedIn open_session(db::Tx& tx, const Attempt& attempt, const IdentityOptions& options) {
  tx.set_corp(attempt.company->id);
  audit::lock(tx);
  // Between look-up and now the member may have been disabled or given another password.
  const auto account = store::account(tx, attempt.account->id);
  if (!may_sign_in(account) || account->password_hash != attempt.account->password_hash) throw wrong_password();
  SignedIn out;
  out.token = base64url(random_bytes(kTokenBytes));
  out.session = SessionId::make();
  out.expires_at = store::insert_session(
      tx, {out.session, account->id, token_hash(out.token), attempt.input.device.value, attempt.context.address,
           options.session_idle, options.session_most});
  end_surplus(tx, account->id, options.sessions_per_person);
  out.principal = load_principal(tx, account->id).value();
  out.company = {attempt.company->id, attempt.company->name};
  const Json detail = {{"device", attempt.input.device.value}};
  const Origin origin{account->id, attempt.context.address, attempt.context.request_id};
  audit::append(tx, {origin, "session.create", out.session.str(), {detail.dump()}});
  return out;
}

/// In the pool.
void verify(Identity& identity, const AttemptPtr& attempt) {
  // An unknown company has no id: its handle takes the place.
  const std::string account = attempt->company ? limited_account(attempt->company->id, attempt->input.user.value)
                                               : attempt->input.company.value_or(Text<1, 64>{}).value + "/" +
                                                     userid_key(attempt->input.user.value);
  auto guess = identity.limits.begin(account, attempt->context.address);
  const bool known = may_sign_in(attempt->account);
  const std::string& hash = known ? *attempt->account->password_hash : dummy_hash();
  const bool fits = identity.options.verify(hash, attempt->input.password.value);
  if (!fits || !known) {
    guess.failed();
    return refuse(identity, attempt);
  }
  guess.succeeded();
  answer_from(identity, attempt->context, attempt->answer, [attempt, &identity](db::Tx& tx) {
    return open_session(tx, *attempt, identity.options);
  });
}

}  // namespace

std::string limited_account(const CorpId& corp, std::string_view userid) {
  return corp.str() + "/" + userid_key(userid);
}

void sign_in(Identity& identity, api::Context context, SignIn input, api::Answer<SignedIn> answer) {
  identity.limits.check_address(context.address);
  const auto attempt = std::make_shared<Attempt>(Attempt{std::move(context), std::move(input), std::move(answer)});
  in_transaction(
      identity, attempt->answer, attempt->context.request_id, [attempt](db::Tx& tx) { look_up(tx, *attempt); },
      [attempt, &identity] {
        on_pool(identity, attempt->answer, attempt->context.request_id, [attempt, &identity] {
          verify(identity, attempt);
        });
      });
}

}  // namespace weft::identity
