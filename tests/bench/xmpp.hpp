// Just enough XMPP over TCP to measure a chat server that speaks it: sign in, join a room, send and receive.
#pragma once

#include "bench/options.hpp"
#include "load/dial.hpp"
#include "load/loop.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace weft::bench {

struct XmppAccount {
  load::Target target;
  std::string domain;
  std::string user;
  std::string password;
};

/// Account `user<number>` of the subject's `domain`, with its `password`.
XmppAccount xmpp_account(const Subject& subject, std::size_t number);

/// One client connection: stream, SASL PLAIN, bind, presence. It recognises steps by the text they must contain and
/// reads no XML beyond that; what arrives after `on_ready` goes to `on_bytes`, cut at the end of a tag.
class XmppSession : private load::Watcher {
 public:
  XmppSession(load::Loop& loop, XmppAccount account) : loop_(loop), account_(std::move(account)) {}
  ~XmppSession() override { disconnect(); }
  XmppSession(const XmppSession&) = delete;
  XmppSession& operator=(const XmppSession&) = delete;

  void connect();
  void send(std::string_view stanzas);
  /// Ends the connection at once.
  void disconnect();

  std::function<void()> on_ready;                         ///< presence sent and echoed
  std::function<void(std::string_view bytes)> on_bytes;   ///< only after on_ready
  std::function<void(const std::string& why)> on_failed;  ///< refused or lost; the session is over

 private:
  enum class Step : std::uint8_t { idle, connecting, features, success, restarted, bound, present, ready };

  void ready(std::uint32_t events) override;
  void read_some();
  void advance();
  void send_header();
  bool seen(std::string_view text);
  void flush();
  void fail(const std::string& why);

  load::Loop& loop_;
  XmppAccount account_;
  int fd_ = -1;
  Step step_ = Step::idle;
  std::string in_;
  std::string out_;
};

}  // namespace weft::bench
