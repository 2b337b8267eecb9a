// The first password: whoever was given a code sets it, once.
#include "identity/service.hpp"
#include "identity/store.hpp"
#include "identity/store_activation.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>
#include <weft/base/told_once.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/activation.hpp>
#include <weft/identity/visibility.hpp>

namespace weft::identity {

struct CreateActivation {
  PersonRef member;
};
BOOST_DESCRIBE_STRUCT(CreateActivation, (), (member))

struct MadeActivation {
  ToldOnce code;
  ToldOnce link;  ///< path on this server, for a browser
  Time expires_at;
};
BOOST_DESCRIBE_STRUCT(MadeActivation, (), (code, link, expires_at))

struct UseActivation {
  Secret code;
  Secret password;
};
BOOST_DESCRIBE_STRUCT(UseActivation, (), (code, password))

/// What to sign in with from now on.
struct Activated {
  std::string userid;
  CompanyView company;
};
BOOST_DESCRIBE_STRUCT(Activated, (), (userid, company))

namespace {

constexpr std::size_t kCorpDigits = 32;
constexpr std::size_t kRandomBytes = 18;

ApiError wrong_code() {
  return ApiError(Errc::invalid_argument, "the code is wrong, was used, or has ended", "code");
}

MadeActivation create_activation(db::Tx& tx, const api::Context& context, const CreateActivation& in) {
  const api::Caller caller = begin_admin(tx, context.who(), api::Permission::passwords_reset);
  const auto target = store::account(tx, find_seen(tx, caller, in.member));
  if (!target) throw ApiError(Errc::not_found);
  require_reach(tx, caller, api::Permission::passwords_reset, target->id);
  require_not_above(tx, caller, target->id);
  const Code code = make_code(tx.corp());
  const Time ends = allow_activation(tx, target->id, code.hash, caller.principal);
  audit::append(
      tx, {origin_of(context), "activation.create", target->id.str(), {Json{{"userid", target->userid}}.dump()}});
  return {{code.text}, {"/activate/" + code.text}, ends};
}

struct Use {
  api::Context context;
  UseActivation input;
  api::Answer<Activated> answer;
  Code code;
};
using UsePtr = std::shared_ptr<Use>;

/// The account behind the code, if it may still be used.
std::optional<store::Account> account_behind(db::Tx& tx, const Code& code) {
  tx.set_corp(code.corp);
  const auto member = store::activation(tx, code.hash);
  if (!member) return std::nullopt;
  auto account = store::account(tx, *member);
  const bool open = account && account->status == PrincipalStatus::not_activated && !account->password_hash;
  return open ? account : std::nullopt;
}

Activated activate(db::Tx& tx, const Use& use, const std::string& hash) {
  tx.set_corp(use.code.corp);
  audit::lock(tx);  // two uses at the same moment: the second finds the code gone
  const auto account = account_behind(tx, use.code);
  if (!account) throw wrong_code();
  check_new_password(use.input.password.value, account->userid, "password");
  store::delete_activation(tx, account->id);
  set_password(tx, account->id, hash, {account->id, use.context.address, use.context.request_id});
  const Company company = store::own_company(tx);
  return {account->userid, {company.id, company.name}};
}

/// A wrong code counts as a failed sign-in of its address, and as one of an account nobody else has.
void refuse(Identity& identity, const UsePtr& use) {
  identity.limits.begin("activation/" + use->context.address, use->context.address).failed();
  use->answer.fail(wrong_code());
}

void use_activation(Identity& identity, api::Context context, UseActivation input, api::Answer<Activated> answer) {
  identity.limits.check_address(context.address);
  check_new_password(input.password.value, {}, "password");
  const auto code = parse_code(input.code.value);
  const auto use = std::make_shared<Use>(
      Use{std::move(context), std::move(input), std::move(answer), code.value_or(Code{})});
  if (!code) return refuse(identity, use);
  const auto known = std::make_shared<bool>(false);
  in_transaction(
      identity, use->answer, use->context.request_id,
      [use, known](db::Tx& tx) { *known = account_behind(tx, use->code).has_value(); },
      [use, known, &identity] {
        if (!*known) return refuse(identity, use);  // before a hash is paid for
        on_pool(identity, use->answer, use->context.request_id, [use, &identity] {
          const std::string hash = identity.options.hash(use->input.password.value);
          answer_from(
              identity, use->context, use->answer, [use, hash](db::Tx& tx) { return activate(tx, *use, hash); });
        });
      });
}

}  // namespace

Code make_code(const CorpId& corp) {
  std::string text = corp.str();
  std::erase(text, '-');
  return *parse_code(text + base64url(random_bytes(kRandomBytes)));
}

std::optional<Code> parse_code(std::string_view text) {
  if (text.size() != kCorpDigits + kRandomBytes / 3 * 4) return std::nullopt;
  std::string id(text.substr(0, kCorpDigits));
  for (const std::size_t dash : {8U, 13U, 18U, 23U})
    id.insert(dash, "-");
  const auto corp = CorpId::parse(id);
  if (!corp) return std::nullopt;
  return Code{std::string(text), *corp, hex(sha256(text))};
}

Time allow_activation(
    db::Tx& tx, const PrincipalId& member, const std::string& code_hash, const std::optional<PrincipalId>& by) {
  const auto account = store::account(tx, member);
  if (!account || account->password_hash || account->status != PrincipalStatus::not_activated)
    throw ApiError(Errc::conflict, "this member has a password, or may not sign in");
  const Time ends = tx.now() + kActivationLife;
  store::replace_activation(tx, member, code_hash, by, ends);
  return ends;
}

std::int64_t purge_activations(db::Tx& tx, int limit) {
  return store::delete_ended_activations(tx, limit);
}

std::vector<api::Operation> activation_operations(Identity& identity) {
  std::vector<api::Operation> list;
  list.push_back(api::transactional<CreateActivation, MadeActivation>(
      {"activation.create", api::Method::post, "/api/v1/members/{member}/activation", api::Permission::passwords_reset,
       "Make a code with which a member without a password sets the first one; the code before it ends"},
      [](db::Tx& tx, const api::Context& context, const CreateActivation& in) {
        return create_activation(tx, context, in);
      }));
  list.push_back(api::deferred<UseActivation, Activated>(
      {"activation.use", api::Method::post, "/api/v1/activations", api::Policy::anonymous,
       "Set your first password with the code you were given"},
      [&identity](api::Context context, UseActivation in, api::Answer<Activated> answer) {
        use_activation(identity, std::move(context), std::move(in), std::move(answer));
      }));
  return list;
}

}  // namespace weft::identity
