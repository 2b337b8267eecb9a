// Receivers over WebSocket: Weft itself, the bare reference and npm ws.
#include "bench/audience.hpp"

#include "bench/marker.hpp"
#include "load/clock.hpp"
#include "load/fleet.hpp"

#include <stdexcept>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;
using load::Client;
using load::Fleet;

class WebSocketAudience : public Audience {
 public:
  WebSocketAudience(load::Loop& loop, const Subject& subject, std::size_t receivers) {
    const auto tokens = subject.has("tokens") ? subject.lines("tokens") : std::vector<std::string>{};
    if (subject.has("tokens") && tokens.size() < receivers) {
      throw std::runtime_error(
          "only " + std::to_string(tokens.size()) + " tokens for " + std::to_string(receivers) + " receivers");
    }
    fleet_ = std::make_unique<Fleet>(loop, receivers, [&](std::size_t i) {
      Fleet::Member member;
      member.target.port = subject.port();
      member.hooks.object = [this](std::string_view object) { on_bytes(object); };
      if (!tokens.empty()) member.hello = {.token = tokens[i], .device = {}, .cursors = {}, .epoch = {}, .cursor = {}};
      return member;
    });
  }

  void bring_up() override {
    on_bytes = [](std::string_view) {};
    if (!fleet_->bring_up(64, 120s)) throw std::runtime_error(fleet_->failure());
  }

  std::size_t lost() const override { return fleet_->lost(); }

 protected:
  Client& sender() { return (*fleet_)[0]; }

 private:
  std::unique_ptr<Fleet> fleet_;
};

/// A server that sends on what it gets: one frame for each text.
class EchoAudience : public WebSocketAudience {
 public:
  using WebSocketAudience::WebSocketAudience;

  void send(const std::vector<std::string>& texts) override {
    std::string frames;
    for (const auto& text : texts)
      load::append_frame(frames, load::Opcode::text, text, 0x5A17C3E1U);
    sender().socket().send_raw(frames);
  }
};

class WeftAudience : public WebSocketAudience {
 public:
  WeftAudience(load::Loop& loop, const Subject& subject, std::size_t receivers)
      : WebSocketAudience(loop, subject, receivers), conversation_(subject.text("conversation")) {}

  void send(const std::vector<std::string>& texts) override {
    std::string objects;
    for (const auto& text : texts) {
      // Unique like the marker, but without its first byte, so that the entry does not hold the marker twice.
      const auto client_id = text.substr(1, kMarkerSize - 1);
      objects += objects.empty() ? "" : "\n";
      objects += R"({"id":)" + std::to_string(sender().next_id()) + R"(,"op":"message.send","in":)" +
                 load::text_message_input(conversation_, client_id, text) + "}";
    }
    sender().send(objects);
  }

 private:
  std::string conversation_;
};

}  // namespace

std::unique_ptr<Audience> make_audience(load::Loop& loop, const Subject& subject, std::size_t receivers) {
  const auto dialect = subject.text("dialect");
  if (dialect == "weft") return std::make_unique<WeftAudience>(loop, subject, receivers);
  if (dialect == "echo") return std::make_unique<EchoAudience>(loop, subject, receivers);
  if (dialect == "xmpp") return make_xmpp_audience(loop, subject, receivers);
  throw std::runtime_error("unknown dialect " + dialect);
}

}  // namespace weft::bench
