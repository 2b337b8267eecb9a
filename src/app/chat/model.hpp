// What the terminal client knows: people, conversations, entries, messages on their way out.
#pragma once
#include <weft/base/id.hpp>
#include <weft/base/json_fwd.hpp>

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace weft::app::chat {

struct Person {
  std::string id, userid, name, title, department;
};

struct Entry {
  Seq seq = 0;
  std::string kind, actor, at;
  Json body;
  std::int64_t message_no = 0;
  std::string client_id;
};

struct Conversation {
  std::string id, kind, name, owner, role, preview, active_at;
  Person peer;  ///< of a direct chat; of a customer's, the customer
  std::int64_t member_count = 0;
  std::int64_t unread = 0;
  Seq head = 0;                      ///< the newest seq known to exist
  Seq seq = 0;                       ///< the highest contiguous seq applied
  bool begun = false;                ///< `seq` means something
  Seq joined_seq = 0;                ///< the entry that made us a participant
  Seq read_seq = 0;                  ///< own read mark
  std::map<std::string, Seq> marks;  ///< read marks of the others, as far as they were told
  bool dismissed = false;
  bool gone = false;             ///< no longer a participant
  std::map<Seq, Entry> entries;  ///< the newest ones applied, and history that was looked at

  Seq missed_until = 0;     ///< entries up to here were written before the present connection
  Seq counted_until = 0;    ///< messages up to here are in `unread` as the server last told it
  bool wants_page = false;  ///< what lies between seq and head must be asked for
  bool paging = false;      ///< ... and is
  std::optional<std::chrono::steady_clock::time_point> page_at;  ///< not before

  bool getting = false;  ///< a conversation.get is on its way: only entries came so far
  std::optional<std::chrono::steady_clock::time_point> get_at;  ///< not before

  bool with_one() const { return kind == "direct" || kind == "customer"; }
  bool of_many() const { return kind == "group" || kind == "customer_group" || kind == "notes"; }
  std::string called() const;  ///< its name, or that of the other one
  /// What people call it; never empty.
  std::string title() const;
};

/// A message that is not acknowledged yet.
struct Outgoing {
  std::string client_id, conversation, kind;
  Json body;
  bool on_its_way = false;
  int failures = 0;  ///< answers of `internal`
  std::optional<std::chrono::steady_clock::time_point> retry_at;
};

Person read_person(const Json& object);
Entry read_entry(const Json& object);

/// A field of an object from the server, or `fallback` when it is absent, null or of another type.
std::string text_in(const Json& object, const char* key, const std::string& fallback = {});
std::int64_t number_in(const Json& object, const char* key, std::int64_t fallback = 0);
bool flag_in(const Json& object, const char* key);

}  // namespace weft::app::chat
