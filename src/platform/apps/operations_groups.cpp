// app_group.*: groups that apps make, change and write into. Only the app that made one knows it.
#include "platform/apps/apps.hpp"
#include "platform/apps/groups_store.hpp"
#include "platform/apps/operations.hpp"
#include "platform/apps/sending.hpp"
#include <weft/api/define.hpp>
#include <weft/base/crypto.hpp>
#include <weft/base/meter.hpp>
#include <weft/conversations/app_chats.hpp>
#include <weft/conversations/conversations.hpp>
#include <weft/conversations/customer_chats.hpp>
#include <weft/conversations/posts.hpp>
#include <weft/customers/company_time.hpp>
#include <weft/groups/mentions.hpp>
#include <weft/identity/settings.hpp>

#include <algorithm>

namespace weft::platform {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;
using conversations::Head;

using ChatId = Text<1, 32>;  ///< letters and digits
using Userid = Text<1, 64>;

constexpr std::int64_t kMostMembers = 2000;
constexpr double kDeliveredAMinute = 20000;  // messages, counted for each who gets one; of all apps of a company

struct CreateIn {
  std::optional<ChatId> chat;
  AppGroupName name;
  std::optional<Userid> owner;
  List<Userid, 2, kMostMembers> members;
};
BOOST_DESCRIBE_STRUCT(CreateIn, (), (chat, name, owner, members))

struct GroupOut {
  std::string chat;
  ConversationId conversation;
};
BOOST_DESCRIBE_STRUCT(GroupOut, (), (chat, conversation))

struct GroupIn {
  ChatId chat;
};
BOOST_DESCRIBE_STRUCT(GroupIn, (), (chat))

struct GroupView {
  std::string chat;
  ConversationId conversation;
  std::string name;
  std::string owner;  ///< userid
  std::vector<std::string> members;
  Time created_at;
};
BOOST_DESCRIBE_STRUCT(GroupView, (), (chat, conversation, name, owner, members, created_at))

struct UpdateIn {
  ChatId chat;
  std::optional<AppGroupName> name;
  std::optional<Userid> owner;
  std::optional<List<Userid, 0, kMostMembers>> add;
  std::optional<List<Userid, 0, kMostMembers>> remove;
};
BOOST_DESCRIBE_STRUCT(UpdateIn, (), (chat, name, owner, add, remove))

struct SendIn : AppMessage {
  ChatId chat;
  std::optional<ClientId> client_id;
  std::optional<groups::MentionList> mentioned_list;  ///< of a text
};
BOOST_DESCRIBE_STRUCT(SendIn, (AppMessage), (chat, client_id, mentioned_list))

struct SendOut {
  ConversationId conversation;
  Seq seq = 0;
  Time at;
  bool duplicate = false;
  std::optional<conversations::Warning> warning;
};
BOOST_DESCRIBE_STRUCT(SendOut, (), (conversation, seq, at, duplicate, warning))

[[noreturn]] void too_many(const db::Tx& tx, const std::string& what, Time resets_at) {
  const auto left = std::chrono::ceil<std::chrono::seconds>(resets_at - tx.now());
  throw ApiError(
      Errc::rate_limited, what + "; again at " + to_rfc3339(resets_at), {},
      std::max(1, static_cast<int>(left.count())));
}

void take_creation(db::Tx& tx, const AppLimits& limits) {
  if (limits.groups_day == 0) return;
  const auto zone = identity::load_settings<customers::CompanyTime>(tx, customers::kTimeSettings).zone;
  const std::string day = customers::to_text(customers::today(tx));
  if (store::groups_since(tx, store::midnight(tx, day, zone)) >= limits.groups_day)
    too_many(
        tx, "apps make " + std::to_string(limits.groups_day) + " groups a day here",
        store::next_midnight(tx, day, zone));
}

void take_change(db::Tx& tx, const AppLimits& limits) {
  if (limits.group_changes_hour == 0) return;
  if (store::take_change(tx) > limits.group_changes_hour)
    too_many(
        tx, "apps change groups " + std::to_string(limits.group_changes_hour) + " times an hour here",
        std::chrono::floor<std::chrono::hours>(tx.now()) + std::chrono::hours(1));
}

/// Everybody of these; who is not in the range of the app is refused.
template <class Refs>
std::vector<PrincipalId> people_in(db::Tx& tx, const store::AppRow& app, const Refs& refs, const std::string& field) {
  std::vector<std::string> texts;
  for (const auto& ref : refs)
    texts.push_back(ref.value);
  std::vector<PrincipalId> people;
  const auto found = store::find_members(tx, app.id, texts);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::string place = field + "[" + std::to_string(i) + "]";
    if (!found[i].id) refuse_field(place, "no such person: " + texts[i]);
    if (!found[i].shown) refuse_field(place, "does not see this app");
    if (std::find(people.begin(), people.end(), *found[i].id) == people.end()) people.push_back(*found[i].id);
  }
  return people;
}

PrincipalId person_in(db::Tx& tx, const store::AppRow& app, const Userid& ref, const std::string& field) {
  const auto found = store::find_members(tx, app.id, {ref.value}).at(0);
  if (!found.id) refuse_field(field, "no such person: " + ref.value);
  if (!found.shown) refuse_field(field, "does not see this app");
  return *found.id;
}

std::string checked(const std::optional<ChatId>& chat) {
  if (!chat) return hex(random_bytes(16));
  const auto known = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (!std::all_of(chat->value.begin(), chat->value.end(), known))
    refuse_field("chat", "is made of letters and digits");
  return chat->value;
}

store::GroupRow need_group(db::Tx& tx, const store::AppRow& app, const ChatId& chat) {
  auto group = store::find_group(tx, app.id, chat);
  if (!group) throw ApiError(Errc::not_found, "no such group", "chat");
  return std::move(*group);
}

GroupView view_of_group(db::Tx& tx, const store::GroupRow& group, const Head& head) {
  GroupView view{group.chat, group.conversation, head.name, {}, {}, group.created_at};
  if (head.owner) {
    const auto owner = store::userids(tx, {*head.owner});
    if (!owner.empty()) view.owner = owner.front();
  }
  view.members = store::userids(tx, conversations::everybody_in(tx, group.conversation));
  return view;
}

GroupOut create(db::Tx& tx, const Context& context, const CreateIn& in, conversations::Screen* screen) {
  const store::AppRow app = calling_app(tx, context.who());
  const auto limits = identity::load_settings<AppLimits>(tx, kAppSettings);
  const std::string chat = checked(in.chat);
  const auto people = people_in(tx, app, in.members, "members");
  const PrincipalId owner = in.owner ? person_in(tx, app, *in.owner, "owner") : people.front();
  if (std::find(people.begin(), people.end(), owner) == people.end()) refuse_field("owner", "is not among the members");
  if (people.size() < 2) refuse_field("members", "must name two people at least");
  conversations::screen_text(screen, tx, app.id, std::nullopt, "name", in.name);
  take_creation(tx, limits);
  const auto made = conversations::create_group(tx, owner, in.name, people, kMostMembers);
  if (!store::insert_group(tx, {chat, app.id, made, tx.now()}))
    throw ApiError(Errc::conflict, "there is a group with this id", "chat");
  return {chat, made};
}

/// The people who come and those who go; each of them is in the range, or in the group.
void change_members(db::Tx& tx, const store::AppRow& app, const Head& head, const UpdateIn& in) {
  if (in.add && in.add->size() > 0)
    conversations::put_in(tx, head, app.id, people_in(tx, app, *in.add, "add"), kMostMembers);
  if (!in.remove || in.remove->size() == 0) return;
  std::vector<std::string> refs;
  for (const auto& ref : *in.remove)
    refs.push_back(ref.value);
  std::vector<PrincipalId> gone;
  const auto found = store::find_members(tx, app.id, refs);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::string place = "remove[" + std::to_string(i) + "]";
    if (!found[i].id) refuse_field(place, "no such person: " + refs[i]);
    if (found[i].id == head.owner) refuse_field(place, "is the owner: name another one first");
    gone.push_back(*found[i].id);
  }
  conversations::unseat(tx, conversations::lock_group(tx, head.id), app.id, gone);
}

GroupView update(db::Tx& tx, const Context& context, const UpdateIn& in, conversations::Screen* screen) {
  const store::AppRow app = calling_app(tx, context.who());
  const store::GroupRow group = need_group(tx, app, in.chat);
  take_change(tx, identity::load_settings<AppLimits>(tx, kAppSettings));
  Head head = conversations::lock_group(tx, group.conversation);
  if (in.owner) {
    const PrincipalId owner = person_in(tx, app, *in.owner, "owner");
    if (conversations::present_among(tx, head.id, std::span(&owner, 1)).empty())
      refuse_field("owner", "is not in this group");
    if (head.owner != owner) conversations::give_to(tx, head, app.id, owner);
    head = conversations::lock_group(tx, group.conversation);
  }
  if (in.name) {
    conversations::screen_text(screen, tx, app.id, group.conversation, "name", *in.name);
    conversations::rename_app_group(tx, head, app.id, *in.name);
    head = conversations::lock_group(tx, group.conversation);
  }
  change_members(tx, app, head, in);
  return view_of_group(tx, group, conversations::lock_group(tx, group.conversation));
}

/// Calls those whom a text or markdown names, by the list and by `<@userid>`; the others are not called.
void call_people(db::Tx& tx, const ConversationId& group, const SendIn& in, AppPost& said) {
  const bool text = in.msgtype == AppMessageKind::text;
  if (in.mentioned_list && !text) refuse_field("mentioned_list", "is of texts");
  if (!text && in.msgtype != AppMessageKind::markdown) return;
  Json& content = said.body[text ? "text" : "markdown"];
  groups::Mentions mentions;
  mentions.add_userids(in.mentioned_list);
  mentions.add_tags(content.get<std::string>());
  mentions.look_up(tx, group);
  content = mentions.with_names(content.get<std::string>());
  mentions.write_to(said.body);
}

SendOut send_into(db::Tx& tx, const Context& context, const SendIn& in, const AppParts& parts, Meter& delivered) {
  const store::AppRow app = calling_app(tx, context.who());
  const store::GroupRow group = need_group(tx, app, in.chat);
  if (in.msgtype == AppMessageKind::template_card)
    refuse_field("msgtype", "is not for groups: a card is sent to each by app_message.send");
  conversations::Post post;
  post.conversation = group.conversation;
  post.actor = app.id;
  const AppMessage& message = in;
  post.sent = Json::parse(to_json_text(message));
  if (in.mentioned_list) post.sent["mentioned_list"] = Json::parse(to_json_text(*in.mentioned_list));
  post.client_id = in.client_id ? in.client_id->value : to_string(make_uuid());
  AppPost said = translate(tx, app.id, message);
  call_people(tx, group.conversation, in, said);
  post.kind = said.kind;
  post.body = std::move(said.body);
  if (in.client_id)
    if (const auto known = conversations::posted_before(tx, post))
      return {group.conversation, known->seq, known->at, true, {}};
  SendOut out;
  out.conversation = group.conversation;
  out.warning = screen_post(tx, app, message, {post.kind, post.body}, parts.screen);
  const Head head = conversations::lock_group(tx, group.conversation);
  delivered.take(tx.corp().str(), static_cast<double>(head.member_count), tx.now());
  const auto done = conversations::post(tx, post, nullptr, parts.files).done;
  out.seq = done.seq;
  out.at = done.at;
  return out;
}

const std::string kAll = "/api/v1/app-groups";
const std::string kOne = kAll + "/{chat}";

}  // namespace

std::vector<api::Operation> app_group_operations(const AppParts& parts) {
  const auto delivered = std::make_shared<Meter>(Meter::Measure{
      kDeliveredAMinute, std::chrono::minutes(1), "apps write 20,000 times a minute to people in groups here"});
  std::vector<api::Operation> table;
  table.push_back(api::transactional<CreateIn, GroupOut>(
      Declaration(
          "app_group.create", Method::post, kAll, Policy::app,
          "A group of members who see the calling app, which may write into it."),
      [screen = parts.screen](db::Tx& tx, const Context& context, const CreateIn& in) {
        return create(tx, context, in, screen);
      }));
  table.push_back(api::transactional<GroupIn, GroupView>(
      Declaration("app_group.get", Method::get, kOne, Policy::app, "A group that the calling app made."),
      [](db::Tx& tx, const Context& context, const GroupIn& in) {
        const store::GroupRow group = need_group(tx, calling_app(tx, context.who()), in.chat);
        return view_of_group(tx, group, conversations::lock_log(tx, group.conversation));
      }));
  table.push_back(api::transactional<UpdateIn, GroupView>(
      Declaration(
          "app_group.update", Method::patch, kOne, Policy::app,
          "Renames a group of the calling app, gives it another owner, puts people in and takes people out."),
      [screen = parts.screen](db::Tx& tx, const Context& context, const UpdateIn& in) {
        return update(tx, context, in, screen);
      }));
  table.push_back(api::transactional<SendIn, SendOut>(
      Declaration(
          "app_group.send", Method::post, kOne + "/messages", Policy::app,
          "A message of the calling app into a group that it made."),
      [parts, delivered](db::Tx& tx, const Context& context, const SendIn& in) {
        return send_into(tx, context, in, parts, *delivered);
      }));
  return table;
}

}  // namespace weft::platform
