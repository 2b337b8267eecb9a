// Being there for a group: hours, what is answered outside of them, and customers who call.
#include "customers/groups/associate.hpp"

#include "customers/groups/store_welcomes.hpp"
#include "customers/ways/hours.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/group_rules.hpp>
#include <weft/conversations/groups.hpp>
#include <weft/conversations/posts.hpp>
#include <weft/identity/audit.hpp>

#include <algorithm>

namespace weft::customers {

using conversations::Access;
using conversations::Post;

namespace {

[[noreturn]] void no_group() {
  throw ApiError(Errc::not_found, "no such conversation", "conversation");
}

/// Of who runs the group, while that is at work for the company.
std::optional<PrincipalId> at_work(db::Tx& tx, const std::optional<PrincipalId>& owner) {
  if (!owner || !group_store::inactive_among(tx, std::span(&*owner, 1)).empty()) return std::nullopt;
  return owner;
}

std::string name_of(db::Tx& tx, const PrincipalId& id) {
  return identity::load_principal(tx, id).value().name;
}

/// The message by which the customer calls, before what is answered to it.
Post calling(
    db::Tx& tx, const CallAssociate& in, const PrincipalId& customer, const std::optional<PrincipalId>& owner) {
  Post post;
  post.conversation = in.conversation;
  post.actor = customer;
  post.client_id = in.client_id.value;
  post.sent = {{"called", in.text ? Json(in.text->value) : Json()}};
  const std::string name = owner ? "@" + name_of(tx, *owner) : "@";
  post.body = {{"text", in.text ? in.text->value : name}};
  if (owner) post.body["mentions"] = {owner->str()};
  return post;
}

/// Once for each customer until somebody is there again.
bool answer(
    db::Tx& tx, const group_store::Group& group, const PrincipalId& owner, const PrincipalId& customer,
    const OpeningHours& hours, const EntranceParts& parts) {
  if (group.extras.off_hours.empty()) return false;
  if (!group_store::tell_off_hours(tx, group.id, customer, opens_at(tx, hours))) return false;
  Post post;
  post.conversation = group.id;
  post.actor = owner;
  post.client_id = to_string(make_uuid());
  post.body = {{"text", group.extras.off_hours}, {"mentions", {customer.str()}}};
  conversations::post(tx, post, parts.screen, parts.attachments);
  return true;
}

void tell(db::Tx& tx, const group_store::Group& group, const PrincipalId& customer, Seq seq) {
  const auto who = conversations::managers(tx, group.id, conversations::load_rules(tx, group.id));
  const bool owned = at_work(tx, group.owner).has_value();
  const std::vector<PrincipalId> told = owned ? std::vector{*group.owner} : who;
  conversations::tell_inboxes(tx, told, "associate_called", customer, {{"conversation", group.id.str()}, {"seq", seq}});
}

Json told_of(const group_store::Extras& extras) {
  return {
      {"hours", extras.hours ? Json::parse(extras.hours->text) : Json()},
      {"off_hours", extras.off_hours},
      {"welcome", extras.welcome ? Json(extras.welcome->str()) : Json()}};
}

void apply(db::Tx& tx, const UpdateCustomerGroup& in, group_store::Extras& extras) {
  if (in.hours) {
    check_hours(tx, *in.hours, "hours");
    extras.hours = RawJson{to_json_text(*in.hours)};
  }
  if (in.off_hours) extras.off_hours = *in.off_hours;
  if (in.welcome) {
    if (!group_store::find_welcome(tx, *in.welcome)) refuse_field("welcome", "there is no such welcome");
    extras.welcome = in.welcome;
  }
  for (const ServicePart part : in.clear ? in.clear->items : std::vector<ServicePart>()) {
    if (part == ServicePart::hours) extras.hours.reset();
    if (part == ServicePart::off_hours) extras.off_hours.clear();
    if (part == ServicePart::welcome) extras.welcome.reset();
  }
}

}  // namespace

std::optional<OpeningHours> hours_of(const group_store::Extras& extras) {
  if (!extras.hours) return std::nullopt;
  return read_json<OpeningHours>(Json::parse(extras.hours->text));
}

Associate show_associate(db::Tx& tx, const api::Caller& caller, const ConversationId& id, const EntranceParts& parts) {
  const Access access = conversations::may_read(tx, id, caller.principal);
  const auto group = group_store::find_group(tx, id);
  if (!group) no_group();
  conversations::need_present(access);
  Associate out;
  const auto hours = hours_of(group->extras);
  out.open = is_open(tx, hours);
  if (hours) out.hours = text_of(*hours);
  if (const auto owner = at_work(tx, group->owner)) {
    auto shown = cards(tx, parts.presence, std::span(&*owner, 1));
    if (!shown.empty()) out.card = std::move(shown.front());
    if (out.card) out.card->hours = out.hours;
  }
  return out;
}

Called call_associate(db::Tx& tx, const api::Caller& caller, const CallAssociate& in, const EntranceParts& parts) {
  const Access access = conversations::may_write(tx, in.conversation, caller.principal);
  const auto group = group_store::find_group(tx, in.conversation);
  if (!group) no_group();
  const auto owner = at_work(tx, group->owner);
  const auto hours = hours_of(group->extras);
  Called out;
  out.open = is_open(tx, hours);
  const Post post = calling(tx, in, caller.principal, owner);
  if (const auto before = conversations::posted_before(tx, post)) {
    out.seq = before->seq;
    out.duplicate = true;
    return out;
  }
  conversations::need_voice(tx, access);
  const auto posted = conversations::post(tx, post, parts.screen, parts.attachments);
  out.seq = posted.done.seq;
  out.warning = posted.warning;
  tell(tx, *group, caller.principal, out.seq);
  if (!out.open && owner) out.answered = answer(tx, *group, *owner, caller.principal, *hours, parts);
  return out;
}

conversations::AfterMention off_hours_answers(const EntranceParts& parts) {
  return [parts](
             db::Tx& tx, const ConversationId& conversation, const PrincipalId& customer,
             std::span<const PrincipalId> mentioned) {
    const auto group = group_store::find_group(tx, conversation);
    const auto owner = group ? at_work(tx, group->owner) : std::nullopt;
    if (!owner || std::find(mentioned.begin(), mentioned.end(), *owner) == mentioned.end()) return;
    const auto hours = hours_of(group->extras);
    if (!is_open(tx, hours)) answer(tx, *group, *owner, customer, *hours, parts);
  };
}

group_store::Group update_customer_group(db::Tx& tx, const api::Context& context, const UpdateCustomerGroup& in) {
  const api::Caller caller = begin_write(tx, context.who(), api::Permission::customers_manage);
  auto group = open_customer_group(tx, caller, in.conversation);
  const bool own = runs(tx, caller, group.id);
  if (!own && !reaches_owner(tx, caller, Power::group_rules, group.owner))
    throw ApiError(Errc::forbidden, "only the group's owner and admins may do this");
  const Json before = told_of(group.extras);
  apply(tx, in, group.extras);
  const Json after = told_of(group.extras);
  if (after == before) return group;
  group_store::update_group(tx, group.id, group.extras);
  if (!own)
    identity::audit::append(
        tx, {identity::origin_of(context), "customer_group.update", group.id.str(),
             identity::audit::change(before, after)});
  return group;
}

}  // namespace weft::customers
