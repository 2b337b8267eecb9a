// robot.*: managing the robots of a group.
#include "groups/robot_operations.hpp"

#include "groups/robot_rules.hpp"
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>
#include <weft/db/notify.hpp>

namespace weft::groups {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

using RobotName = Text<1, 50>;

struct GroupIn {
  ConversationId conversation;
};
BOOST_DESCRIBE_STRUCT(GroupIn, (), (conversation))

struct CreateIn {
  ConversationId conversation;
  RobotName name;
  std::optional<Addresses> addresses;
};
BOOST_DESCRIBE_STRUCT(CreateIn, (), (conversation, name, addresses))

struct UpdateIn {
  PrincipalId robot;
  std::optional<RobotName> name;
  std::optional<Addresses> addresses;
};
BOOST_DESCRIBE_STRUCT(UpdateIn, (), (robot, name, addresses))

struct RobotIn {
  PrincipalId robot;
};
BOOST_DESCRIBE_STRUCT(RobotIn, (), (robot))

struct CallbackIn {
  PrincipalId robot;
  Text<1, 2048> url;
};
BOOST_DESCRIBE_STRUCT(CallbackIn, (), (robot, url))

struct DeliveriesIn {
  PrincipalId robot;
  std::optional<db::DeliveryStatus> status;
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(DeliveriesIn, (), (robot, status, limit, cursor))

struct RedeliverIn {
  PrincipalId robot;
  db::DeliveryId delivery;
};
BOOST_DESCRIBE_STRUCT(RedeliverIn, (), (robot, delivery))

struct RobotList {
  std::vector<Robot> items;
};
BOOST_DESCRIBE_STRUCT(RobotList, (), (items))

std::optional<std::string> text_of(const std::optional<RobotName>& name) {
  if (!name) return std::nullopt;
  return name->value;
}

/// A name is read by everybody, so it is screened as what people say.
void screen_name(
    const RobotParts& parts, db::Tx& tx, const Context& context, const std::optional<ConversationId>& group,
    const std::string& name) {
  conversations::screen_text(parts.screen, tx, context.who().principal, group, "name", name);
}

RobotWithSecret set_checked_callback(
    const RobotParts& parts, db::Tx& tx, const Context& context, const CallbackIn& in) {
  const std::string trouble = parts.trouble_with ? parts.trouble_with(in.url) : "";
  if (!trouble.empty()) refuse_field("url", trouble);
  return set_callback(tx, context, in.robot, in.url);
}

using Deliveries = api::Page<db::DeliveryView>;
constexpr auto kDeliveryList = "robot.deliveries";

Deliveries deliveries_of(db::Tx& tx, const Context& context, const DeliveriesIn& in) {
  const store::RobotRow robot = need_robot(tx, context, in.robot);
  std::optional<std::int64_t> before;
  if (in.cursor) before = api::cursor_number(api::decode_cursor(kDeliveryList, *in.cursor, 1)[0]);
  auto page = db::list_deliveries(tx, robot.id.uuid(), in.status, before, api::limit_of(in.limit));
  Deliveries out{std::move(page.items), {}};
  if (page.next) out.next_cursor = api::encode_cursor(kDeliveryList, {std::to_string(*page.next)});
  return out;
}

db::DeliveryView redeliver(db::Tx& tx, const Context& context, const RedeliverIn& in) {
  const store::RobotRow robot = need_robot(tx, context, in.robot);
  const auto before = db::find_delivery(tx, robot.id.uuid(), in.delivery);
  if (!before) throw ApiError(Errc::not_found, "no such delivery", "delivery");
  if (!db::redeliver(tx, robot.id.uuid(), in.delivery)) throw ApiError(Errc::conflict, "it is on its way already");
  auto after = db::find_delivery(tx, robot.id.uuid(), in.delivery).value();
  audit_robot(
      tx, context, "robot.redeliver", robot.id, Json::parse(to_json_text(*before)), Json::parse(to_json_text(after)));
  db::notify(tx, db::kDeliveryHint);
  return after;
}

const std::string kOne = "/api/v1/robots/{robot}";

void add_robots(std::vector<api::Operation>& table, const RobotParts& parts) {
  const std::string of_group = "/api/v1/groups/{conversation}/robots";
  table.push_back(api::transactional<CreateIn, RobotWithKey>(
      Declaration(
          "robot.create", Method::post, of_group, Policy::signed_in,
          "A robot that writes into the group; its key is shown this once. For who manages the group."),
      [parts](db::Tx& tx, const Context& context, const CreateIn& in) {
        RobotWithKey made = create_robot(tx, context, in.conversation, in.name, in.addresses);
        screen_name(parts, tx, context, in.conversation, in.name);
        return made;
      }));
  table.push_back(api::transactional<GroupIn, RobotList>(
      Declaration("robot.list", Method::get, of_group, Policy::signed_in, "The robots of a group."),
      [](db::Tx& tx, const Context& context, const GroupIn& in) {
        return RobotList{list_robots(tx, context, in.conversation)};
      }));
  table.push_back(api::transactional<UpdateIn, Robot>(
      Declaration(
          "robot.update", Method::patch, kOne, Policy::signed_in, "Renames a robot, or says from where it may write."),
      [parts](db::Tx& tx, const Context& context, const UpdateIn& in) {
        Robot robot = update_robot(tx, context, in.robot, text_of(in.name), in.addresses);
        if (in.name) screen_name(parts, tx, context, robot.conversation, *in.name);
        return robot;
      }));
  table.push_back(api::transactional<RobotIn, RobotWithKey>(
      Declaration(
          "robot.rotate_key", Method::post, kOne + "/key", Policy::signed_in,
          "A new key, shown this once; the old one is no longer good."),
      [](db::Tx& tx, const Context& context, const RobotIn& in) { return rotate_robot_key(tx, context, in.robot); }));
  table.push_back(api::transactional<RobotIn, api::Nothing>(
      Declaration("robot.delete", Method::del, kOne, Policy::signed_in, "Takes a robot away; what it wrote stays."),
      [](db::Tx& tx, const Context& context, const RobotIn& in) {
        delete_robot(tx, context, in.robot);
        return api::Nothing{};
      }));
}

void add_bots(std::vector<api::Operation>& table, const RobotParts& parts) {
  table.push_back(api::transactional<CallbackIn, RobotWithSecret>(
      Declaration(
          "robot.set_callback", Method::put, kOne + "/callback", Policy::signed_in,
          "Makes a robot a bot: it is told there when somebody mentions it. The secret is shown this once."),
      [parts](db::Tx& tx, const Context& context, const CallbackIn& in) {
        return set_checked_callback(parts, tx, context, in);
      }));
  table.push_back(api::transactional<RobotIn, Robot>(
      Declaration(
          "robot.remove_callback", Method::del, kOne + "/callback", Policy::signed_in,
          "Nothing is told to the robot any more."),
      [](db::Tx& tx, const Context& context, const RobotIn& in) { return remove_callback(tx, context, in.robot); }));
  table.push_back(api::transactional<DeliveriesIn, Deliveries>(
      Declaration(
          "robot.deliveries", Method::get, kOne + "/deliveries", Policy::signed_in,
          "What a bot was told, or is to be told, and what came of it; newest first."),
      deliveries_of));
  table.push_back(api::transactional<RedeliverIn, db::DeliveryView>(
      Declaration(
          "robot.redeliver", Method::post, kOne + "/deliveries/{delivery}/redeliver", Policy::signed_in,
          "Tells a bot again."),
      redeliver));
}

}  // namespace

std::vector<api::Operation> robot_operations(const RobotParts& parts) {
  std::vector<api::Operation> table;
  add_robots(table, parts);
  add_bots(table, parts);
  add_robot_messages(table, parts);
  return table;
}

}  // namespace weft::groups
