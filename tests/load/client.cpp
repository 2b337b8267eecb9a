// Requests and answers of weft.v1 over one load socket.
#include "load/client.hpp"

#include <utility>

namespace weft::load {

std::string hello_input(const Hello& hello) {
  std::string out = "{";
  const auto field = [&out](std::string_view key, const std::string& json) {
    if (out.size() > 1) out += ',';
    out += '"';
    out += key;
    out += "\":";
    out += json;
  };
  if (!hello.token.empty()) field("token", quote(hello.token));
  if (!hello.device.empty()) field("device", quote(hello.device));
  if (!hello.cursors.empty()) {
    std::string cursors;
    for (const auto& [conversation, seq] : hello.cursors) {
      cursors += (cursors.empty() ? "{" : ",") + quote(conversation) + ":" + std::to_string(seq);
    }
    field("cursors", cursors + "}");
  }
  if (!hello.epoch.empty()) field("epoch", quote(hello.epoch));
  if (!hello.cursor.empty()) field("cursor", quote(hello.cursor));
  return out + "}";
}

std::string text_message_input(std::string_view conversation, std::string_view client_id, std::string_view text) {
  std::string out = R"({"conversation":")";
  out.append(conversation).append(R"(","client_id":)").append(quote(client_id));
  out.append(R"(,"kind":"text","body":{"text":)").append(quote(text)).append("}}");
  return out;
}

Client::Client(Loop& loop, Target target, ClientHooks hooks)
    : target_(std::move(target)), hooks_(std::move(hooks)), socket_(loop, *this) {}

void Client::connect() {
  ++connection_;
  last_id_ = 0;
  replies_.clear();
  socket_.connect(target_);
}

void Client::abort(bool reset) {
  ++connection_;
  replies_.clear();
  socket_.abort(reset);
}

std::int64_t Client::request(std::string_view op, std::string_view input, Reply reply) {
  const auto id = next_id();
  std::string json = R"({"id":)" + std::to_string(id);
  json.append(R"(,"op":")").append(op).append(R"(","in":)").append(input).append("}");
  if (reply && is_open()) replies_.emplace(id, std::move(reply));
  socket_.send(json);
  return id;
}

void Client::on_open() {
  if (hooks_.open) hooks_.open();
}

void Client::on_text(std::string_view payload) {
  const auto connection = connection_;
  while (!payload.empty()) {
    const auto end = payload.find('\n');
    take_object(payload.substr(0, end));
    // The owner may have ended or renewed the connection: the rest of this frame is then nobody's.
    if (end == std::string_view::npos || connection != connection_) return;
    payload.remove_prefix(end + 1);
  }
}

void Client::take_object(std::string_view object) {
  if (object.empty()) return;
  if (!replies_.empty() && !object.starts_with(R"({"ev")") && take_answer(object)) return;
  if (hooks_.object) hooks_.object(object);
}

bool Client::take_answer(std::string_view object) {
  const auto answer = scan(object);
  const auto waiting = replies_.extract(answer.id);
  if (waiting.empty()) return false;
  waiting.mapped()(answer);
  return true;
}

void Client::on_closed(const Closed& closed) {
  ++connection_;
  replies_.clear();
  if (hooks_.closed) hooks_.closed(closed);
}

}  // namespace weft::load
