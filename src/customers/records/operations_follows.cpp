// follow.update, follow.tag, follow.remove: what an employee does with a relation.
#include "customers/records/operations.hpp"
#include "customers/records/store.hpp"
#include <weft/base/json.hpp>
#include <weft/customers/contact_tags.hpp>
#include <weft/customers/standing.hpp>
#include <weft/customers/told.hpp>
#include <weft/db/announce.hpp>
#include <weft/identity/access.hpp>

namespace weft::customers {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

struct FollowIn {
  FollowId follow;
};
BOOST_DESCRIBE_STRUCT(FollowIn, (), (follow))

struct UpdateIn {
  FollowId follow;
  std::optional<Text<0, 64>> remark;
  std::optional<Text<0, 1000>> description;
  std::optional<Text<0, 64>> company;
  std::optional<List<Text<1, 20>, 0, 5>> phones;
};
BOOST_DESCRIBE_STRUCT(UpdateIn, (), (follow, remark, description, company, phones))

struct TagIn {
  FollowId follow;
  std::optional<List<TagNumber, 0, static_cast<std::size_t>(kContactTags)>> add;
  std::optional<List<TagNumber, 0, static_cast<std::size_t>(kContactTags)>> remove;
};
BOOST_DESCRIBE_STRUCT(TagIn, (), (follow, add, remove))

FollowView view_of(db::Tx& tx, const FollowId& follow) {
  return store::views(tx, std::span(&follow, 1)).at(0);
}

Json shown(const FollowView& view) {
  return Json::parse(to_json_text(view));
}

/// Who acts on the relation of another does it in the audit log.
void tell(
    db::Tx& tx, const Context& context, const Acting& acting, const std::string& action, const FollowView& before,
    const FollowView& after) {
  if (!acting.by_permission) return;
  identity::audit::append(
      tx, {identity::origin_of(context), action, after.id.str(), identity::audit::change(shown(before), shown(after))});
}

/// What is written down is no event of the customer, but others may want to read it again.
void announce_remarks(db::Tx& tx, const api::Caller& caller, const FollowView& now) {
  const CustomerFact fact{
      now.contact, now.employee, now.conversation, caller.principal, {Json{{"follow", now.id.str()}}.dump()}};
  db::announce(tx, {"customer.remarked", now.contact.str(), {to_json_text(fact)}});
}

void need_phones(const std::vector<std::string>& phones) {
  for (std::size_t i = 0; i < phones.size(); ++i)
    if (phones[i].find_first_not_of("0123456789+-() ") != std::string::npos)
      refuse_field("phones[" + std::to_string(i) + "]", "must be a phone number such as +86 139 0000 0000");
}

FollowView update(db::Tx& tx, const Context& context, const UpdateIn& in) {
  const Acting acting = act_on(tx, context.who(), in.follow, Power::remarks);
  const FollowView before = view_of(tx, in.follow);
  store::Remarks after{before.remark, before.description, before.company, before.phones};
  if (in.remark) after.remark = in.remark->value;
  if (in.description) after.description = in.description->value;
  if (in.company) after.company = in.company->value;
  if (in.phones) {
    after.phones.clear();
    for (const auto& phone : *in.phones)
      after.phones.push_back(phone.value);
    need_phones(after.phones);
  }
  if (!store::save_remarks(tx, in.follow, after))
    throw ApiError(Errc::conflict, "this customer is not served by this employee any more");
  FollowView now = view_of(tx, in.follow);
  if (shown(now) != shown(before)) announce_remarks(tx, context.who(), now);
  tell(tx, context, acting, "follow.update", before, now);
  return now;
}

std::vector<std::int64_t> numbers_of(const auto& list) {
  std::vector<std::int64_t> numbers;
  if (!list) return numbers;
  for (const TagNumber& number : *list)
    numbers.push_back(number);
  return numbers;
}

FollowView tag_it(db::Tx& tx, const Context& context, const TagIn& in) {
  const Acting acting = act_on(tx, context.who(), in.follow, Power::tags);
  need_active(acting.follow);
  const FollowView before = view_of(tx, in.follow);
  if (!tag(tx, acting.follow, numbers_of(in.add), numbers_of(in.remove), context.who().principal, "add")) return before;
  FollowView after = view_of(tx, in.follow);
  tell(tx, context, acting, "follow.tag", before, after);
  return after;
}

FollowView remove(db::Tx& tx, const Context& context, const FollowIn& in) {
  const Acting acting = act_on(tx, context.who(), in.follow, Power::hand_over_on_job);
  const FollowView before = view_of(tx, in.follow);
  end_follow(tx, acting.follow, FollowStatus::removed, context.who().principal);
  FollowView after = view_of(tx, in.follow);
  tell(tx, context, acting, "follow.remove", before, after);
  return after;
}

}  // namespace

void add_follow_operations(std::vector<api::Operation>& table) {
  const std::string one = "/api/v1/follows/{follow}";
  table.push_back(api::transactional<UpdateIn, FollowView>(
      Declaration(
          "follow.update", Method::patch, one, Policy::staff,
          "What an employee writes down about a customer: remark, description, company, phones."),
      update));
  table.push_back(api::transactional<TagIn, FollowView>(
      Declaration("follow.tag", Method::post, one + "/tags", Policy::staff, "Gives and takes tags of a customer."),
      tag_it));
  table.push_back(api::transactional<FollowIn, FollowView>(
      Declaration(
          "follow.remove", Method::del, one, Policy::staff,
          "The employee serves this customer no longer: the chat is closed."),
      remove));
}

}  // namespace weft::customers
