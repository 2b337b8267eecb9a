// From what happens with customers to what the outside is told of.
#include <weft/customers/told.hpp>
#include <weft/db/announce.hpp>

#include <array>
#include <map>
#include <utility>

namespace weft::customers {
namespace {

struct Told {
  EventKind kind;
  const char* name;
  const char* summary;
};

/// All but the daily counts of messages, which are told one by one.
constexpr std::array kTold = {
    Told{EventKind::scanned, "customer.scanned", "A contact way was opened."},
    Told{EventKind::requested, "customer.requested", "A customer asks to be added, and somebody has to agree."},
    Told{EventKind::refused, "customer.refused", "A request to be added was refused or ignored."},
    Told{EventKind::added, "customer.added", "A customer has an employee in charge."},
    Told{EventKind::lost, "customer.lost", "A customer left, or blocked the employee."},
    Told{EventKind::removed, "customer.removed", "An employee ended the relation."},
    Told{EventKind::tagged, "customer.tagged", "Tags of a customer changed."},
    Told{EventKind::handed_over, "hand_over.done", "A customer has another employee in charge."},
    Told{EventKind::hand_over_began, "hand_over.began", "A customer is asked whether another employee may take over."},
    Told{EventKind::hand_over_ended, "hand_over.ended", "A hand-over ended without effect."},
    Told{EventKind::shared, "customer.shared", "A customer was recommended to a colleague."},
    Told{EventKind::joined, "customer.colleague_joined", "A colleague takes part in a customer's chat."},
    Told{EventKind::parted, "customer.colleague_left", "A colleague takes part in it no longer."},
    Told{EventKind::rated, "customer.rated", "A customer said how content it is."},
    Told{EventKind::joined_group, "customer.joined_group", "A customer came into a group."},
    Told{EventKind::left_group, "customer.left_group", "A customer left a group."},
    Told{EventKind::visited, "customer.visited", "A customer came back to the page."},
    Told{EventKind::opened, "customer.opened", "A customer looked at a content."},
    Told{EventKind::merged, "customer.merged", "Two contacts became one."},
    Told{EventKind::unmerged, "customer.unmerged", "And two again."},
    Told{EventKind::broadcast, "customer.broadcast", "A customer got a broadcast."},
    Told{EventKind::identified, "customer.identified", "The company's site said who a customer is."},
};

/// Without what people wrote.
RawJson detail_of(const ContactEvent& event) {
  Json detail = event.detail;
  if (detail.is_object()) detail.erase("text");
  return {detail.dump()};
}

}  // namespace

std::string told_as(EventKind kind) {
  for (const Told& told : kTold)
    if (told.kind == kind) return told.name;
  return {};
}

void tell_outside(db::Tx& tx, const ContactEvent& event) {
  const std::string kind = told_as(event.kind);
  if (kind.empty()) return;
  const CustomerFact fact{event.contact, event.employee, event.conversation, event.actor, detail_of(event)};
  db::announce(tx, {kind, event.contact.str(), {to_json_text(fact)}});
}

void tell_outside(db::Tx& tx, std::span<const ContactEvent> events) {
  std::map<EventKind, bool> listened;
  for (const ContactEvent& event : events) {
    const auto [kind, fresh] = listened.try_emplace(event.kind);
    if (fresh) kind->second = db::somebody_listens(tx, told_as(event.kind));
    if (kind->second) tell_outside(tx, event);
  }
}

api::EventKinds told_kinds() {
  api::EventKinds kinds;
  for (const Told& told : kTold)
    kinds.push_back(api::event_kind<CustomerFact>(told.name, told.summary));
  return kinds;
}

}  // namespace weft::customers
