// Inputs and outputs of visit.*, and the rules behind them.
#pragma once
#include "customers/visits/meter.hpp"
#include "customers/visits/page.hpp"
#include "customers/visits/store.hpp"
#include "customers/visits/turnstile.hpp"
#include "customers/ways/way.hpp"
#include <weft/api/define.hpp>
#include <weft/customers/visits.hpp>

#include <string>
#include <vector>

namespace weft::customers {

struct LookAt {
  Secret code;
};
BOOST_DESCRIBE_STRUCT(LookAt, (), (code))

struct CompanyCard {
  std::string name;
  bool verified = false;
};
BOOST_DESCRIBE_STRUCT(CompanyCard, (), (name, verified))

struct WayCard {
  std::string title;
};
BOOST_DESCRIBE_STRUCT(WayCard, (), (title))

struct Temporary {
  std::int64_t hours = 0;
};
BOOST_DESCRIBE_STRUCT(Temporary, (), (hours))

struct Consent {
  std::string text;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Consent, (), (text, version))

struct Look {
  VisitKind kind = VisitKind::employee;
  CompanyCard company;
  std::optional<Card> card;
  WayCard way;
  std::optional<Temporary> temporary;
  bool approval = false;
  std::optional<Consent> consent;
  bool ask_name = true;
  bool open = true;
  std::optional<std::string> hours;
  std::optional<Closed> closed;
  std::optional<std::string> watermark;
  std::vector<Site> sites;
};
BOOST_DESCRIBE_STRUCT(
    Look, (), (kind, company, card, way, temporary, approval, consent, ask_name, open, hours, closed, watermark, sites))

using VisitorName = Text<1, 50>;
using Language = Text<1, 35>;

struct StartVisit {
  Secret code;
  std::optional<Secret> visitor;  ///< the token this device was given before
  std::optional<VisitorName> name;
  std::optional<bool> consent;
  std::optional<Text<1, 2000>> identity;  ///< signed by the company's web site
  std::optional<Language> language;
  std::optional<Text<0, 200>> message;  ///< for who decides where somebody does; else the first thing said in the chat
};
BOOST_DESCRIBE_STRUCT(StartVisit, (), (code, visitor, name, consent, identity, language, message))

enum class VisitStatus { open, waiting, refused, closed };
BOOST_DESCRIBE_ENUM(VisitStatus, open, waiting, refused, closed)

struct Started {
  VisitStatus status = VisitStatus::closed;
  std::optional<std::string> token;  ///< absent: the one of before goes on
  std::optional<SessionId> session;
  std::optional<Time> expires_at;
  std::optional<ContactId> contact;
  CorpId company;
  std::optional<ConversationId> conversation;
  std::optional<Closed> closed;
};
BOOST_DESCRIBE_STRUCT(Started, (), (status, token, session, expires_at, contact, company, conversation, closed))

struct PictureAt {
  Secret code;
  PrincipalId employee;
};
BOOST_DESCRIBE_STRUCT(PictureAt, (), (code, employee))

/// What the operations share: everything is in the parts but the limits.
struct Entrance {
  VisitParts parts;
  AddressMeter meter;
  NewcomerMeter newcomers;
  Turnstile turnstile;
  explicit Entrance(VisitParts with);
};

/// The company of the code, for the price; wrong ones cost more and are not_found.
CorpId company_of(const api::Context& context, Entrance& entrance, const Secret& code, double cost, Time now);
[[noreturn]] void refuse_code(const api::Context& context, Entrance& entrance, Time now);
/// What is said in place of a chat.
Closed closed_by(db::Tx& tx, ClosedReason reason, const Way* way, const VisitParts& parts);
ClosedReason reason_of(db::Tx& tx, const Way& way, bool company_full);
std::optional<Consent> consent_of(const CustomerPage& page);
/// Over chats of customers, where the company shows one.
std::optional<std::string> watermark_of(db::Tx& tx, const std::string& company, const std::string& name);

Look look(db::Tx& tx, const api::Context& context, Entrance& entrance, const LookAt& in);
/// In the company of the code.
Started start(db::Tx& tx, const api::Context& context, Entrance& entrance, const StartVisit& in);
/// visit.start: when it is its turn.
void start_in_turn(
    const std::shared_ptr<Entrance>& entrance, const api::Context& context, const StartVisit& in,
    const api::Answer<Started>& answer);

/// visit.picture
api::Operation picture_operation(const std::shared_ptr<Entrance>& entrance);
/// visit.get, visit.update, visit.rate, visit.leave.
std::vector<api::Operation> own_operations(const EntranceParts& parts);

}  // namespace weft::customers
