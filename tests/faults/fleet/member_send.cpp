// What a member sends: each message until it is acknowledged, however often the connection or the server goes away.
#include "fleet/member.hpp"
#include "load/scan.hpp"

#include <algorithm>

namespace weft::faults {

namespace {

/// Input of message.send for text without characters that JSON escapes.
std::string input_of(std::string_view conversation, std::string_view client_id, std::string_view text) {
  std::string input = R"({"conversation":")";
  input.append(conversation).append(R"(","client_id":")").append(client_id);
  input.append(R"(","kind":"text","body":{"text":")").append(text).append(R"("}})");
  return input;
}

}  // namespace

void Member::say() {
  if (plan_.send_to.empty()) return;
  if (sends_.size() >= static_cast<std::size_t>(shared_.settings.backlog)) {
    ++shared_.total.held_back;
    return;
  }
  const auto number = ++last_send_;
  auto& send = sends_[number];
  send.client_id = plan_.name + "-" + std::to_string(number);
  send.to = &know(plan_.send_to[shared_.below(plan_.send_to.size())]);
  send.repeats = static_cast<int>(shared_.below(static_cast<std::size_t>(std::max(1.0, shared_.settings.issues))));
  send.alter = shared_.settings.altered > 0 && shared_.uniform() < shared_.settings.altered;
  queue_.push_back(number);
  pump();
}

void Member::pump() {
  if (!greeted_ || stalled_) return;
  const auto now = load::now_ns();
  if (now < quiet_until_ns_) return;
  const auto window = static_cast<int>(shared_.settings.window);
  while (!queue_.empty() && open_sends_ < window) {
    const auto number = queue_.front();
    queue_.pop_front();
    const auto found = sends_.find(number);
    if (found != sends_.end()) issue(number, found->second);
  }
  // Unanswered for too long: issue again. Looked at twice a second.
  if (now - looked_ns_ < 500'000'000) return;
  looked_ns_ = now;
  const auto limit = static_cast<std::int64_t>(shared_.settings.answer_limit * 1e9);
  for (auto& [number, send] : sends_) {
    if (send.open == 0 || now - send.issued_ns < limit || open_sends_ >= window) continue;
    history_.line("U", now_us(), send.to->index, send.client_id, "silence");
    ++shared_.total.resent;
    issue(number, send);
  }
}

void Member::issue(std::uint64_t number, Send& send) {
  if (send.acked) {
    send.waiting = false;
    if (send.alter) {
      issue_altered(number, send);
    } else {
      forget_if_done(number);
    }
    return;
  }
  const auto now = load::now_ns();
  if (send.first_ns == 0) {
    send.first_ns = now;
    send.text = "|" + plan_.name + "|" + std::to_string(number) + "|" + std::to_string(now) + "|";
    const auto size = static_cast<std::size_t>(shared_.settings.text_size);
    if (send.text.size() < size) send.text.append(size - send.text.size(), 'x');
    ++shared_.total.sent;
  }
  send.issued_ns = now;
  send.waiting = false;
  const auto hash = entry_hash("message", plan_.principal, send.client_id, send.text);
  const auto input = input_of(send.to->id, send.client_id, send.text);
  // The repeats go out at once, so that the same send is in the server several times.
  for (; send.repeats >= 0 && open_sends_ < 60; --send.repeats) {
    history_.line("S", now / 1000, send.to->index, send.client_id, Hex{hash});
    ++send.open;
    ++open_sends_;
    client_.request(
        "message.send", input, [this, number, now](const load::Scanned& answer) { answered(number, now, answer); });
  }
  send.repeats = 0;
}

void Member::answered(std::uint64_t number, std::int64_t issued_ns, const load::Scanned& answer) {
  --open_sends_;
  const auto found = sends_.find(number);
  if (found == sends_.end()) return;
  auto& send = found->second;
  send.open = std::max(0, send.open - 1);
  if (!answer.ok.empty()) {
    acknowledged(send, issued_ns, answer.ok);
    if (send.alter && !send.waiting && send.open == 0) {
      send.waiting = true;
      queue_.push_back(number);
    }
  } else if (refused_for_now(send, answer.error)) {
    if (!send.acked && send.open == 0) {
      if (shared_.settings.retry == 0) {
        ++shared_.total.given_up;
        sends_.erase(found);
        return;
      }
      ++shared_.total.resent;
      send.waiting = true;
      queue_.push_back(number);
    }
  } else {
    ++shared_.total.refused;
    const auto status = load::integer(load::raw_field(answer.error, "status")).value_or(0);
    history_.line("R", now_us(), send.to->index, send.client_id, status);
    if (send.open == 0) {
      sends_.erase(found);
      return;
    }
  }
  forget_if_done(number);
}

void Member::acknowledged(Send& send, std::int64_t issued_ns, std::string_view ok) {
  const auto seq = load::integer(load::raw_field(ok, "seq")).value_or(0);
  const bool duplicate = load::raw_field(ok, "duplicate") == "true";
  history_.line("A", now_us(), send.to->index, send.client_id, seq, duplicate ? 1 : 0);
  auto& head = shared_.heads[send.to->id];
  head = std::max(head, seq);
  if (duplicate) ++shared_.total.duplicates;
  if (send.acked) return;
  send.acked = true;
  ++shared_.total.acked;
  const auto now = load::now_ns();
  shared_.phase.ack.add(now - issued_ns);
  shared_.phase.settled.add(now - send.first_ns);
}

/// Whether the answer says no more than "not now". Notes how long to wait.
bool Member::refused_for_now(const Send& send, std::string_view error) {
  const auto status = load::integer(load::raw_field(error, "status")).value_or(0);
  ++shared_.total.errors[std::string(load::plain(load::raw_field(error, "code")))];
  if (status != 429 && status < 500) return false;
  ++(status == 429 ? shared_.total.limited : shared_.total.busy);
  history_.line("U", now_us(), send.to->index, send.client_id, status);
  if (shared_.settings.retry == 0) return true;
  // A tenth of what the server asks for at least, so that a run is not dominated by waiting; never a busy loop.
  const auto asked_s = load::integer(load::raw_field(error, "retry_after")).value_or(0);
  const auto wait_ms = std::clamp<std::int64_t>(asked_s * 100, 50, 1000);
  quiet_until_ns_ = load::now_ns() + (wait_ms + static_cast<std::int64_t>(shared_.below(50))) * 1'000'000;
  return true;
}

void Member::issue_altered(std::uint64_t number, Send& send) {
  ++open_sends_;
  ++send.open;
  ++shared_.total.altered;
  history_.line("V", now_us(), send.to->index, send.client_id);
  client_.request(
      "message.send", input_of(send.to->id, send.client_id, send.text + " altered"),
      [this, number](const load::Scanned& answer) { altered_answered(number, answer); });
}

void Member::altered_answered(std::uint64_t number, const load::Scanned& answer) {
  --open_sends_;
  const auto found = sends_.find(number);
  if (found == sends_.end()) return;
  auto& send = found->second;
  --send.open;
  const auto status = load::integer(load::raw_field(answer.error, "status")).value_or(0);
  if (answer.ok.empty() && (status == 429 || status >= 500)) {
    history_.line("W", now_us(), send.to->index, send.client_id, "lost");
    send.waiting = true;
    queue_.push_back(number);
    quiet_until_ns_ = load::now_ns() + 100'000'000;
    return;
  }
  if (!answer.ok.empty()) ++shared_.total.altered_accepted;
  history_.line(
      "W", now_us(), send.to->index, send.client_id, answer.ok.empty() ? std::to_string(status) : std::string("ok"));
  send.alter = false;
  forget_if_done(number);
}

void Member::forget_if_done(std::uint64_t number) {
  const auto found = sends_.find(number);
  if (found == sends_.end()) return;
  const auto& send = found->second;
  if (send.acked && send.open == 0 && !send.waiting) sends_.erase(found);
}

/// The connection is gone: nothing that was open will be answered.
void Member::forget_open_sends(std::string_view why) {
  open_sends_ = 0;
  for (auto at = sends_.begin(); at != sends_.end();) {
    auto& [number, send] = *at;
    if (send.open > 0) {
      if (!send.acked) history_.line("U", now_us(), send.to->index, send.client_id, why);
      if (send.acked && send.alter) history_.line("W", now_us(), send.to->index, send.client_id, "lost");
      send.open = 0;
      const bool again = !send.acked || send.alter;
      if (again && !send.waiting) {
        send.waiting = true;
        queue_.push_back(number);
        if (!send.acked) ++shared_.total.resent;
      }
    }
    at = send.acked && !send.waiting ? sends_.erase(at) : std::next(at);
  }
}

}  // namespace weft::faults
