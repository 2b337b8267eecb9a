// Hears of the end of a session for which bytes move.
#include "gateway/session_watch.hpp"

namespace weft::gateway {

void SessionWatch::watch(const api::Credential& credential, const std::weak_ptr<SessionWatch>& self) {
  ++watches_;
  look(credential, self);
}

void SessionWatch::unwatch() {
  ++watches_;
  if (std::exchange(in_hub_, false)) loop_.hub().end(*this);
}

void SessionWatch::look(const api::Credential& credential, const std::weak_ptr<SessionWatch>& self) {
  dispatcher_.authenticate(credential, [&loop = loop_, number = watches_, credential, self](Look result) {
    loop.post([number, credential, self, result = std::move(result)] {
      const auto here = self.lock();
      if (here && here->watches_ == number) here->looked(credential, self, result);
    });
  });
}

/// The first look tells whose session it is, so that the hub tells of its end; the second one whether it ended in
/// between.
void SessionWatch::looked(
    const api::Credential& credential, const std::weak_ptr<SessionWatch>& self, const Look& look_result) {
  if (const auto* error = std::get_if<ApiError>(&look_result)) {
    if (!in_hub_ || error->code() == Errc::unauthenticated) session_ended();
    return;
  }
  if (std::exchange(in_hub_, true)) return;
  const auto& caller = std::get<api::Caller>(look_result);
  loop_.hub().begin(*this, caller.principal, caller.session);
  look(credential, self);
}

}  // namespace weft::gateway
