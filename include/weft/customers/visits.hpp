// Visits: a customer's page asks what a code is for, comes in by it, and finds itself again.
#pragma once
#include <weft/customers/ways.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weft::customers {

/// What a customer sees of an employee.
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
  };
  /// What the code is for, to this contact where it is known; absent: not one of this door's.
  std::function<std::optional<View>(db::Tx&, const std::string& code, const std::optional<ContactId>& contact)> look;
  /// Takes the contact in and gives the conversation; absent when it was closed a moment ago. Only for codes that
  /// look() knows and that are not closed.
  std::function<std::optional<ConversationId>(db::Tx&, const std::string& code, const ContactId& contact)> enter;
};

struct VisitParts {
  EntranceParts entrance;
  /// What one address may ask for in a minute: a look is one, a start five, a wrong code ten. 0: no limit.
  double per_minute = 240;
  std::vector<Door> doors = {};
};

/// visit.* and customer_page.*
std::vector<api::Operation> visit_operations(const VisitParts& parts);

/// The cards of these employees, in their order; who is none is left out.
std::vector<Card> cards(db::Tx& tx, const api::Presence* presence, std::span<const PrincipalId> employees);

}  // namespace weft::customers
