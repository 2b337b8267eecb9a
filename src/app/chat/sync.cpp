// Connections, hello, requests and messages on their way out. The logs themselves: log.cpp.
#include "app/chat/sync.hpp"

namespace weft::app::chat {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kInFlight = 48;  // the protocol allows 64; leave room
constexpr int kFailuresForgiven = 5;   // answers of `internal` to the same message
constexpr milliseconds kLeastRetry{300};

Problem problem_of(const Json& error) {
  Problem problem;
  problem.code = text_in(error, "code", "internal");
  problem.detail = text_in(error, "detail", text_in(error, "title", problem.code));
  problem.retry_after = std::chrono::seconds(number_in(error, "retry_after"));
  return problem;
}

}  // namespace

Sync::Sync(std::string token, std::string device, Hooks hooks)
    : hooks_(std::move(hooks)), token_(std::move(token)), device_(std::move(device)) {}

void Sync::connected(Clock::time_point now) {
  now_ = now;
  stage_ = Stage::hello;
  cursors_ = Json::object();
  for (const auto& [id, conversation] : conversations_) {
    if (conversation.begun && !conversation.gone) cursors_[id] = conversation.seq;
  }
  say_hello({});
}

void Sync::disconnected() {
  stage_ = Stage::offline;
  hello_at_.reset();
  counting_ = false;
  behind_.clear();
  for (auto& [id, conversation] : conversations_)
    conversation.wants_page = false;  // the next hello says anew what is missing
  const std::map<std::uint64_t, Reply> lost = std::exchange(waiting_, {});
  for (const auto& [id, reply] : lost)
    reply(nullptr, {"unavailable", "the connection was lost", milliseconds(0)});
}

void Sync::call(const std::string& op, const Json& input, Reply reply) {
  const std::uint64_t id = ++last_id_;
  waiting_.emplace(id, std::move(reply));
  const Json request = {{"id", id}, {"op", op}, {"in", input}};
  hooks_.send(request.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void Sync::request(const std::string& op, const Json& input, Reply reply) {
  if (stage_ != Stage::welcome)
    return reply(nullptr, {"unavailable", "not connected; try again in a moment", milliseconds(0)});
  call(op, input, std::move(reply));
}

void Sync::say_hello(const std::string& cursor) {
  hello_at_.reset();
  Json input = {{"token", token_}, {"device", device_}, {"cursors", cursors_}};
  if (!epoch_.empty()) input["epoch"] = epoch_;
  if (!cursor.empty()) input["cursor"] = cursor;
  call("hello", input, [this](const Json* ok, const Problem& problem) {
    ok ? on_hello(*ok) : on_hello_refused(problem);
  });
}

void Sync::on_hello_refused(const Problem& problem) {
  if (stage_ == Stage::offline) return;
  if (problem.passing()) {
    hello_at_ = now_ + std::max(problem.retry_after, milliseconds(1000));
  } else {
    hooks_.turned_away(problem);
  }
}

void Sync::on_hello(const Json& ok) {
  const std::string epoch = text_in(ok, "epoch");
  const bool first_time = epoch_.empty();
  if (!first_time && (epoch != epoch_ || flag_in(ok, "epoch_changed"))) forget();
  const bool nothing_held = first_time || epoch_.empty();
  if (ok.contains("principal")) me_ = read_person(ok["principal"]);
  if (const auto items = ok.find("conversations"); items != ok.end() && items->is_array()) {
    for (const Json& item : *items)
      take_snapshot(item, nothing_held);
  }
  if (const std::string next = text_in(ok, "next_cursor"); !next.empty()) return say_hello(next);
  epoch_ = epoch;
  stage_ = Stage::welcome;
  counting_ = !nothing_held;
  hooks_.welcome();
  get_unknown();
  start_pages();
  pump();
  check_caught_up();
}

/// All that is held belongs to a history that is no more. Messages on their way stay: their client_ids make them safe
/// to send again.
void Sync::forget() {
  conversations_.clear();
  behind_.clear();
  epoch_.clear();
  hooks_.forgotten();
}

void Sync::receive(std::string_view object, Clock::time_point now) {
  now_ = now;
  const Json json = Json::parse(object, nullptr, false);
  if (!json.is_object()) return;
  if (json.contains("ev")) return on_event(json);
  const auto waiting = waiting_.find(static_cast<std::uint64_t>(number_in(json, "id")));
  if (waiting == waiting_.end()) return;
  const Reply reply = std::move(waiting->second);
  waiting_.erase(waiting);
  if (const auto ok = json.find("ok"); ok != json.end()) {
    reply(&*ok, {});
  } else {
    reply(nullptr, problem_of(json.value("error", Json::object())));
  }
}

void Sync::tick(Clock::time_point now) {
  now_ = now;
  if (hello_at_ && now >= *hello_at_) say_hello({});
  if (stage_ != Stage::welcome) return;
  get_unknown();
  start_pages();
  pump();
}

bool Sync::settled() const {
  return stage_ == Stage::welcome && outgoing_.empty() && !counting_ &&
         std::none_of(
             conversations_.begin(), conversations_.end(), [](const auto& item) { return item.second.wants_page; });
}

std::string Sync::send_message(const std::string& conversation, const std::string& kind, Json body) {
  outgoing_.push_back({weft::to_string(make_uuid()), conversation, kind, std::move(body), false, 0, {}});
  const std::string client_id = outgoing_.back().client_id;
  pump();
  return client_id;
}

void Sync::pump() {
  if (stage_ != Stage::welcome) return;
  std::set<std::string> busy;  // conversations whose turn is taken
  for (Outgoing& message : outgoing_) {
    if (!busy.insert(message.conversation).second || message.on_its_way) continue;
    if (waiting_.size() >= kInFlight) return;
    if (message.retry_at && now_ < *message.retry_at) continue;
    message.on_its_way = true;
    const Json input = {
        {"conversation", message.conversation},
        {"client_id", message.client_id},
        {"kind", message.kind},
        {"body", message.body}};
    call("message.send", input, [this, client_id = message.client_id](const Json* ok, const Problem& problem) {
      on_sent(client_id, ok, problem);
    });
  }
}

void Sync::on_sent(const std::string& client_id, const Json* ok, const Problem& problem) {
  const auto message = std::find_if(
      outgoing_.begin(), outgoing_.end(), [&](const Outgoing& item) { return item.client_id == client_id; });
  if (message == outgoing_.end()) return;
  message->on_its_way = false;
  if (stage_ == Stage::offline)
    return;  // whether it was written is unclear: the same client_id goes again after the next hello
  const bool forgiven = problem.code == "internal" && ++message->failures < kFailuresForgiven;
  if (!ok && (problem.passing() || forgiven)) {
    message->retry_at = now_ + std::max(problem.retry_after, kLeastRetry);
    return;
  }
  const Outgoing settled = std::move(*message);
  outgoing_.erase(message);
  if (ok) {
    hooks_.acknowledged(settled, number_in(*ok, "seq"));
  } else {
    hooks_.refused(settled, problem);
  }
  pump();
}

}  // namespace weft::app::chat
