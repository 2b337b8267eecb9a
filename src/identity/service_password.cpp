// Changing one's own password and resetting somebody else's: the hash is computed between two transactions.
#include "identity/service.hpp"
#include "identity/store.hpp"
#include <weft/base/json.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/visibility.hpp>

namespace weft::identity {
namespace {

struct Change {
  api::Context context;
  ChangePassword input;
  api::Answer<Revoked> answer;
  std::optional<store::Account> account = {};
};
using ChangePtr = std::shared_ptr<Change>;

void look_up(db::Tx& tx, Change& change) {
  const api::Caller caller = enter_again(tx, change.context.who());
  change.account = store::account(tx, caller.principal);
  if (!change.account) throw ApiError(Errc::forbidden, "only members have a password");
}

/// A wrong old password is a guess at it by whoever holds the session: counted and audited like a failed sign-in.
void refuse(Identity& identity, const ChangePtr& change) {
  in_transaction(
      identity, change->answer, change->context.request_id,
      [change](db::Tx& tx) {
        tx.set_corp(change->context.who().corp);
        audit::append(tx, {origin_of(change->context), "me.change_password_refused", change->account->id.str()});
      },
      [change] {
        change->answer.fail(
            ApiError(Errc::invalid_argument, "old_password is not your present password", "old_password"));
      });
}

Revoked store_change(db::Tx& tx, const Change& change, const std::string& hash) {
  const api::Caller caller = enter_again(tx, change.context.who());
  audit::lock(tx);
  const auto account = store::account(tx, caller.principal);
  if (!account || account->password_hash != change.account->password_hash) {
    throw ApiError(Errc::conflict, "the password was changed from elsewhere at the same moment");
  }
  return {set_password(tx, caller.principal, hash, origin_of(change.context), caller.session)};
}

/// In the pool.
void verify_and_hash(Identity& identity, const ChangePtr& change) {
  const auto& options = identity.options;
  auto guess = identity.limits.begin(
      limited_account(change->context.who().corp, change->account->userid), change->context.address);
  const std::string old_hash = change->account->password_hash.value_or(dummy_hash());
  if (!options.verify(old_hash, change->input.old_password.value)) {
    guess.failed();
    return refuse(identity, change);
  }
  guess.succeeded();
  const std::string hash = options.hash(change->input.new_password.value);
  answer_from(identity, change->context, change->answer, [change, hash](db::Tx& tx) {
    return store_change(tx, *change, hash);
  });
}

Revoked store_reset(db::Tx& tx, const api::Context& context, const ResetPassword& input, const std::string& hash) {
  const api::Caller caller = begin_admin(tx, context.who(), api::Permission::passwords_reset);
  const auto target = store::account(tx, find_seen(tx, caller, input.member));
  if (!target) throw ApiError(Errc::not_found);
  if (target->id == caller.principal)
    throw ApiError(Errc::conflict, "change your own password with me.change_password");
  require_reach(tx, caller, api::Permission::passwords_reset, target->id);
  require_not_above(tx, caller, target->id);
  check_new_password(input.password.value, target->userid, "password");
  return {set_password(tx, target->id, hash, origin_of(context))};
}

}  // namespace

void change_password(Identity& identity, api::Context context, ChangePassword input, api::Answer<Revoked> answer) {
  check_new_password(input.new_password.value, context.who().userid, "new_password");
  if (input.new_password.value == input.old_password.value)
    refuse_field("new_password", "must differ from the old one");
  const auto change = std::make_shared<Change>(Change{std::move(context), std::move(input), std::move(answer)});
  in_transaction(
      identity, change->answer, change->context.request_id, [change](db::Tx& tx) { look_up(tx, *change); },
      [change, &identity] {
        on_pool(identity, change->answer, change->context.request_id, [change, &identity] {
          verify_and_hash(identity, change);
        });
      });
}

void reset_password(Identity& identity, api::Context context, ResetPassword input, api::Answer<Revoked> answer) {
  check_new_password(input.password.value, {}, "password");
  const std::string request_id = context.request_id;
  on_pool(identity, answer, request_id, [&identity, context = std::move(context), input = std::move(input), answer] {
    const std::string hash = identity.options.hash(input.password.value);
    answer_from(identity, context, answer, [context, input, hash](db::Tx& tx) {
      return store_reset(tx, context, input, hash);
    });
  });
}

}  // namespace weft::identity
