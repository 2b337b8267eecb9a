// Receivers in one XMPP chat room.
#include "bench/audience.hpp"
#include "bench/xmpp.hpp"

#include <stdexcept>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;

class XmppAudience : public Audience {
 public:
  XmppAudience(load::Loop& loop, const Subject& subject, std::size_t receivers)
      : loop_(loop), room_(subject.text("room") + "@conference." + subject.text("domain")) {
    for (std::size_t i = 0; i < receivers; ++i) {
      sessions_.push_back(std::make_unique<XmppSession>(loop, xmpp_account(subject, i)));
      sessions_.back()->on_ready = [this, i] { join(i); };
      sessions_.back()->on_bytes = [this](std::string_view bytes) { take(bytes); };
      sessions_.back()->on_failed = [this](const std::string& why) {
        ++lost_;
        failure_ = why;
      };
    }
  }

  void bring_up() override {
    // One after the other: the first makes the room, and a room of thousands takes joins in turn anyway.
    for (auto& session : sessions_) {
      const auto wanted = joined_ + 1;
      session->connect();
      if (!loop_.run_until([&] { return joined_ == wanted || lost_ != 0; }, 30s) || lost_ != 0) {
        throw std::runtime_error("room not joined: " + failure_);
      }
    }
  }

  void send(const std::vector<std::string>& texts) override {
    std::string stanzas;
    for (const auto& text : texts)
      stanzas += "<message to='" + room_ + "' type='groupchat'><body>" + text + "</body></message>";
    sessions_[0]->send(stanzas);
  }

  std::size_t lost() const override { return lost_; }

 private:
  void join(std::size_t i) {
    sessions_[i]->send(
        "<presence to='" + room_ + "/nick" + std::to_string(i) +
        "'><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>");
  }

  void take(std::string_view bytes) {
    // The room's subject is the last thing a joining occupant gets.
    if (joined_ < sessions_.size()) {
      if (bytes.find("<subject") != std::string_view::npos) ++joined_;
      if (bytes.find("type='error'") != std::string_view::npos) {
        ++lost_;
        failure_ = bytes;
      }
      return;
    }
    if (on_bytes) on_bytes(bytes);
  }

  load::Loop& loop_;
  std::string room_;
  std::vector<std::unique_ptr<XmppSession>> sessions_;
  std::size_t joined_ = 0;
  std::size_t lost_ = 0;
  std::string failure_;
};

}  // namespace

std::unique_ptr<Audience> make_xmpp_audience(load::Loop& loop, const Subject& subject, std::size_t receivers) {
  return std::make_unique<XmppAudience>(loop, subject, receivers);
}

}  // namespace weft::bench
