// One poll loop over standard input and the network.
#include "app/chat/piped.hpp"

#include "app/chat/render.hpp"
#include "app/chat/talk.hpp"
#include "app/chat/text.hpp"

#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

namespace weft::app::chat {
namespace {

constexpr std::size_t kMostWaiting = 64;  // lines read ahead of what the server has acknowledged
volatile std::sig_atomic_t stop_asked = 0;

std::string lower(std::string text) {
  for (char& c : text)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

class Piped {
 public:
  Piped(const gateway::Endpoint& server, const std::string& token, const PipedOptions& options)
      : options_(options), talk_(server, token, hooks()) {}

  int run() {
    while (!done()) {
      const bool reads = !input_ended_ && !target_.empty() && talk_.sync().outgoing().size() < kMostWaiting;
      pollfd ready[2] = {{talk_.fd(), POLLIN, 0}, {reads || watches_end() ? STDIN_FILENO : -1, POLLIN, 0}};
      poll(ready, 2, 100);
      talk_.turn();
      if (ready[1].revents != 0) read_input();
    }
    return failed_ ? 1 : 0;
  }

 private:
  /// Without a place to send to, the end of the input is still the end.
  bool watches_end() const { return options_.to.empty() && !input_ended_; }
  bool done() const {
    if (stop_asked != 0 || ended_) return true;
    return input_ended_ && !options_.follow && partial_.empty() && talk_.sync().settled();
  }

  Talk::Hooks hooks() {
    Talk::Hooks hooks;
    hooks.show = [this](const std::string& id, const Entry& entry, bool) { print(id, entry); };
    hooks.acknowledged = [](const Outgoing&, Seq) {};
    hooks.refused = [this](const Outgoing& message, const Problem& problem) {
      failed_ = true;
      std::fprintf(
          stderr, "weft: not sent: %s (%s)\n", safe_line(text_in(message.body, "text"), 60).c_str(),
          safe_line(problem.detail).c_str());
    };
    hooks.note = [](const std::string& line) { std::fprintf(stderr, "weft: %s\n", line.c_str()); };
    hooks.ready = [this](bool) { find_target(); };
    hooks.event = [](const Json&) {};
    hooks.ended = [this](const std::string& why, bool) {
      ended_ = failed_ = true;
      std::fprintf(stderr, "weft: %s\n", safe_line(why).c_str());
    };
    return hooks;
  }

  void find_target() {
    if (options_.to.empty() || !target_.empty()) return;
    for (const auto& [id, conversation] : talk_.sync().conversations()) {
      const std::string wanted = lower(options_.to);
      const bool fits = lower(conversation.title()) == wanted || lower(conversation.called()) == wanted ||
                        lower(conversation.peer.userid) == wanted;
      if (fits && conversation.kind != "inbox" && !conversation.gone) target_ = id;
    }
    if (!target_.empty()) return;
    talk_.sync().request(
        "conversation.open_direct", {{"peer", options_.to}}, [this](const Json* ok, const Problem& problem) {
          if (ok) {
            target_ = talk_.sync().learn(*ok).id;
          } else if (!problem.passing()) {
            ended_ = failed_ = true;
            std::fprintf(stderr, "weft: cannot open %s: %s\n", options_.to.c_str(), safe_line(problem.detail).c_str());
          }
        });
  }

  void read_input() {
    char buffer[4096];
    const ssize_t size = read(STDIN_FILENO, buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) return;
    if (size <= 0) {
      input_ended_ = true;
      if (!partial_.empty()) send(std::exchange(partial_, {}));
      return;
    }
    partial_.append(buffer, static_cast<std::size_t>(size));
    for (std::size_t end = partial_.find('\n'); end != partial_.npos; end = partial_.find('\n')) {
      send(partial_.substr(0, end));
      partial_.erase(0, end + 1);
    }
  }

  void send(std::string line) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty() && !target_.empty()) talk_.sync().send_message(target_, "text", {{"text", line}});
  }

  void print(const std::string& id, const Entry& entry) {
    const Conversation* conversation = talk_.sync().find(id);
    if (!conversation || entry.kind != "message" || entry.actor == talk_.sync().me().id ||
        (!options_.to.empty() && id != target_))
      return;
    View view;
    view.name = [this](const std::string& person) { return safe_line(talk_.name(person), 40); };
    view.entry = [](Seq) -> const Entry* { return nullptr; };
    const std::string place = options_.to.empty() && conversation->of_many()
                                  ? safe_line(conversation->title(), 40) + " · "
                                  : "";
    std::printf(
        "%s%s: %s\n", place.c_str(), view.name(entry.actor).c_str(),
        safe_line(styled(body_text(entry.body, view), false)).c_str());
    std::fflush(stdout);
  }

  const PipedOptions options_;
  std::string target_, partial_;
  bool input_ended_ = false, failed_ = false, ended_ = false;
  Talk talk_;
};

}  // namespace

int run_piped(const gateway::Endpoint& server, const std::string& token, const PipedOptions& options) {
  struct sigaction action {};
  action.sa_handler = [](int) { stop_asked = 1; };
  for (const int number : {SIGINT, SIGTERM, SIGHUP})
    sigaction(number, &action, nullptr);
  return Piped(server, token, options).run();
}

}  // namespace weft::app::chat
