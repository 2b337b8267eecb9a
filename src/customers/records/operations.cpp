// contact.get, contact.list, contact.update, contact.timeline.
#include "customers/records/operations.hpp"

#include "customers/records/store.hpp"
#include "customers/records/views.hpp"
#include "customers/segments/segments.hpp"
#include <weft/base/json.hpp>
#include <weft/customers/standing.hpp>
#include <weft/identity/access.hpp>

namespace weft::customers {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Page;
using api::Policy;

struct ContactIn {
  ContactId contact;
};
BOOST_DESCRIBE_STRUCT(ContactIn, (), (contact))

struct ContactOut {
  Contact contact;
  std::vector<FollowView> follows;
  std::vector<OtherFollow> others;  ///< who else serves it; more of them is not the caller's to see
};
BOOST_DESCRIBE_STRUCT(ContactOut, (), (contact, follows, others))

struct ListIn : AudienceIn {
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListIn, (AudienceIn), (limit, cursor))

struct ValueIn {
  TagNumber field;
  Text<0, 2048> value;  ///< empty: none
};
BOOST_DESCRIBE_STRUCT(ValueIn, (), (field, value))

struct UpdateIn {
  ContactId contact;
  std::optional<Text<1, 100>> name;
  std::optional<ContactType> type;
  std::optional<Text<0, 2048>> avatar;
  std::optional<Text<0, 128>> company;
  std::optional<Text<0, 64>> position;
  std::optional<Gender> gender;
  std::optional<List<ValueIn, 0, kContactFields>> fields;
  std::optional<List<OutsideId, 0, kOutsideIds>> ids;
};
BOOST_DESCRIBE_STRUCT(UpdateIn, (), (contact, name, type, avatar, company, position, gender, fields, ids))

struct TimelineIn {
  ContactId contact;
  std::optional<EventKind> kind;
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(TimelineIn, (), (contact, kind, limit, cursor))

template <class T>
std::optional<std::string> text_in(const std::optional<T>& text) {
  if (!text) return std::nullopt;
  return text->value;
}

Contact need_contact(db::Tx& tx, const ContactId& id) {
  auto contact = load_contact(tx, id);
  if (!contact) throw ApiError(Errc::not_found, "no such customer", "contact");
  return std::move(*contact);
}

ContactOut get(db::Tx& tx, const Context& context, const ContactIn& in) {
  Contact contact = need_contact(tx, in.contact);
  Sight sight = sight_of(tx, context.who(), in.contact);
  return {std::move(contact), store::views(tx, sight.whole), std::move(sight.others)};
}

Page<ListedContact> list(db::Tx& tx, const Context& context, const ListIn& in) {
  const auto audience = compile(tx, audience_of(tx, context.who(), in, Power::view_customers), "filter");
  const std::int64_t limit = api::limit_of(in.limit);
  FollowId before;
  if (in.cursor) before = api::cursor_id<FollowId>(api::decode_cursor("contacts", *in.cursor, 1)[0]);
  const auto page = api::make_page(
      select_follows(tx, *audience, before, limit + 1), limit, "contacts",
      [](const FollowId& last) { return std::vector{last.str()}; });
  return {load_listed(tx, page.items), page.next_cursor};
}

ContactChange change_of(const UpdateIn& in) {
  ContactChange change{text_in(in.name),     in.type,  text_in(in.avatar), text_in(in.company),
                       text_in(in.position), in.gender};
  if (in.fields) {
    change.fields.emplace();
    for (const ValueIn& value : *in.fields)
      change.fields->push_back({value.field, value.value});
  }
  if (in.ids) change.ids = in.ids->items;
  return change;
}

/// What became part of another record is changed there; who sees neither learns of neither.
void need_own_record(db::Tx& tx, const api::Caller& caller, const ContactId& id) {
  const auto contact = load_contact(tx, id);
  if (!contact || !contact->merged_into) return;
  sight_of(tx, caller, id);
  throw ApiError(Errc::conflict, "this one is part of the customer " + contact->merged_into->str(), "contact");
}

Contact update(db::Tx& tx, const Context& context, const UpdateIn& in) {
  need_own_record(tx, context.who(), in.contact);
  const Acting acting = act_on_contact(tx, context.who(), in.contact, Power::remarks);
  const Contact before = need_contact(tx, in.contact);
  if (!update_contact(tx, in.contact, change_of(in))) return before;
  Contact after = need_contact(tx, in.contact);
  if (acting.by_permission)
    identity::audit::append(
        tx, {identity::origin_of(context), "contact.update", in.contact.str(),
             identity::audit::change(Json::parse(to_json_text(before)), Json::parse(to_json_text(after)))});
  return after;
}

Page<TimelineEvent> timeline(db::Tx& tx, const Context& context, const TimelineIn& in) {
  need_contact(tx, in.contact);
  const Sight sight = sight_of(tx, context.who(), in.contact);
  const std::int64_t limit = api::limit_of(in.limit);
  store::Timeline asked;
  asked.contacts = store::family(tx, in.contact);
  if (in.kind) asked.kinds = {boost::describe::enum_to_string(*in.kind, "")};
  asked.all = sight.everything;
  asked.employee = context.who().principal;
  asked.chats = sight.chats;
  asked.limit = limit + 1;
  if (in.cursor) asked.before = api::cursor_id<EventId>(api::decode_cursor("timeline", *in.cursor, 1)[0]);
  return api::make_page(store::events(tx, asked), limit, "timeline", [](const TimelineEvent& last) {
    return std::vector{last.id.str()};
  });
}

}  // namespace

std::vector<ContactId> contacts_of(db::Tx& tx, const api::Caller& caller, const PrincipalId& employee) {
  constexpr std::int64_t kMost = 20000;  // as many as one employee may have at most
  AudienceIn of;
  of.employee = PersonRef{employee.str()};
  audience_of(tx, caller, of, Power::view_customers);
  return store::served_by(tx, employee, kMost);
}

void add_contact_operations(std::vector<api::Operation>& table) {
  const std::string all = "/api/v1/contacts", one = all + "/{contact}";
  table.push_back(api::transactional<ContactIn, ContactOut>(
      Declaration(
          "contact.get", Method::get, one, Policy::staff,
          "A customer: the record, and who serves it. For who serves it or takes part, and who manages them."),
      get));
  table.push_back(api::transactional<ListIn, Page<ListedContact>>(
      Declaration(
          "contact.list", Method::post, all + "/list", Policy::staff,
          "Customers by relation, the newest first: one's own, somebody's, or everybody's within reach."),
      list));
  table.push_back(api::transactional<UpdateIn, Contact>(
      Declaration(
          "contact.update", Method::patch, one, Policy::staff,
          "Changes the record of a customer: by who serves it, or who manages them."),
      update));
  table.push_back(api::transactional<TimelineIn, Page<TimelineEvent>>(
      Declaration(
          "contact.timeline", Method::get, one + "/timeline", Policy::staff,
          "What happened with a customer, the newest first."),
      timeline));
}

std::vector<api::Operation> record_operations() {
  std::vector<api::Operation> table;
  add_contact_operations(table);
  add_follow_operations(table);
  add_contact_field_operations(table);
  return table;
}

}  // namespace weft::customers
