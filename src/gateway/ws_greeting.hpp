// A hello that is being answered.
#pragma once
#include "gateway/ws_session.hpp"

#include <memory>
#include <string>

namespace weft::gateway {

struct WsSession::Greeting {
  const api::Operation* operation = nullptr;
  std::optional<std::int64_t> id;
  Json input;  ///< without the token
  api::Credential credential;
  std::shared_ptr<api::Attachment> attachment;  ///< of the present attempt
  std::string text;                             ///< the answer, when the snapshot has been read
  int attempts = 0;
  SteadyTime began;
};

/// A further hello.
struct WsSession::NextPage {
  const api::Operation* operation = nullptr;
  WsRequest request;
  std::shared_ptr<api::Attachment> attachment;  ///< set while it is being answered
};

}  // namespace weft::gateway
