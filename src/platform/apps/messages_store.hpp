// SQL of what apps send: messages, to whom, and how often. Of the tenant of the transaction.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>
#include <weft/base/json_fwd.hpp>
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>
#include <weft/platform/apps.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace weft::platform {

enum class AppMessageState { sending, sent };
BOOST_DESCRIBE_ENUM(AppMessageState, sending, sent)

/// What became of a message for one member. recalled: taken back before it was that one's turn.
enum class AppOutcome { sent, minute_limit, hour_limit, out_of_range, recalled };
BOOST_DESCRIBE_ENUM(AppOutcome, sent, minute_limit, hour_limit, out_of_range, recalled)

namespace store {

struct MessageRow {
  AppMessageId id;
  PrincipalId app;
  std::int64_t number = 0;
  conversations::MessageKind kind = conversations::MessageKind::text;
  RawJson body;
  std::string digest;  ///< hexadecimal
  std::string day;     ///< of the company, on which it counts; when it is inserted
  std::optional<std::string> task_id;
  AppMessageState state = AppMessageState::sending;
  std::int64_t wanted = 0, sent = 0, dropped = 0;
  Time created_at;
  std::optional<Time> finished_at;
  std::optional<Time> recalled_at;
};

struct TargetRows {
  std::vector<PrincipalId> members;
  std::vector<std::int64_t> departments;
  std::vector<std::int64_t> tags;
};

/// Whom each of these (userids, ids) means, and whether that one sees the app.
struct FoundMember {
  std::optional<PrincipalId> id;
  bool shown = false;
};
std::vector<FoundMember> find_members(db::Tx& tx, const PrincipalId& app, const std::vector<std::string>& refs);
std::vector<std::int64_t> missing_departments(db::Tx& tx, const std::vector<std::int64_t>& numbers);
std::vector<std::int64_t> missing_tags(db::Tx& tx, const std::vector<std::int64_t>& numbers);

/// False when the app has a message with this task_id.
bool insert_message(db::Tx& tx, const MessageRow& message);
/// Those of the targets who see the app; how many.
std::int64_t add_recipients(db::Tx& tx, const AppMessageId& message, const PrincipalId& app, const TargetRows& targets);
void set_wanted(db::Tx& tx, const AppMessageId& message, std::int64_t wanted);
std::optional<MessageRow> find_message(db::Tx& tx, const PrincipalId& app, const AppMessageId& id);
/// The same, of any app, and locks its row.
std::optional<MessageRow> lock_message(db::Tx& tx, const AppMessageId& id);
/// The newest one like it since then that was not taken back.
std::optional<AppMessageId> alike(db::Tx& tx, const PrincipalId& app, const std::string& digest, Time since);

/// Takes person-messages of today; how many were taken with them.
std::int64_t take_of_day(db::Tx& tx, const PrincipalId& app, const std::string& day, std::int64_t count);
/// How many were taken on the day that is so many days before this one.
std::int64_t taken_of_day(db::Tx& tx, const PrincipalId& app, const std::string& day, int before);
/// Gives back what a message took and did not use.
void give_back(db::Tx& tx, const AppMessageId& message, std::int64_t count);
std::int64_t count_accounts(db::Tx& tx);
/// When the day after this one begins on the company's clock.
Time next_midnight(db::Tx& tx, const std::string& day, const std::string& zone);

std::vector<PrincipalId> open_recipients(db::Tx& tx, const AppMessageId& message, std::int64_t limit);
/// Whose turn it is within the limits of the minute and the hour (0: none), and their chats.
struct Turn {
  PrincipalId member;
  std::optional<ConversationId> chat;
  AppOutcome outcome = AppOutcome::sent;
};
std::vector<Turn> take_turns(
    db::Tx& tx, const PrincipalId& app, const std::vector<PrincipalId>& members, const AppLimits& limits);
struct Result {
  PrincipalId member;
  AppOutcome outcome = AppOutcome::sent;
  std::optional<ConversationId> conversation;
  Seq seq = 0;
};
/// And counts them; the message is sent when nobody is left.
void save_results(db::Tx& tx, const AppMessageId& message, const std::vector<Result>& results);

void set_recalled(db::Tx& tx, const AppMessageId& message);
/// Where it stands still.
struct Place {
  PrincipalId member;
  ConversationId conversation;
  Seq seq = 0;
};
std::vector<Place> standing(db::Tx& tx, const AppMessageId& message, std::int64_t limit);
void mark_recalled(db::Tx& tx, const AppMessageId& message, const std::vector<PrincipalId>& members);

struct Counts {
  std::int64_t read = 0;
  std::int64_t acted = 0;
  std::map<std::string, std::int64_t> outcomes;
};
Counts count_readers(db::Tx& tx, const AppMessageId& message);

struct RecipientRow {
  PrincipalId member;
  std::string userid;
  std::optional<AppOutcome> outcome;
  bool read = false;
};
std::vector<RecipientRow> recipients(
    db::Tx& tx, const AppMessageId& message, const std::optional<AppOutcome>& outcome, const PrincipalId& after,
    std::int64_t limit);

}  // namespace store
}  // namespace weft::platform
