// Who somebody is that starts a visit: this device was here before, or the company's web site says so.
#pragma once
#include "customers/visits/site_token.hpp"
#include "customers/visits/visits.hpp"

namespace weft::customers {

struct Arrival {
  std::optional<store::Visitor> known;
  bool on_device = false;  ///< its token is of `known` and goes on
  std::optional<KnownPerson> person;
  std::optional<ContactId> guest;  ///< whom this device was, when nobody had signed in there before
  bool brought = false;            ///< the guest is part of `known`, and its token is over
};

/// Raises invalid_argument for a signed token that is not good; a token of the device that is not is none.
Arrival recognise(db::Tx& tx, const StartVisit& in);

/// The guest of this device becomes part of the known person, with its chats. What cannot be put together stays two.
/// Takes locks that come after the way's.
void bring_guest_along(db::Tx& tx, Arrival& arrival);

/// Raises invalid_argument with the field "consent" unless nobody is asked, or the contact agreed to this text, or
/// does.
void need_consent(const Arrival& arrival, const CustomerPage& page, const StartVisit& in);

/// Makes the contact, or brings what is known up to date: name, language, consent, where it came from. Writes the
/// events scanned, visited and identified.
ContactId settle(
    db::Tx& tx, const Arrival& arrival, const CustomerPage& page, const StartVisit& in, const Touch& touch);

/// A session for the device, unless it has one.
void sign_in(db::Tx& tx, const api::Context& context, const Arrival& arrival, const ContactId& contact, Started& out);

}  // namespace weft::customers
