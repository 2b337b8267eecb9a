// Greeting by a program: who gets a code, and what it is good for.
#include "customers/ways/ending.hpp"
#include "customers/welcome_codes/store.hpp"
#include <weft/api/define.hpp>
#include <weft/base/crypto.hpp>
#include <weft/conversations/customer_chats.hpp>
#include <weft/customers/sayings.hpp>
#include <weft/customers/welcome_codes.hpp>

namespace weft::customers {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

constexpr std::size_t kCode = 24;  // bytes

struct WelcomeIn {
  Text<1, 64> code;
  Greeting greeting;
};
BOOST_DESCRIBE_STRUCT(WelcomeIn, (), (code, greeting))

struct WelcomeOut {
  FollowId follow;
  ConversationId conversation;
};
BOOST_DESCRIBE_STRUCT(WelcomeOut, (), (follow, conversation))

/// Brought in by itself, and not by a colleague.
bool came(const Follow& follow) {
  return follow.source == FollowSource::way || follow.source == FollowSource::request;
}

/// A program is told what may not be said; other greetings leave it out.
void screen_words(db::Tx& tx, const Follow& follow, const KeptGreeting& kept, conversations::Screen* screen) {
  conversations::Utterance utterance{tx.corp(), follow.employee, follow.conversation, {}, {}};
  for (const Line& line : lines_of(kept))
    for (const char* part : {"text", "title", "description"})
      if (line.body.contains(part)) utterance.shown.push_back({std::string("greeting.") + part, line.body.at(part)});
  conversations::screen(screen, tx, utterance);
}

/// The relation, with nothing said in it and the head of its chat locked until it is.
Follow need_silent(db::Tx& tx, const FollowId& id) {
  const auto found = load_follow(tx, id);
  if (found) conversations::lock_customer_chat(tx, found->conversation);
  auto follow = load_follow(tx, id);
  if (!follow || follow->status != FollowStatus::active)
    throw ApiError(Errc::conflict, "this customer is not served by this employee any more");
  if (store::has_begun(tx, *follow))
    throw ApiError(Errc::conflict, "this customer was greeted, or has written, already");
  return std::move(*follow);
}

WelcomeOut send(db::Tx& tx, const Context& context, const WelcomeIn& in, const EntranceParts& parts) {
  const PrincipalId app = context.who().principal;
  const auto id = store::welcome_of(tx, app, in.code);
  if (!id) refuse_field("code", "is none of this app, or is older than 20 seconds");
  const Follow follow = need_silent(tx, *id);
  const KeptGreeting kept = keep_greeting(tx, in.greeting, {}, app, parts.attachments, "greeting");
  screen_words(tx, follow, kept, parts.screen);
  store::use_welcome_code(tx, in.code);
  say(tx, {follow.conversation, follow.employee, places_of(tx, follow)}, kept, parts.screen, parts.attachments);
  return {follow.id, follow.conversation};
}

}  // namespace

std::optional<std::string> welcome_code(db::Tx& tx, const PrincipalId& app, const FollowId& id) {
  const auto follow = load_follow(tx, id);
  if (!follow || follow->status != FollowStatus::active || !came(*follow)) return std::nullopt;
  if (follow->way && store::way_welcomes(tx, *follow->way)) return std::nullopt;
  if (store::has_begun(tx, *follow)) return std::nullopt;
  std::string code = base64url(random_bytes(kCode));
  store::insert_welcome_code(tx, app, follow->id, code, tx.now() + kWelcomeLife);
  return code;
}

std::vector<api::Operation> welcome_code_operations(const EntranceParts& parts) {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<WelcomeIn, WelcomeOut>(
      Declaration(
          "customer_welcome.send", Method::post, "/api/v1/customer-welcomes", Policy::app,
          "Greets a customer who has just come, in the name of who serves it, with the code that the app was told."),
      [parts](db::Tx& tx, const Context& context, const WelcomeIn& in) { return send(tx, context, in, parts); }));
  return table;
}

std::int64_t purge_welcome_codes(db::Tx& tx, std::int64_t limit) {
  return store::purge_welcome_codes(tx, tx.now() - std::chrono::hours(24), limit);
}

}  // namespace weft::customers
