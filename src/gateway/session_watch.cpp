// Hears of the end of a session for which bytes move.
#include "gateway/session_watch.hpp"

namespace weft::gateway {

constexpr std::chrono::milliseconds kLookAgain{500};

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

void SessionWatch::look_later(const api::Credential& credential, const std::weak_ptr<SessionWatch>& self) {
  loop_.after(kLookAgain, [number = watches_, credential, self] {
    const auto here = self.lock();
    if (here && here->watches_ == number) here->look(credential, self);
  });
}

/// The first look tells whose session it is, so that the hub tells of its end; the second one whether it ended in
/// between. A look that fails says nothing of the session.
void SessionWatch::looked(
    const api::Credential& credential, const std::weak_ptr<SessionWatch>& self, const Look& look_result) {
  if (const auto* error = std::get_if<ApiError>(&look_result)) {
    if (error->code() == Errc::unauthenticated) return session_ended();
    return look_later(credential, self);
  }
  if (std::exchange(in_hub_, true)) return;
  const auto& caller = std::get<api::Caller>(look_result);
  loop_.hub().begin(*this, caller.principal, caller.session);
  look(credential, self);
}

}  // namespace weft::gateway
