// Visits: a customer's page asks what a code is for, comes in by it, and finds itself again.
#pragma once
#include <weft/api/dispatcher.hpp>
#include <weft/base/meter.hpp>
#include <weft/customers/ways.hpp>
#include <weft/files/files.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weft::customers {

/// What a customer sees of an employee. `verified`: somebody has seen its real name; `avatar`: a file, see sees_card().
struct Card {
  PrincipalId principal;
  std::string name;
  std::string title;
  std::string company;
  bool verified = false;
  std::optional<std::string> avatar;
  bool online = false;
  std::optional<std::string> hours;
};
BOOST_DESCRIBE_STRUCT(Card, (), (principal, name, title, company, verified, avatar, online, hours))

enum class VisitKind { employee, group, closed };
BOOST_DESCRIBE_ENUM(VisitKind, employee, group, closed)

/// Why a code lets nobody in. nobody: there is no employee left who can take one more.
enum class ClosedReason { expired, used_up, paused, nobody, company_full };
BOOST_DESCRIBE_ENUM(ClosedReason, expired, used_up, paused, nobody, company_full)

struct Closed {
  ClosedReason reason = ClosedReason::nobody;
  std::string text;
  std::optional<Card> fallback;     ///< whom the company names instead
  std::optional<std::string> code;  ///< of a way to the fallback
};
BOOST_DESCRIBE_STRUCT(Closed, (), (reason, text, fallback, code))

/// Codes of another kind than contact ways', tried when a code is not one of those. The tenant is set.
struct Door {
  struct View {
    std::string title;
    std::optional<Closed> closed;
    std::optional<std::string> hours;
    bool open = true;
    Touch touch = {};      ///< what is noted of who comes by it
    bool refused = false;  ///< this contact does not come in now
  };
  /// What the code is for, to this contact where it is known; absent: not one of this door's.
  std::function<std::optional<View>(db::Tx&, const std::string& code, const std::optional<ContactId>& contact)> look;
  /// Takes the contact in and gives the conversation; absent when it was closed a moment ago. Only for codes that
  /// look() knows, that are not closed, and do not refuse the contact. The visit has noted the scan and the touch.
  std::function<std::optional<ConversationId>(db::Tx&, const std::string& code, const ContactId& contact)> enter;
  /// Takes the locks that enter() takes before those of logs; nothing for codes of others.
  std::function<void(db::Tx&, const std::string& code)> lock;
};

struct VisitParts {
  api::Dispatcher& dispatcher;
  const Clock& clock;
  EntranceParts entrance;
  /// What one address may ask for in a minute: a look is one, a start five, a wrong code ten. 0: no limit.
  double per_minute = 240;
  /// How many contacts one address may bring to a company of whom nobody has heard before. 0: no limit.
  double new_per_hour = 60;
  double new_per_day = 300;
  /// How many visits begin at the same time, half of them of one company; the others wait without holding a thread.
  int together = 4;
  files::Files* files = nullptr;  ///< null: nobody has a picture
  std::vector<Door> doors = {};
};

/// visit.* and customer_page.*
std::vector<api::Operation> visit_operations(const VisitParts& parts);

/// What customers may write: `burst` at once, and then so many a minute. 0: no limit.
std::shared_ptr<Meter> message_meter(double per_minute, double burst);
/// The same operations; those that write into a log raise rate_limited for a customer who has used up its measure.
std::vector<api::Operation> measured(
    std::vector<api::Operation> table, const std::shared_ptr<Meter>& meter, const Clock& clock);

/// Whether the operator of the server says that the company is who it says. Its customers see it; the company cannot
/// say so itself.
bool is_verified(db::Tx& tx);
/// Audited. Needs a connection of the owner of the database.
void verify_company(db::Tx& tx, bool verified);

/// Whether this customer meets the card of this employee, and may see the picture on it.
bool sees_card(db::Tx& tx, const ContactId& customer, const PrincipalId& employee);

/// Seals secrets of companies' sites that were stored before secrets were.
void seal_old_secrets(db::Tx& tx);

/// The cards of these employees, in their order; who is none is left out.
std::vector<Card> cards(db::Tx& tx, const api::Presence* presence, std::span<const PrincipalId> employees);

}  // namespace weft::customers
