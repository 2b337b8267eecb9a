// libedit with a character source of our own: it waits for the keyboard and for the network at the same time, so
// everything runs on one thread.
//
// Printing above the prompt: go up to its first row, erase to the end of the screen, print, and let libedit draw prompt
// and line again (EL_REFRESH).
#include "app/chat/line_editor.hpp"

#include "app/chat/keyboard.hpp"
#include "app/chat/text.hpp"
#include "app/terminal.hpp"

#include <histedit.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <utility>

namespace weft::app::chat {
namespace {

constexpr wchar_t kKillLine = 0x15;  // Ctrl-U
constexpr int kTick = 100;           // ms

std::atomic<bool> interrupted{false}, resized{false}, continued{false}, ended{false};

void on_signal(int number) {
  if (number == SIGINT) interrupted = true;
  if (number == SIGWINCH) resized = true;
  if (number == SIGCONT) continued = true;
  if (number == SIGTERM || number == SIGHUP) ended = true;
}

void watch_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;  // without SA_RESTART: poll() must return
  for (const int number : {SIGINT, SIGWINCH, SIGCONT, SIGTERM, SIGHUP})
    sigaction(number, &action, nullptr);
}

std::size_t terminal_columns() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

void out(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace

struct LineEditor::Impl {
  Hooks hooks;
  bool colours = has_colour(STDOUT_FILENO);
  EditLine* editor = nullptr;
  History* history = nullptr;
  std::string prompt;        // as libedit gets it, with escapes between \1
  std::string prompt_plain;  // what is seen of it
  bool reading = false;
  bool stopping = false;
  bool interrupt = false;
  std::string typed;
  Keyboard keyboard;

  static Impl* of(EditLine* editor) {
    void* data = nullptr;
    el_get(editor, EL_CLIENTDATA, &data);
    return static_cast<Impl*>(data);
  }

  /// libedit counts what stands between two \1 as taking no column. It ties that to the character behind it, so styles
  /// that follow each other are one.
  void make_prompt() {
    const std::string text = hooks.prompt();
    prompt.clear();
    prompt_plain = styled(text, false);
    std::string escapes;
    for (const char c : text) {
      const bool style = static_cast<unsigned char>(c) <= static_cast<unsigned char>(mark::kPlain);
      if (style && colours) escapes += styled(std::string(1, c), true);
      if (style) continue;
      if (!escapes.empty()) prompt += "\1" + std::exchange(escapes, {}) + "\1";
      prompt += c;
    }
  }

  std::string line_before_cursor() const {
    const LineInfo* info = el_line(editor);
    return {info->buffer, info->cursor};
  }
  std::string whole_line() const {
    const LineInfo* info = el_line(editor);
    return {info->buffer, info->lastchar};
  }

  /// From wherever the cursor is to the first column of the prompt's first row, everything below erased.
  void erase() {
    const std::size_t rows = rows_below(prompt_plain + safe_line(line_before_cursor()), terminal_columns());
    out((rows > 0 ? "\x1b[" + std::to_string(rows) + "A" : "") + "\r\x1b[J");
  }

  void redraw() {
    make_prompt();
    el_set(editor, EL_REFRESH);
  }

  /// One character of the keyboard as libedit wants it; meanwhile the network has its turns.
  int next(wchar_t* result) {
    while (true) {
      if (stopping || ended) return 0;
      if (resized.exchange(false)) el_resize(editor);
      if (continued.exchange(false)) resume();
      if (interrupted.exchange(false)) return on_interrupt(result);
      if (const auto character = keyboard.next()) {
        *result = *character;
        return 1;
      }
      if (const auto text = keyboard.pasted()) insert(*text);
      notice_typing();
      pollfd ready[2] = {{STDIN_FILENO, POLLIN, 0}, {hooks.fd, POLLIN, 0}};
      const int count = poll(ready, 2, kTick);
      if (count == 0 || (count > 0 && ready[1].revents != 0)) hooks.turn();
      if (count <= 0 || ready[0].revents == 0) continue;
      char bytes[1024];
      const ssize_t got = ::read(STDIN_FILENO, bytes, sizeof bytes);
      if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (got <= 0) return 0;
      keyboard.take({bytes, static_cast<std::size_t>(got)});
    }
  }

  void insert(const std::string& pasted) {
    const std::string text = paste_line(pasted);
    if (text.empty()) return;
    erase();
    el_insertstr(editor, text.c_str());
    redraw();
  }

  /// Ctrl-C: away with the line; with nothing on it, away altogether.
  int on_interrupt(wchar_t* result) {
    keyboard.reset();
    if (whole_line().empty()) {
      interrupt = true;
      return 0;
    }
    *result = kKillLine;
    return 1;
  }

  void resume() {
    el_set(editor, EL_PREP_TERM, 1);
    out(std::string(Keyboard::kPasteOn) + "\r\x1b[J");
    redraw();
  }

  void notice_typing() {
    std::string line = whole_line();
    if (line == typed) return;
    typed = std::move(line);
    hooks.typing(typed);
  }

  unsigned char complete() {
    const Completion completion = hooks.complete(line_before_cursor());
    if (!completion.insert.empty()) {
      el_insertstr(editor, completion.insert.c_str());
      return CC_REFRESH;
    }
    if (completion.choices.empty()) return CC_REFRESH_BEEP;
    std::string line;
    for (const std::string& choice : completion.choices)
      line += (line.empty() ? "" : "  ") + safe_line(choice);
    erase();
    for (const std::string& row : wrap(line, terminal_columns()))
      out(row + "\n");
    redraw();
    return CC_NORM;
  }
};

LineEditor::LineEditor(Hooks hooks) : impl_(std::make_unique<Impl>()) {
  impl_->hooks = std::move(hooks);
  watch_signals();
  EditLine* editor = impl_->editor = el_init("weft", stdin, stdout, stderr);
  impl_->history = history_init();
  HistEvent event;
  history(impl_->history, &event, H_SETSIZE, 500);
  history(impl_->history, &event, H_SETUNIQUE, 1);
  el_set(editor, EL_CLIENTDATA, impl_.get());
  el_set(editor, EL_EDITOR, "emacs");
  el_set(editor, EL_SIGNAL, 0);
  el_set(editor, EL_HIST, history, impl_->history);
  el_set(
      editor, EL_PROMPT_ESC, +[](EditLine* e) -> char* { return Impl::of(e)->prompt.data(); }, '\1');
  el_set(
      editor, EL_GETCFN, +[](EditLine* e, wchar_t* c) -> int { return Impl::of(e)->next(c); });
  el_set(
      editor, EL_ADDFN, "weft-complete", "complete",
      +[](EditLine* e, int) -> unsigned char { return Impl::of(e)->complete(); });
  el_set(editor, EL_BIND, "^I", "weft-complete", nullptr);
  el_set(editor, EL_BIND, "^R", "em-inc-search-prev", nullptr);
  el_set(editor, EL_BIND, "^W", "ed-delete-prev-word", nullptr);
  out(std::string(Keyboard::kPasteOn));
}

LineEditor::~LineEditor() {
  out(std::string(Keyboard::kPasteOff));
  history_end(impl_->history);
  el_end(impl_->editor);
}

LineEditor::End LineEditor::read(std::string& line) {
  impl_->make_prompt();
  impl_->reading = true;
  impl_->interrupt = false;
  int count = 0;
  const char* text = el_gets(impl_->editor, &count);
  impl_->reading = false;
  if (!text || count <= 0) {
    out("\n");
    return impl_->interrupt ? End::interrupted : End::closed;
  }
  line.assign(text, static_cast<std::size_t>(count));
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r'))
    line.pop_back();
  const std::size_t rows = rows_below(impl_->prompt_plain + safe_line(line), terminal_columns()) + 1;
  out("\x1b[" + std::to_string(rows) + "A\r\x1b[J");
  HistEvent event;
  if (!line.empty()) history(impl_->history, &event, H_ENTER, line.c_str());
  impl_->typed.clear();
  line = with_breaks(std::move(line));
  return End::line;
}

void LineEditor::print(const std::vector<std::string>& lines) {
  if (impl_->reading) impl_->erase();
  for (const std::string& line : lines)
    out(line + "\n");
  if (impl_->reading) impl_->redraw();
}

void LineEditor::refresh() {
  if (!impl_->reading) return;
  impl_->erase();
  impl_->redraw();
}

void LineEditor::stop() {
  impl_->stopping = true;
}

std::size_t LineEditor::columns() const {
  return terminal_columns();
}

}  // namespace weft::app::chat
