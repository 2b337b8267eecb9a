// follow.share, customer_note.open, customer_chat.add_colleague and .remove_colleague.
#include "customers/sharing/sharing.hpp"
#include <weft/api/define.hpp>
#include <weft/base/json.hpp>
#include <weft/conversations/customer_chats.hpp>
#include <weft/customers/operations.hpp>
#include <weft/customers/standing.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/identity.hpp>
#include <weft/identity/visibility.hpp>

#include <algorithm>

namespace weft::customers {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

struct ShareIn {
  FollowId follow;
  PersonRef to;
  std::optional<Text<0, 200>> message;
};
BOOST_DESCRIBE_STRUCT(ShareIn, (), (follow, to, message))

struct ShareOut {
  FollowId follow;
  PrincipalId employee;
  ConversationId conversation;
};
BOOST_DESCRIBE_STRUCT(ShareOut, (), (follow, employee, conversation))

struct ChatIn {
  ConversationId conversation;
};
BOOST_DESCRIBE_STRUCT(ChatIn, (), (conversation))

struct ColleaguesIn {
  ConversationId conversation;
  List<PersonRef, 1, kColleagues> members;
};
BOOST_DESCRIBE_STRUCT(ColleaguesIn, (), (conversation, members))

struct Changed {
  std::vector<PrincipalId> changed;
};
BOOST_DESCRIBE_STRUCT(Changed, (), (changed))

void tell(
    db::Tx& tx, const Context& context, const Acting& acting, const std::string& action, const Json& before,
    const Json& after) {
  if (!acting.by_permission) return;
  identity::audit::append(
      tx, {identity::origin_of(context), action, acting.follow.id.str(), identity::audit::change(before, after)});
}

Json ids_of(const std::vector<PrincipalId>& people) {
  Json ids = Json::array();
  for (const PrincipalId& one : people)
    ids.push_back(one.str());
  return ids;
}

ShareOut share_it(db::Tx& tx, const Context& context, const ShareIn& in) {
  const Acting acting = act_on(tx, context.who(), in.follow, Power::share_customers);
  const auto to = identity::resolve_met(tx, acting.caller, std::span(&in.to, 1), "to").at(0);
  const Follow made = share(tx, acting.follow, to, in.message ? in.message->value : "", acting.caller.principal);
  tell(tx, context, acting, "follow.share", nullptr, {{"follow", made.id.str()}, {"to", to.str()}});
  return {made.id, made.employee, made.conversation};
}

/// Only who is in the chat writes notes about it; a customer is never asked here.
ChatIn open_notes(db::Tx& tx, const Context& context, const ChatIn& in) {
  const auto chat = conversations::may_read(tx, in.conversation, context.who().principal);
  if (chat.head.kind != conversations::Kind::customer)
    throw ApiError(Errc::not_found, "no such conversation", "conversation");
  conversations::need_present(chat);
  return {notes_of(tx, in.conversation, context.who().principal)};
}

Changed add(db::Tx& tx, const Context& context, const ColleaguesIn& in) {
  const Acting acting = act_on_chat(tx, context.who(), in.conversation, Power::share_customers);
  const auto people = identity::resolve_met(tx, acting.caller, in.members.items, "members");
  auto changed = bring_in(tx, acting.follow, people, acting.caller.principal);
  tell(tx, context, acting, "customer_chat.add_colleague", nullptr, {{"members", ids_of(changed)}});
  return {std::move(changed)};
}

/// A colleague may always go by itself.
bool leaves(db::Tx& tx, const PrincipalId& who, const ColleaguesIn& in, const std::optional<Follow>& follow) {
  if (!follow || who == follow->employee || in.members.size() != 1) return false;
  const auto present = conversations::everybody_in(tx, follow->conversation);
  if (std::find(present.begin(), present.end(), who) == present.end()) return false;
  return identity::resolve_any(tx, in.members.items, "members").front() == who;
}

Changed remove(db::Tx& tx, const Context& context, const ColleaguesIn& in) {
  const PrincipalId who = context.who().principal;
  const auto current = follow_of(tx, in.conversation);
  if (leaves(tx, who, in, current)) return {take_out(tx, *current, std::span(&who, 1), who)};
  const Acting acting = act_on_chat(tx, context.who(), in.conversation, Power::share_customers);
  const auto people = identity::resolve_any(tx, in.members.items, "members");
  auto changed = take_out(tx, acting.follow, people, acting.caller.principal);
  tell(tx, context, acting, "customer_chat.remove_colleague", {{"members", ids_of(changed)}}, nullptr);
  return {std::move(changed)};
}

}  // namespace

std::vector<api::Operation> sharing_operations() {
  const std::string chat = "/api/v1/customer-chats/{conversation}";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<ShareIn, ShareOut>(
      Declaration(
          "follow.share", Method::post, "/api/v1/follows/{follow}/share", Policy::signed_in,
          "A colleague serves this customer too, in a chat of its own."),
      share_it));
  table.push_back(api::transactional<ChatIn, ChatIn>(
      Declaration(
          "customer_note.open", Method::post, chat + "/notes", Policy::signed_in,
          "The conversation of notes beside a chat with a customer; made when there is none."),
      open_notes));
  table.push_back(api::transactional<ColleaguesIn, Changed>(
      Declaration(
          "customer_chat.add_colleague", Method::post, chat + "/colleagues", Policy::signed_in,
          "Colleagues take part in a chat with a customer, who is told."),
      add));
  table.push_back(api::transactional<ColleaguesIn, Changed>(
      Declaration(
          "customer_chat.remove_colleague", Method::post, chat + "/colleagues/remove", Policy::signed_in,
          "Colleagues take part no longer; who takes part may go by itself."),
      remove));
  return table;
}

}  // namespace weft::customers
