// Connects many clients with a bounded number of them in hello at once.
#include "load/fleet.hpp"

#include <cstring>
#include <utility>

namespace weft::load {

Fleet::Fleet(Loop& loop, std::size_t count, const std::function<Member(std::size_t)>& make) : loop_(loop) {
  for (std::size_t i = 0; i < count; ++i) {
    members_.push_back(make(i));
    auto& member = members_.back();
    if (member.target.source.empty()) member.target.source = source_address(i);
    ClientHooks hooks = member.hooks;
    hooks.open = [this, i] {
      say_hello(i);
      if (members_[i].hooks.open) members_[i].hooks.open();
    };
    hooks.closed = [this, i](const Closed& closed) {
      ++lost_;
      if (failure_.empty()) {
        failure_ = "client " + std::to_string(i) + " ended with code " + std::to_string(closed.code) + " " +
                   closed.reason +
                   (closed.error != 0 ? std::string(" (") + std::strerror(closed.error) + ")" : std::string()) +
                   (closed.http_status != 0 ? ", upgrade answered " + closed.http_head : std::string());
      }
      if (members_[i].hooks.closed) members_[i].hooks.closed(closed);
    };
    clients_.push_back(std::make_unique<Client>(loop_, member.target, std::move(hooks)));
  }
}

void Fleet::say_hello(std::size_t i) {
  clients_[i]->request("hello", hello_input(members_[i].hello), [this, i](const Scanned& answer) {
    if (answer.ok.empty()) {
      if (failure_.empty()) failure_ = "client " + std::to_string(i) + ": hello refused: " + std::string(answer.error);
      return;
    }
    ++greeted_;
    if (members_[i].greeted) members_[i].greeted(answer);
    start_more();
  });
}

void Fleet::start_more() {
  while (started_ < clients_.size() && started_ - greeted_ < width_)
    clients_[started_++]->connect();
}

bool Fleet::bring_up(std::size_t width, Duration limit) {
  width_ = width;
  start_more();
  const auto settled = [this] { return greeted_ == clients_.size() || !failure_.empty(); };
  if (!loop_.run_until(settled, limit)) failure_ = "only " + std::to_string(greeted_) + " clients online in time";
  return failure_.empty();
}

}  // namespace weft::load
