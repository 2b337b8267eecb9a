// An endpoint: one path of WeCom's API, and how it is answered.
#pragma once
#include "wecom/desk.hpp"
#include <weft/api/dialect.hpp>
#include <weft/api/dispatcher.hpp>
#include <weft/base/clock.hpp>

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace weft::wecom {

/// What an endpoint answers: fields beside errcode and errmsg, or bytes.
using Answer = std::variant<Json, api::Download>;

/// A request whose answer does not fit one transaction (an upload): answers exactly once, on any thread.
struct Later {
  api::Dispatcher& dispatcher;
  const api::Registry& registry;
  api::DialectRequest request;
  api::Credential credential;
  std::function<void(api::DialectAnswer)> done;
};

struct Endpoint {
  std::string path;  ///< "user/get"
  /// Who may ask: an app with its token, or anybody (a key or a secret is a field).
  api::Policy who = api::Policy::app;
  /// Runs in a transaction on a worker. GET and POST are taken alike, fields from the query and from the body.
  std::function<Answer(const Desk&)> handle = {};
  /// Instead of `handle`.
  std::function<void(Later)> later = {};
  /// With `later`: the largest body, which goes to a sink. With `handle`: the largest JSON, where more than usual.
  std::size_t body_bytes = 0;
  /// Numbers of errors that leave the handler as the operations' own.
  Numbers numbers = {};
};

using Endpoints = std::vector<Endpoint>;

/// Puts the endpoints of a subject behind those that are there.
void append(Endpoints& table, Endpoints more);

}  // namespace weft::wecom
