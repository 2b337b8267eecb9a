// Sending: to whom, how often, and one by one into the chats.
#pragma once
#include "platform/apps/message.hpp"
#include "platform/apps/messages_store.hpp"
#include "platform/apps/store.hpp"
#include <weft/base/told_once.hpp>

namespace weft::platform {

using AppTargets = List<Text<1, 64>, 0, 1000>;
using AppNumbers = List<Int<1, 2147483647>, 0, 100>;

/// A message and whom it is for.
struct AppSend {
  AppMessage message;
  bool everybody = false;
  std::vector<std::string> members;  ///< userids or ids
  std::vector<std::int64_t> departments;
  std::vector<std::int64_t> tags;
  std::optional<std::chrono::seconds> unless_within;  ///< the same was sent: it is not sent again
};

/// Why a target gets nothing.
enum class TargetTrouble { unknown, out_of_range };
BOOST_DESCRIBE_ENUM(TargetTrouble, unknown, out_of_range)

struct BadMember {
  std::string member;
  TargetTrouble code = TargetTrouble::unknown;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(BadMember, (), (member, code, text))

struct BadNumber {
  std::int64_t number = 0;
  TargetTrouble code = TargetTrouble::unknown;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(BadNumber, (), (number, code, text))

struct AppSent {
  AppMessageId message;
  AppMessageState state = AppMessageState::sent;
  std::int64_t wanted = 0;
  std::int64_t sent = 0;
  std::int64_t dropped = 0;
  bool duplicate = false;  ///< it was sent before, within the interval: nothing is sent now
  std::vector<BadMember> invalid_members;
  std::vector<BadNumber> invalid_departments;
  std::vector<BadNumber> invalid_tags;
  std::optional<ToldOnce> response_code;  ///< of a card that can be pressed
  std::optional<std::int64_t> day_left;   ///< person-messages that the app has left today; null: no limit
  Time resets_at;                         ///< when the next day begins
  /// Of those who were dropped over a limit, when the last of them is written to again; null: nobody, or not known yet.
  std::optional<Time> limit_resets_at;
  std::optional<conversations::Warning> warning;
};
BOOST_DESCRIBE_STRUCT(
    AppSent, (),
    (message, state, wanted, sent, dropped, duplicate, invalid_members, invalid_departments, invalid_tags,
     response_code, day_left, resets_at, limit_resets_at, warning))

/// Raises invalid_argument when nobody would get it, content_blocked, rate_limited with the time until the day is over.
AppSent send(db::Tx& tx, const store::AppRow& app, const AppSend& send, const AppParts& parts);

/// What became of those who had their turn in one step.
struct SomeSent {
  std::int64_t sent = 0;
  std::int64_t dropped = 0;
  bool more = false;                    ///< others wait
  std::optional<Time> limit_resets_at;  ///< as in AppSent
};
/// Sends to some who have not had their turn.
SomeSent send_some(db::Tx& tx, const store::MessageRow& message, std::int64_t limit, files::Files* files);
/// The same for one that was taken back meanwhile: they do not get it.
SomeSent skip_some(db::Tx& tx, const store::MessageRow& message, std::int64_t limit);
/// Takes it back from some who have it; true when there are more.
bool recall_some(db::Tx& tx, const store::MessageRow& message, std::int64_t limit);

/// Takes the message back from everybody, within 24 hours. Raises not_found, window_closed. When it was.
Time recall_message(db::Tx& tx, const store::AppRow& app, const AppMessageId& id);

/// Screens what an app is about to say; raises content_blocked with the field of the request.
std::optional<conversations::Warning> screen_post(
    db::Tx& tx, const store::AppRow& app, const AppMessage& message, const AppPost& post,
    conversations::Screen* screen);

inline constexpr auto kSendJob = "app.send";
inline constexpr auto kRecallJob = "app.recall";

}  // namespace weft::platform
