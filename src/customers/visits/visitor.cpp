// Recognises visitors.
#include "customers/visits/visitor.hpp"

#include "customers/visits/words.hpp"
#include <weft/base/json.hpp>
#include <weft/identity/sessions.hpp>

#include <algorithm>

namespace weft::customers {
namespace {

constexpr auto kIdle = std::chrono::hours(24 * 180);
constexpr auto kMost = std::chrono::hours(24 * 730);
constexpr auto kAgain = std::chrono::minutes(30);

std::string name_of(const Arrival& arrival, const StartVisit& in) {
  std::string name = arrival.person ? clean_name(arrival.person->name) : "";
  if (name.empty() && in.name) name = clean_name(in.name->value);
  return name;
}

/// A name for who gave none, told apart by digits.
std::string guest(const std::string& language) {
  const std::string id = ContactId::make().str();
  return (language.starts_with("zh") ? "访客 " : "Visitor ") + id.substr(id.size() - 4);
}

void note_scan(db::Tx& tx, const ContactId& contact, const Touch& touch, bool first) {
  note(
      tx, {contact,
           EventKind::scanned,
           {},
           {},
           contact,
           {{"way", touch.way ? Json(touch.way->str()) : Json()}, {"state", touch.state}, {"first", first}}});
}

ContactId make(db::Tx& tx, const Arrival& arrival, const StartVisit& in, const Touch& touch) {
  NewContact fresh;
  fresh.language = in.language ? in.language->value : "";
  fresh.name = name_of(arrival, in);
  if (fresh.name.empty()) fresh.name = guest(fresh.language);
  fresh.touch = touch;
  const ContactId contact = make_contact(tx, fresh);
  note_scan(tx, contact, touch, true);
  return contact;
}

void bring_up_to_date(db::Tx& tx, const Arrival& arrival, const StartVisit& in, const Touch& touch) {
  const store::Visitor& known = *arrival.known;
  if (const std::string name = name_of(arrival, in); !name.empty()) store::rename_contact(tx, known.id, name);
  if (in.language) store::set_language(tx, known.id, in.language->value);
  const bool later = known.last_at + kAgain <= tx.now();
  if (!later && known.last_way == touch.way) return;
  customers::touch(tx, known.id, touch);
  note_scan(tx, known.id, touch, false);
  if (later) note(tx, {known.id, EventKind::visited, {}, {}, known.id, Json::object()});
}

}  // namespace

Arrival recognise(db::Tx& tx, const StartVisit& in) {
  Arrival arrival;
  if (in.visitor)
    if (const auto who = identity::session_owner(tx, in.visitor->value)) {
      arrival.known = store::visitor(tx, *who);
      arrival.on_device = arrival.known && arrival.known->id == *who;
    }
  if (!in.identity) return arrival;
  arrival.person = read_site_token(in.identity->value, store::site_secrets(tx), tx.corp(), tx.now());
  const auto contact = store::contact_at_site(tx, arrival.person->id);
  auto there = contact ? store::visitor(tx, *contact) : std::nullopt;
  if (contact && !there) throw ApiError(Errc::forbidden, "this person is not let in any more", "identity");
  const bool same = there && arrival.known && there->id == arrival.known->id;
  if (there && arrival.on_device && !same && !arrival.known->at_site) arrival.guest = arrival.known->id;
  if (there || (arrival.known && arrival.known->at_site && !same)) {
    arrival.known = std::move(there);
    arrival.on_device = arrival.on_device && same;
  }
  return arrival;
}

void need_consent(const Arrival& arrival, const CustomerPage& page, const StartVisit& in) {
  if (page.consent.value.empty() || in.consent.value_or(false)) return;
  if (arrival.known && arrival.known->consent_version == page.consent_version) return;
  refuse_field("consent", "this company asks for your consent first: see visit.look");
}

ContactId settle(
    db::Tx& tx, const Arrival& arrival, const CustomerPage& page, const StartVisit& in, const Touch& touch) {
  const bool fresh = !arrival.known;
  const ContactId contact = fresh ? make(tx, arrival, in, touch) : arrival.known->id;
  if (!fresh) bring_up_to_date(tx, arrival, in, touch);
  if (in.consent.value_or(false) && !page.consent.value.empty() &&
      (fresh || arrival.known->consent_version != page.consent_version))
    store::agree(tx, contact, page.consent_version);
  if (arrival.person && (fresh || !arrival.known->at_site)) {
    if (!store::put_at_site(tx, arrival.person->id, contact))
      throw ApiError(Errc::busy, "this person came by another device in this moment: try again", {}, 1);
    note(tx, {contact, EventKind::identified, {}, {}, contact, {{"provider", "site"}}});
  }
  return contact;
}

void sign_in(db::Tx& tx, const api::Context& context, const Arrival& arrival, const ContactId& contact, Started& out) {
  out.contact = contact;
  if (arrival.on_device) return;
  auto session = identity::open_session(tx, contact, context.device, context.address, kIdle, kMost);
  out.token = std::move(session.token);
  out.session = session.session;
  out.expires_at = session.expires_at;
}

}  // namespace weft::customers
