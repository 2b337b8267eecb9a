// Reads logs of customers' chats and groups forward into figures of days.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>
#include <weft/base/json.hpp>
#include <weft/customers/company_time.hpp>
#include <weft/customers/types.hpp>
#include <weft/db/tx.hpp>

#include <boost/describe.hpp>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace weft::customers::figures {

/// What the meaning of a log's next entry depends on; kept as JSON beside the mark.
struct ChatState {
  std::optional<PrincipalId> in_charge;   ///< of the chat, or who owns the group
  std::string day = {};                   ///< of what follows
  std::vector<PrincipalId> present = {};  ///< whose chat it was counted as, that day
  std::optional<Time> asked_at;           ///< the customer's first message of the day
  std::optional<PrincipalId> asked_of = {};
  bool answered = false;
  std::optional<EventId> told = {};  ///< the day's event `messages` in the timeline
  std::optional<std::int64_t> received = {};
  std::optional<std::int64_t> sent = {};
};
BOOST_DESCRIBE_STRUCT(ChatState, (), (in_charge, day, present, asked_at, asked_of, answered, told, received, sent))

struct Mark {
  ConversationId conversation;
  Seq seq = 0;
  ChatState state;
  bool group = false;
  std::optional<PrincipalId> customer;
  std::vector<PrincipalId> customers;  ///< whose chat it is and was: one, unless contacts were merged
  std::optional<PrincipalId> owner;    ///< now: who began it, where the log does not say
  bool more = false;                   ///< there are entries left
};

struct LogEntry {
  Seq seq = 0;
  std::string kind;
  PrincipalId actor;
  Time at;
  std::string day;
  RawJson body;  ///< of what is no message
};

struct ChatCounts {
  std::int64_t chats = 0, messages = 0, asked = 0, replied = 0, waited_ms = 0;
};
struct GroupCounts {
  std::int64_t groups = 0, active = 0, joins = 0, leaves = 0, messages = 0;
};
/// A day of a chat as its timeline tells it.
struct ToldDay {
  ConversationId conversation;
  PrincipalId contact;
  std::optional<PrincipalId> employee;  ///< in charge when it began
  Time at;
  std::string day;
  std::int64_t received = 0;  ///< from the customer
  std::int64_t sent = 0;
};
using PersonDay = std::pair<PrincipalId, std::string>;

/// In the order in which rows are locked.
struct Counts {
  std::map<PersonDay, ChatCounts> chats;
  std::map<PersonDay, GroupCounts> groups;
  std::map<EventId, ToldDay> told;
};

/// One entry more: moves the mark and adds to the counts.
void count(Mark& mark, const LogEntry& entry, Counts& counts);

/// Counts what the logs have grown by, 500 of them at most; true when there may be more. Waits for who counts the same.
bool count_some(db::Tx& tx);

/// The same for a reader: until nothing is left, ten times at most; false when something is.
bool catch_up(db::Tx& tx);

}  // namespace weft::customers::figures
