// robot.send and robot.upload: what a robot does with its key.
#include "groups/robot_operations.hpp"
#include "groups/robot_rules.hpp"
#include <weft/api/define.hpp>

namespace weft::groups {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

struct SendIn : RobotMessage {
  Secret key;
  std::optional<ClientId> client_id;
};
BOOST_DESCRIBE_STRUCT(SendIn, (RobotMessage), (key, client_id))

struct SendOut {
  ConversationId conversation;
  Seq seq = 0;
  std::int64_t message_no = 0;
  Time at;
  bool duplicate = false;
  std::vector<std::string> not_mentioned;
  std::optional<conversations::Warning> warning;
  std::optional<std::int64_t> remaining;
  std::optional<Time> resets_at;
};
BOOST_DESCRIBE_STRUCT(
    SendOut, (), (conversation, seq, message_no, at, duplicate, not_mentioned, warning, remaining, resets_at))

enum class MediaType { file, image, voice };
BOOST_DESCRIBE_ENUM(MediaType, file, image, voice)

struct UploadIn {
  Secret key;
  files::FileName filename;
  std::optional<MediaType> type;
};
BOOST_DESCRIBE_STRUCT(UploadIn, (), (key, filename, type))

files::Purpose purpose_of(const std::optional<MediaType>& type) {
  if (type == MediaType::image) return files::Purpose::image;
  return type == MediaType::voice ? files::Purpose::voice : files::Purpose::file;
}

SendOut send(db::Tx& tx, const Context& context, const SendIn& in, const RobotParts& parts) {
  const store::RobotRow robot = enter_as_robot(tx, context, in.key.value);
  RobotSent sent = send_as_robot(tx, robot, in, in.client_id ? in.client_id->value : "", parts);
  SendOut out;
  out.conversation = robot.conversation;
  out.seq = sent.done.seq;
  out.message_no = sent.done.message_no;
  out.at = sent.done.at;
  out.duplicate = sent.done.duplicate;
  out.not_mentioned = std::move(sent.not_mentioned);
  out.warning = std::move(sent.warning);
  if (sent.turn) {
    out.remaining = sent.turn->remaining;
    out.resets_at = sent.turn->resets_at;
  }
  return out;
}

}  // namespace

void add_robot_messages(std::vector<api::Operation>& table, const RobotParts& parts) {
  table.push_back(api::transactional<SendIn, SendOut>(
      Declaration(
          "robot.send", Method::post, "/api/v1/robots/send", Policy::anonymous,
          "A message of the robot whose key is given; 20 a minute."),
      [parts](db::Tx& tx, const Context& context, const SendIn& in) { return send(tx, context, in, parts); }));
  table.back().body_bytes = kRobotRequest;
  if (parts.files == nullptr) return;
  table.push_back(api::receiving<UploadIn, files::File>(
      Declaration(
          "robot.upload", Method::post, "/api/v1/robots/upload", Policy::anonymous,
          "Stores a file for the messages of the robot whose key is given."),
      parts.files->part_bytes(), [files = parts.files](db::Tx& tx, const Context& context, const UploadIn& in) {
        const store::RobotRow robot = enter_as_robot(tx, context, in.key.value);
        context.transfer->sink = files->receive(tx, context, robot.id, in.filename, purpose_of(in.type));
      }));
}

}  // namespace weft::groups
