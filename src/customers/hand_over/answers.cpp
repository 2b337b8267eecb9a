// What ends a hand-over before it takes effect or takes it back: the customer's word, cancelling, undoing.
#include "customers/hand_over/effect.hpp"
#include "customers/hand_over/store.hpp"
#include <weft/base/json.hpp>
#include <weft/customers/contacts.hpp>
#include <weft/customers/serving.hpp>
#include <weft/identity/identity.hpp>

namespace weft::customers {
namespace {

/// One that still waits, for the customer itself or anybody.
HandOver waiting(db::Tx& tx, const HandOverId& id, const std::optional<ContactId>& contact) {
  const auto known = store::load_hand_over(tx, id);
  if (!known || (contact && known->contact != *contact))
    throw ApiError(Errc::not_found, "no such hand-over", "hand_over");
  HandOver one = locked_hand_over(tx, id);
  if (one.status != HandOverStatus::waiting) throw ApiError(Errc::conflict, "this hand-over has ended");
  if (one.effective_at <= tx.now()) throw ApiError(Errc::window_closed, "this hand-over takes effect now");
  return one;
}

/// The relation that the new owner has by it, where nothing has moved on since.
Follow result_of(db::Tx& tx, const HandOver& one) {
  const auto follow = find_follow(tx, one.contact, one.to);
  const bool there = follow && follow->status == FollowStatus::active &&
                     (one.merged || follow->conversation == one.conversation);
  if (!there) throw ApiError(Errc::conflict, "the new owner does not serve this customer any more");
  return *follow;
}

}  // namespace

HandOver refuse_hand_over(db::Tx& tx, const ContactId& contact, const HandOverId& id) {
  return finish(tx, waiting(tx, id, contact), HandOverStatus::refused, "", contact);
}

HandOver accept_hand_over(db::Tx& tx, const ContactId& contact, const HandOverId& id) {
  HandOver one = settle(tx, waiting(tx, id, contact));
  return one;
}

HandOver cancel_hand_over(db::Tx& tx, const HandOverId& id, const PrincipalId& actor) {
  return finish(tx, waiting(tx, id, {}), HandOverStatus::cancelled, "", actor);
}

HandOver undo_hand_over(db::Tx& tx, const HandOverId& id, const PrincipalId& actor) {
  HandOver one = locked_hand_over(tx, id);
  if (one.status != HandOverStatus::done) throw ApiError(Errc::conflict, "only what took effect is undone");
  if (!one.undo_until || *one.undo_until <= tx.now())
    throw ApiError(Errc::window_closed, "the time for undoing this hand-over is over");
  const Follow follow = result_of(tx, one);
  if (const auto trouble = serving_trouble(tx, one.from))
    throw ApiError(Errc::conflict, "the old owner " + std::string(text_of(*trouble)));
  Json detail = {{"hand_over", one.id.str()}, {"undo", true}};
  if (one.merged) {
    split_off(
        tx, load_follow(tx, one.follow).value(), one.to, one.to,
        std::move(detail));  // who undoes it is nobody to the customer
  } else {
    pass_on(tx, follow, one.from, {}, std::move(detail));
  }
  one.status = HandOverStatus::undone;
  one.undone_at = tx.now();
  store::settle_hand_over(tx, one);
  tell_sides(tx, one, "hand_over_ended", actor, {{"result", "undone"}});
  return one;
}

std::optional<HandOver> load_hand_over(db::Tx& tx, const HandOverId& id) {
  return store::load_hand_over(tx, id);
}

std::vector<HandOverOffer> offers_to(db::Tx& tx, const ContactId& contact) {
  std::vector<HandOverOffer> offers;
  for (HandOver& one : store::waiting_of_contact(tx, contact)) {
    const auto card = identity::public_card(identity::load_principal(tx, one.to).value());
    offers.push_back(
        {one.id, one.conversation, one.to, card.name, card.title, std::move(one.message), one.effective_at});
  }
  return offers;
}

}  // namespace weft::customers
