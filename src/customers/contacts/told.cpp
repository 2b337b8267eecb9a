// From what happens with customers to what the outside is told of: the names, and what they say.
#include "customers/contacts/details.hpp"
#include <weft/customers/told.hpp>

#include <array>

namespace weft::customers {
namespace {

struct Told {
  EventKind kind;
  const char* name;
  const char* summary;
  Json (*detail)();  ///< the schema
};

template <class Detail>
constexpr Told told(EventKind kind, const char* name, const char* summary) {
  return {kind, name, summary, json_schema<Detail>};
}

/// All but the daily counts of messages, which are told one by one. The names stand in migration 39, too, which tells.
constexpr std::array kTold = {
    told<details::Scanned>(EventKind::scanned, "customer.scanned", "A contact way was opened."),
    told<details::Requested>(
        EventKind::requested, "customer.requested", "A customer asks to be added, and somebody has to agree."),
    told<details::Refused>(EventKind::refused, "customer.refused", "A request to be added was refused or ignored."),
    told<details::Added>(EventKind::added, "customer.added", "A customer has an employee in charge."),
    told<details::Lost>(EventKind::lost, "customer.lost", "A customer left, or blocked the employee."),
    told<details::Removed>(EventKind::removed, "customer.removed", "An employee ended the relation."),
    told<details::Tagged>(EventKind::tagged, "customer.tagged", "Tags of a customer changed."),
    told<details::HandedOver>(EventKind::handed_over, "hand_over.done", "A customer has another employee in charge."),
    told<details::HandOverBegan>(
        EventKind::hand_over_began, "hand_over.began", "A customer is asked whether another employee may take over."),
    told<details::HandOverEnded>(EventKind::hand_over_ended, "hand_over.ended", "A hand-over ended without effect."),
    told<details::Shared>(EventKind::shared, "customer.shared", "A customer was recommended to a colleague."),
    told<details::OfColleague>(
        EventKind::joined, "customer.colleague_joined", "A colleague takes part in a customer's chat."),
    told<details::OfColleague>(EventKind::parted, "customer.colleague_left", "A colleague takes part in it no longer."),
    told<details::Rated>(EventKind::rated, "customer.rated", "A customer said how content it is."),
    told<details::JoinedGroup>(EventKind::joined_group, "customer.joined_group", "A customer came into a group."),
    told<details::LeftGroup>(EventKind::left_group, "customer.left_group", "A customer left a group."),
    told<details::Nothing>(EventKind::visited, "customer.visited", "A customer came back to the page."),
    told<details::Opened>(EventKind::opened, "customer.opened", "A customer looked at a content."),
    told<details::OfOther>(EventKind::merged, "customer.merged", "Two contacts became one."),
    told<details::OfOther>(EventKind::unmerged, "customer.unmerged", "And two again."),
    told<details::OfBroadcast>(EventKind::broadcast, "customer.broadcast", "A customer got a broadcast."),
    told<details::Identified>(
        EventKind::identified, "customer.identified", "The company's site said who a customer is."),
};

}  // namespace

std::string told_as(EventKind kind) {
  for (const Told& told : kTold)
    if (told.kind == kind) return told.name;
  return {};
}

api::EventKinds told_kinds() {
  api::EventKinds kinds;
  for (const Told& told : kTold) {
    Json schema = json_schema<CustomerFact>();
    schema["properties"]["detail"] = told.detail();
    kinds.push_back({told.name, told.summary, std::make_shared<const Json>(std::move(schema))});
  }
  for (const auto& [name, summary] :
       {std::pair("customer.remarked", "What an employee wrote down about a customer changed."),
        std::pair("customer.passed_on", "An employee is in charge of a customer no longer, but another one is.")}) {
    Json schema = json_schema<CustomerFact>();
    schema["properties"]["detail"] = json_schema<details::OfFollow>();
    kinds.push_back({name, summary, std::make_shared<const Json>(std::move(schema))});
  }
  kinds.push_back(api::event_kind<CustomerGroupFact>("customer_group.created", "A group for customers was made."));
  kinds.push_back(api::event_kind<CustomerGroupFact>(
      "customer_group.updated", "A group for customers has other members, another owner, name or notice."));
  kinds.push_back(api::event_kind<CustomerGroupFact>("customer_group.dismissed", "A group for customers is gone."));
  kinds.push_back(api::event_kind<ContactTagFact>("contact_tag.created", "A tag of customers was made."));
  kinds.push_back(
      api::event_kind<ContactTagFact>("contact_tag.updated", "A tag of customers has another name or place."));
  kinds.push_back(api::event_kind<ContactTagFact>("contact_tag.deleted", "A tag of customers is gone."));
  kinds.push_back(
      api::event_kind<ContactTagFact>("contact_tag_group.created", "A group of tags of customers was made."));
  kinds.push_back(api::event_kind<ContactTagFact>(
      "contact_tag_group.updated", "A group of tags of customers has another name or place."));
  kinds.push_back(api::event_kind<ContactTagFact>(
      "contact_tag_group.deleted", "A group of tags of customers is gone, with its tags."));
  return kinds;
}

}  // namespace weft::customers
