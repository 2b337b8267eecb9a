// One REST request under way: from handle() to its answer.
#pragma once
#include "gateway/credentials.hpp"
#include "gateway/rest.hpp"

#include <chrono>

namespace weft::gateway {

struct Rest::Exchange {
  HttpRequest request;
  HttpReplyTo done;
  std::string id;
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
  Presented who;
  api::Registry::Match match;
  api::Dispatcher::Call call;
  bool clears_cookie = false;
  std::shared_ptr<api::Transfer> transfer;

  /// Whose session lets the bytes through.
  api::Credential mover() const {
    return match.operation->policy == api::Policy::anonymous ? api::Credential() : who.credential;
  }
};

}  // namespace weft::gateway
