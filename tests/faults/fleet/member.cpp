// Sessions of a member: connect, hello with cursors, end, connect again.
#include "fleet/member.hpp"

#include "load/scan.hpp"

#include <algorithm>
#include <utility>

namespace weft::faults {

using namespace std::chrono_literals;

namespace {

load::Target target_of(const Shared& shared, const MemberPlan& plan) {
  load::Target target;
  target.host = shared.host;
  target.port = shared.port;
  target.source = plan.source;
  target.receive_buffer = plan.receive_buffer;
  return target;
}

}  // namespace

Member::Member(Shared& shared, MemberPlan plan)
    : shared_(shared),
      plan_(std::move(plan)),
      history_(shared.folder, plan_.name, ".hist", plan_.principal),
      client_(
          shared.loop, target_of(shared, plan_),
          {.open = [this] { opened(); },
           .object = [this](std::string_view object) { this->object(object); },
           .closed = [this](const load::Closed& end) { closed(end); }}) {}

Member::Known& Member::know(std::string_view conversation) {
  const auto found = known_.find(conversation);
  if (found != known_.end()) return found->second;
  auto& known = known_[std::string(conversation)];
  known.id = conversation;
  known.index = static_cast<unsigned>(known_.size() - 1);
  history_.line("c", known.index, conversation);
  return known;
}

void Member::go_online() {
  wanted_online_ = true;
  if (client_.is_idle() && reconnect_ == 0) connect_later(0ms);
}

void Member::go_offline() {
  wanted_online_ = false;
  if (reconnect_ != 0) shared_.loop.cancel(std::exchange(reconnect_, 0));
  if (client_.is_idle()) return;
  client_.abort();
  load::Closed own;
  own.code = 1000;
  own.opened = true;
  closed(own);
}

void Member::connect_later(load::Duration delay) {
  reconnect_ = shared_.loop.after(delay, [this] {
    reconnect_ = 0;
    connect_ns_ = load::now_ns();
    client_.connect();
  });
}

void Member::stall() {
  stalled_ = was_stalled_ = true;
  client_.pause_reading();
}

void Member::unstall() {
  stalled_ = false;
  client_.resume_reading();
}

void Member::opened() {
  first_page_of_hello_ = true;
  if (stalled_) client_.resume_reading();
  hello({});
}

void Member::hello(std::string_view cursor) {
  load::Hello hello{
      .token = plan_.token, .device = plan_.name, .cursors = {}, .epoch = epoch_, .cursor = std::string(cursor)};
  for (const auto& [id, known] : known_) {
    if (!known.ignored && (known.have > 0 || !first_session_)) hello.cursors[id] = known.have;
  }
  client_.request("hello", load::hello_input(hello), [this](const load::Scanned& answer) { greeted(answer); });
}

void Member::greeted(const load::Scanned& answer) {
  if (answer.ok.empty()) {
    ++shared_.total.hello_errors;
    ++shared_.total.errors["hello " + std::string(load::plain(load::raw_field(answer.error, "code")))];
    client_.abort();
    closed(load::Closed{});
    return;
  }
  if (std::exchange(first_page_of_hello_, false)) {
    ++shared_.total.hellos;
    epoch_ = load::plain(load::raw_field(answer.ok, "epoch"));
    history_.line("O", now_us(), epoch_);
    for (auto& [id, known] : known_) {
      known.paging = false;
      if (!known.ignored && (known.have > 0 || !first_session_)) history_.line("k", known.index, known.have);
    }
    if (load::raw_field(answer.ok, "epoch_changed") == "true") {
      history_.line("G", now_us());
      for (auto& [id, known] : known_)
        known.have = 0;
    }
    behind_ = 0;
    missed_ = 0;
  }
  load::for_each_item(
      load::raw_field(answer.ok, "conversations"), [this](std::string_view item) { take_listed(item); });
  const auto next = load::raw_field(answer.ok, "next_cursor");
  if (next.size() > 2 && next != "null") {
    hello(load::text(next));
    return;
  }
  greeted_ = true;
  first_session_ = false;
  failures_ = 0;
  bye_retry_ms_ = -1;
  if (ended_ns_ > 0) shared_.phase.gap.add(load::now_ns() - std::exchange(ended_ns_, 0));
  if (stalled_) client_.pause_reading();
  pump();
}

void Member::take_listed(std::string_view item) {
  std::string_view id, kind;
  std::int64_t head = 0;
  bool limited = false, reset = false;
  load::FieldWalk walk(item);
  while (walk.next()) {
    if (walk.key() == "id") id = load::plain(walk.raw());
    if (walk.key() == "kind") kind = load::plain(walk.raw());
    if (walk.key() == "head_seq") head = load::integer(walk.raw()).value_or(0);
    if (walk.key() == "limited") limited = walk.raw() == "true";
    if (walk.key() == "reset") reset = walk.raw() == "true";
  }
  auto& known = know(id);
  const bool unnamed = known.have == 0;
  if (kind == "inbox") {
    known.ignored = true;
    return;
  }
  known.inside = true;
  if (reset) {
    history_.line("g", known.index);
    known.have = 0;
  }
  history_.line("H", known.index, head, limited ? 1 : 0);
  if (unnamed && first_session_ && plan_.start_at_head) {
    history_.line("b", known.index, head);
    known.have = head;
  }
  auto& seen = shared_.heads[known.id];
  seen = std::max(seen, head);
  if (head <= known.have) return;
  known.catch_to = head;
  missed_ += head - known.have;
  ++behind_;
  if (limited || reset || (unnamed && first_session_)) {
    known.wanted = std::max(known.wanted, head);
    page(known);
  }
}

void Member::closed(const load::Closed& end) {
  ++shared_.total.closes[end.opened ? std::to_string(end.code) : std::string("connect")];
  if (greeted_) {
    history_.line("X", now_us(), end.code);
    ended_ns_ = load::now_ns();
  }
  greeted_ = false;
  for (auto& [id, known] : known_) {
    known.paging = false;
    known.catch_to = 0;
  }
  behind_ = 0;
  forget_open_sends("closed");
  history_.flush();
  if (!wanted_online_) return;
  const auto longest = static_cast<std::int64_t>(shared_.settings.back_off_ms);
  const auto back_off = std::min<std::int64_t>(longest, 20LL << std::min(failures_++, 10));
  const auto wait = bye_retry_ms_ >= 0 ? std::exchange(bye_retry_ms_, -1) : back_off;
  const auto spread = static_cast<std::int64_t>(shared_.below(static_cast<std::size_t>(wait / 2 + 1)));
  connect_later(std::chrono::milliseconds(wait / 2 + spread));
}

bool Member::caught_up() const {
  for (const auto& [id, known] : known_) {
    if (known.ignored || !known.inside) continue;
    const auto head = shared_.heads.find(id);
    if (head != shared_.heads.end() && known.have < head->second) return false;
  }
  return true;
}

void Member::write_settled() {
  history_.line("Q", now_us());
  history_.flush();
}

}  // namespace weft::faults
