// What a robot does with its key: it is let in, takes its turn, and writes.
#include "groups/robot_rules.hpp"
#include <weft/api/note.hpp>
#include <weft/identity/activation.hpp>
#include <weft/identity/audit.hpp>

#include <arpa/inet.h>

namespace weft::groups {
namespace {

/// An address as the database reads it, or "".
std::string clean(const std::string& address) {
  std::uint8_t bytes[16];
  const bool known = inet_pton(AF_INET, address.c_str(), bytes) == 1 ||
                     inet_pton(AF_INET6, address.c_str(), bytes) == 1;
  return known ? address : "";
}

/// Somebody elsewhere has the key: who manages the robot is to find out, but not once for each try.
[[noreturn]] void refuse_address(const api::Context& context, const CorpId& corp, const PrincipalId& robot) {
  const ApiError error(Errc::forbidden, "this robot may not write from " + context.address);
  const std::string address = clean(context.address);
  const identity::Origin origin{std::nullopt, address.empty() ? "unknown" : address, context.request_id};
  throw api::NotedError(error, [corp, robot, origin](db::Tx& later) {
    later.set_corp(corp);
    identity::audit::append_seldom(later, {origin, "robot.refused_address", robot.str()});
  });
}

[[noreturn]] void refuse_turn(db::Tx& tx, const store::Turn& turn) {
  const auto left = std::chrono::ceil<std::chrono::seconds>(turn.resets_at - tx.now());
  throw ApiError(
      Errc::rate_limited, "a robot sends 20 messages a minute; the next one at " + to_rfc3339(turn.resets_at), {},
      std::max(1, static_cast<int>(left.count())));
}

/// The same error about the field that the robot knows.
[[noreturn]] void translate_error(const RobotMessage& message, const ApiError& error) {
  throw ApiError(error.code(), error.detail(), field_of(message, error.field()), error.retry_after());
}

conversations::Posted post_as(
    db::Tx& tx, const conversations::Post& post, const RobotMessage& message, const RobotParts& parts) {
  try {
    return conversations::post(tx, post, parts.screen, parts.files);
  } catch (const api::NotedError& error) {
    const ApiError same(error.code(), error.detail(), field_of(message, error.field()));
    throw api::NotedError(same, error.note());
  } catch (const ApiError& error) {
    translate_error(message, error);
  }
}

}  // namespace

store::RobotRow enter_as_robot(db::Tx& tx, const api::Context& context, const std::string& key) {
  const auto code = identity::parse_code(key);
  std::optional<PrincipalId> id;
  if (code) {
    tx.set_corp(code->corp);
    id = store::enter_robot(tx, code->hash);
  }
  if (!id) throw ApiError(Errc::unauthenticated, "no robot has this key", "key");
  if (!store::admits(tx, *id, clean(context.address))) refuse_address(context, tx.corp(), *id);
  return store::find_robot(tx, *id).value();
}

RobotSent send_as_robot(
    db::Tx& tx, const store::RobotRow& robot, const RobotMessage& message, const std::string& client_id,
    const RobotParts& parts) {
  conversations::Post post;
  post.conversation = robot.conversation;
  post.actor = robot.id;
  post.kind = kind_of(message.msgtype);
  post.sent = Json::parse(to_json_text(message));
  post.client_id = client_id.empty() ? to_string(make_uuid()) : client_id;
  RobotSent sent;
  if (auto known = client_id.empty() ? std::nullopt : conversations::posted_before(tx, post)) {
    sent.done = *known;
    return sent;
  }
  sent.turn = store::take_turn(tx, robot.id);
  if (!sent.turn->granted) refuse_turn(tx, *sent.turn);
  RobotPost translated = translate(tx, robot.id, robot.conversation, message, parts.files);
  sent.not_mentioned = std::move(translated.not_mentioned);
  post.body = std::move(translated.body);
  conversations::Posted posted = post_as(tx, post, message, parts);
  sent.done = posted.done;
  sent.warning = std::move(posted.warning);
  if (sent.warning) sent.warning->field = field_of(message, sent.warning->field);
  return sent;
}

}  // namespace weft::groups
