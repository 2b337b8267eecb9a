// One client as the protocol wants it: resumes by cursor and epoch, pages when it must, sends again until
// acknowledged.
#pragma once

#include "fleet/history_file.hpp"
#include "fleet/shared.hpp"
#include "load/client.hpp"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace weft::faults {

/// From the scenario.
struct MemberPlan {
  std::string name, principal, token, source;
  std::vector<std::string> send_to;  ///< conversations it writes into
  int receive_buffer = 0;
  bool start_at_head = false;  ///< does not want what was there before its first hello
};

/// One entry as any answer or event carries it; views point into the scanned text.
struct EntryView {
  std::string_view conversation, kind, actor, client_id;
  std::int64_t seq = -1, message_no = -1;
  std::string text;                       ///< of a text message
  std::vector<std::string_view> members;  ///< of a membership entry
  std::uint64_t hash = 0;
};
EntryView read_entry(std::string_view object);

class Member {
 public:
  /// A conversation as this member knows it.
  struct Known {
    std::string id;
    unsigned index = 0;         ///< in the history file
    std::int64_t have = 0;      ///< highest contiguous seq
    std::int64_t wanted = 0;    ///< there is more up to here
    std::int64_t catch_to = 0;  ///< the head hello announced; 0: reached
    bool paging = false;
    bool ignored = false;  ///< an inbox
    bool inside = true;    ///< still a participant, as far as the entries tell
  };

  Member(Shared& shared, MemberPlan plan);

  void go_online();
  void go_offline();
  void stall();
  void unstall();
  bool online() const { return greeted_; }
  bool wants_online() const { return wanted_online_; }
  bool stalled() const { return stalled_; }
  /// A new phase of the measurement: who is not stalled now counts as healthy again.
  void begin_phase() { was_stalled_ = stalled_; }
  const MemberPlan& plan() const { return plan_; }
  load::Client& client() { return client_; }

  /// Makes one message in one of its conversations and issues it when it can.
  void say();
  /// Issues what waits; called every few milliseconds.
  void pump();
  std::size_t unsettled() const { return sends_.size(); }

  /// Whether it holds everything it may see up to the heads anybody saw.
  bool caught_up() const;
  void write_settled();
  HistoryFile& history() { return history_; }
  std::map<std::string, Known, std::less<>>& known() { return known_; }

 private:
  struct Send {
    std::string client_id, text;
    Known* to = nullptr;
    std::int64_t first_ns = 0, issued_ns = 0;
    int repeats = 0;      ///< further issues wanted
    int open = 0;         ///< issues without an answer on this connection
    bool waiting = true;  ///< to be issued
    bool acked = false;
    bool alter = false;  ///< when acknowledged: issue once with another body
  };

  void opened();
  void greeted(const load::Scanned& answer);
  void take_listed(std::string_view item);
  void hello(std::string_view cursor);
  void closed(const load::Closed& closed);
  void connect_later(load::Duration delay);

  void object(std::string_view object);
  void entry(const EntryView& entry);
  void page(Known& known);
  void paged(Known& known, const load::Scanned& answer);
  void advance(Known& known, std::int64_t to);
  void note_membership(Known& known, const EntryView& entry);
  void measure_delivery(const EntryView& entry);

  void issue(std::uint64_t number, Send& send);
  void answered(std::uint64_t number, std::int64_t issued_ns, const load::Scanned& answer);
  void acknowledged(Send& send, std::int64_t issued_ns, std::string_view ok);
  void issue_altered(std::uint64_t number, Send& send);
  void altered_answered(std::uint64_t number, const load::Scanned& answer);
  bool refused_for_now(const Send& send, std::string_view error);
  void forget_if_done(std::uint64_t number);
  void forget_open_sends(std::string_view why);

  Known& know(std::string_view conversation);

  Shared& shared_;
  MemberPlan plan_;
  HistoryFile history_;
  load::Client client_;
  std::map<std::string, Known, std::less<>> known_;
  std::map<std::uint64_t, Send> sends_;
  std::deque<std::uint64_t> queue_;  ///< sends to issue, oldest first
  std::uint64_t last_send_ = 0;
  int open_sends_ = 0;
  std::int64_t quiet_until_ns_ = 0;  ///< the server asked to wait
  std::int64_t looked_ns_ = 0;

  std::string epoch_;
  bool first_page_of_hello_ = true;
  bool first_session_ = true;
  bool greeted_ = false, wanted_online_ = false, stalled_ = false, was_stalled_ = false;
  load::Loop::TimerId reconnect_ = 0;
  int failures_ = 0;
  std::int64_t bye_retry_ms_ = -1;
  std::int64_t ended_ns_ = 0, connect_ns_ = 0;
  std::int64_t missed_ = 0;
  int behind_ = 0;  ///< conversations not yet at the head hello announced
};

}  // namespace weft::faults
