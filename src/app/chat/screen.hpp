// The chat client as a person sees it: a line to type on, messages above it, commands that begin with a slash.
#pragma once
#include "app/chat/line_editor.hpp"
#include "app/chat/render.hpp"
#include "app/chat/talk.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace weft::app::chat {

class Screen {
 public:
  Screen(const gateway::Endpoint& server, const std::string& token, std::string open_first);

  enum class Result { quit, signed_out, failed };
  /// Runs until the person leaves, or the server ends the session for good.
  Result run();

 private:
  using Words = std::vector<std::string>;
  using Moment = std::chrono::steady_clock::time_point;
  struct Command {
    const char* name;
    const char* arguments;
    const char* help;
    void (Screen::*run)(const std::string& arguments);
  };
  static const std::vector<Command>& commands();

  // screen.cpp: what comes in
  Talk::Hooks talk_hooks();
  LineEditor::Hooks editor_hooks();
  void show(const std::string& id, const Entry& entry, bool missed);
  void show_entry(const Conversation& conversation, const Entry& entry);
  void show_elsewhere(const Conversation& conversation, const Entry& entry);
  bool names_me(const Entry& entry) const;
  bool ends_membership(const Entry& entry) const;  ///< ours
  void close_lost(const Conversation& conversation);
  void tell_held_back(Moment now);
  void on_event(const Json& event);
  void note_typist(const std::string& id);
  void on_ready(bool first_time);
  void say(const std::string& text);  ///< a dim line of the client itself; user text in it must be safe
  void complain(const std::string& text);
  std::string prompt() const;
  View view(const Conversation* conversation) const;
  void tick();

  // screen_open.cpp: conversations
  Conversation* current() { return talk_.sync().find(open_); }
  void open(const std::string& id);
  void open_named(const std::string& name, bool may_create);
  void mark_read();
  void watch_peer();
  void load_members(const std::string& id);
  void show_history(std::int64_t count, bool further);
  std::vector<const Conversation*> listed() const;
  Conversation* find_named(const std::string& name);
  void note_typing(const std::string& line);

  // screen_complete.cpp
  Completion complete(const std::string& line) const;

  // screen_commands.cpp
  void handle(const std::string& line);
  bool need_open();
  void ask(const std::string& op, Json input, std::function<void(const Json& ok)> then = {});
  void cmd_list(const std::string&);
  void cmd_open(const std::string&);
  void cmd_history(const std::string&);
  void cmd_help(const std::string&);
  void cmd_quit(const std::string&);

  // screen_messages.cpp
  void send_text(const std::string& text, const std::string& kind = "text", Seq reply_to = 0);
  /// The own message that an /edit without a number means; 0: none. Nothing, and the person was told, while a newer one
  /// is still being sent.
  std::optional<Seq> last_own();
  /// The seq at the front of `arguments` (a "#" may stand before it), else that of the own last message; 0: none, and
  /// the person was told.
  Seq take_seq(std::string& arguments, bool own_by_default);
  void cmd_recall(const std::string&);
  void cmd_edit(const std::string&);
  void cmd_react(const std::string&);
  void cmd_reply(const std::string&);
  void cmd_rich(const std::string&);
  void cmd_forward(const std::string&);
  void cmd_readers(const std::string&);

  // screen_groups.cpp
  void change_group(const std::string& op, const std::string& arguments, const char* field, bool list);
  void cmd_who(const std::string&);
  void cmd_people(const std::string&);
  void cmd_group(const std::string&);
  void cmd_add(const std::string&);
  void cmd_remove(const std::string&);
  void cmd_leave(const std::string&);
  void cmd_rename(const std::string&);

  /// A conversation elsewhere whose messages are only counted for a while.
  struct Quiet {
    Moment until;
    std::int64_t held_back = 0;
  };

  std::string open_, open_first_;
  std::vector<std::string> numbered_;        ///< the conversations as /list numbered them last
  std::string day_;                          ///< of the last message shown
  Seq history_until_ = 0;                    ///< of the open conversation: what was there when it was opened
  std::map<std::string, Seq> oldest_shown_;  ///< where /history goes on
  std::map<std::string, std::set<std::string>>
      members_;  ///< principal ids of groups that were opened, as far as they were loaded
  std::map<std::string, bool> online_;
  std::map<std::string, Seq> last_sent_;  ///< per conversation, as acknowledged: its entry may still be on its way
  std::map<std::string, Quiet> quiet_;
  std::map<std::string, Moment> spoke_;         ///< when somebody wrote, for a moment
  std::map<std::string, Moment> typing_;        ///< who types in the open conversation, until when
  std::map<std::string, Moment> said_waiting_;  ///< messages that take long: when they were sent; said once
  Moment typing_told_{};
  Seq read_by_peer_ = 0;
  int wish_ = 0;               ///< counts what was asked to be opened: an answer to an older wish opens nothing
  int opened_ = 0;             ///< counts what was opened: history that was asked for before is not shown any more
  Seq paging_before_ = 0;      ///< /history asks for this page already
  bool history_owed_ = false;  ///< the connection was away when a conversation was opened
  bool reading_ = false;       ///< a conversation.read is on its way
  bool leaving_ = false;
  Result result_ = Result::quit;
  std::string last_prompt_;
  Talk talk_;
  LineEditor editor_;
};

}  // namespace weft::app::chat
