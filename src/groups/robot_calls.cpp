// Bots: what they are told when somebody calls them, and what becomes of their answer.
#include "groups/robot_rules.hpp"
#include <weft/api/note.hpp>
#include <weft/base/hmac.hpp>

#include <algorithm>

namespace weft::groups {
namespace {

/// A message that called a bot: what the trigger of the log puts down.
struct CallEvent {
  ConversationId conversation;
  Seq seq = 0;
};
BOOST_DESCRIBE_STRUCT(CallEvent, (), (conversation, seq))

struct CallSender {
  PrincipalId id;
  std::string userid;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(CallSender, (), (id, userid, name))

/// The body of the request. `text` without the mention of the bot.
struct CallBody {
  std::string event;
  PrincipalId robot;
  ConversationId conversation;
  Seq seq = 0;
  CallSender sender;
  std::string kind;
  std::string text;
  std::optional<Seq> reply_to;
  Time at;
};
BOOST_DESCRIBE_STRUCT(CallBody, (), (event, robot, conversation, seq, sender, kind, text, reply_to, at))

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// Without "@name", wherever it stands.
std::string without_mention(std::string text, const std::string& name) {
  const std::string mention = "@" + name;
  for (auto at = text.find(mention); at != std::string::npos; at = text.find(mention, at))
    text.erase(at, mention.size());
  return trimmed(text);
}

CallBody body_of(
    const db::Delivery& delivery, const store::RobotRow& robot, const CallEvent& event, const store::Call& call) {
  const Json message = Json::parse(call.body);
  CallBody body;
  body.event = delivery.id.str();
  body.robot = robot.id;
  body.conversation = event.conversation;
  body.seq = event.seq;
  body.sender = {call.sender, call.userid, call.name};
  body.kind = message.value("kind", "");
  body.text = without_mention(message.value(body.kind == "rich" ? "markdown" : "text", ""), robot.name);
  if (message.contains("reply_to")) body.reply_to = message["reply_to"].get<Seq>();
  body.at = call.at;
  return body;
}

db::Letter write(db::Tx& tx, const db::Delivery& delivery) {
  const auto robot = store::find_robot(tx, PrincipalId(delivery.target));
  if (!robot) throw db::Undeliverable("the robot was deleted");
  if (!robot->callback) throw db::Undeliverable("the robot has no callback any more");
  if (!robot->secret) throw db::Undeliverable("its secret was sealed with another key: set the callback again");
  const auto event = read_json<CallEvent>(Json::parse(delivery.event.text));
  const auto call = store::find_call(tx, event.conversation, event.seq);
  if (!call || Json::parse(call->body).value("kind", "") == "recalled")
    throw db::Undeliverable("the message is not there any more");
  db::Letter letter;
  letter.url = *robot->callback;
  letter.body = to_json_text(body_of(delivery, *robot, event, *call));
  const auto seconds = std::chrono::floor<std::chrono::seconds>(tx.now().time_since_epoch()).count();
  const std::string timestamp = std::to_string(seconds);
  letter.headers = {
      {"X-Weft-Timestamp", timestamp},
      {"X-Weft-Signature", hex(hmac_sha256(*robot->secret, timestamp + "." + letter.body))},
      {"X-Weft-Delivery", delivery.id.str()}};
  return letter;
}

/// The message in an answer; nullopt when it says nothing.
std::optional<RobotMessage> message_in(const std::string& body) {
  if (trimmed(body).empty()) return std::nullopt;
  const Json json = parse_json(body);
  if (json.is_object() && json.empty()) return std::nullopt;
  return read_json<RobotMessage>(json);
}

/// Posts the answer as the bot. An answer that may not be said is noted as if it had been sent with the key.
std::string accept(db::Tx& tx, const db::Delivery& delivery, const db::Reply& reply, const RobotParts& parts) {
  const auto message = message_in(reply.body);
  if (!message) return {};
  const auto robot = store::lock_robot(tx, PrincipalId(delivery.target));
  if (!robot) return "the robot was deleted";
  try {
    db::Savepoint savepoint(tx);
    send_as_robot(tx, *robot, *message, delivery.id.str(), parts);
    savepoint.release();
    return {};
  } catch (const api::NotedError& error) {
    error.note()(tx);
    return error.field() + ": " + error.detail();
  }
}

}  // namespace

db::DeliveryKinds robot_deliveries(const RobotParts& parts) {
  db::DeliveryKinds kinds;
  kinds["bot"] = {write, [parts](db::Tx& tx, const db::Delivery& delivery, const db::Reply& reply) {
                    return accept(tx, delivery, reply, parts);
                  }};
  return kinds;
}

}  // namespace weft::groups
