// XMPP sign-in as a chain of steps, each recognised by the text of its answer.
#include "bench/xmpp.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace weft::bench {

namespace {

std::string base64(std::string_view bytes) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = (group << 8U) | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out.push_back(i + k > bytes.size() ? '=' : kAlphabet[(group >> (18U - 6U * k)) & 63U]);
    }
  }
  return out;
}

}  // namespace

XmppAccount xmpp_account(const Subject& subject, std::size_t number) {
  XmppAccount account;
  account.target.port = subject.port();
  account.target.source = load::source_address(number);
  account.domain = subject.text("domain");
  account.user = "user" + std::to_string(number);
  account.password = subject.text("password");
  return account;
}

void XmppSession::connect() {
  disconnect();
  fd_ = load::dial(account_.target);
  if (fd_ < 0) {
    fail(std::strerror(errno));
    return;
  }
  step_ = Step::connecting;
  loop_.watch(fd_, EPOLLOUT, *this);
}

void XmppSession::disconnect() {
  if (fd_ >= 0) {
    loop_.forget(fd_, *this);
    ::close(fd_);
  }
  fd_ = -1;
  step_ = Step::idle;
  in_.clear();
  out_.clear();
}

void XmppSession::fail(const std::string& why) {
  const auto text = account_.user + " at step " + std::to_string(static_cast<int>(step_)) + ": " + why + " " +
                    in_.substr(0, 400);
  disconnect();
  if (on_failed) on_failed(text);
}

void XmppSession::ready(std::uint32_t events) {
  if (step_ == Step::connecting) {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) {
      fail(std::strerror(error));
      return;
    }
    step_ = Step::features;
    send_header();
    return;
  }
  if ((events & EPOLLOUT) != 0) flush();
  if ((events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0) read_some();
}

void XmppSession::send_header() {
  send(
      "<?xml version='1.0'?><stream:stream to='" + account_.domain +
      "' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>");
}

void XmppSession::send(std::string_view stanzas) {
  if (fd_ < 0) return;
  out_.append(stanzas);
  flush();
}

void XmppSession::flush() {
  const auto put = ::send(fd_, out_.data(), out_.size(), MSG_NOSIGNAL);
  if (put > 0) out_.erase(0, static_cast<std::size_t>(put));
  loop_.change(fd_, out_.empty() ? EPOLLIN : EPOLLIN | EPOLLOUT, *this);
}

void XmppSession::read_some() {
  auto& scratch = loop_.scratch();
  const auto got = ::recv(fd_, scratch.data(), scratch.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) {
    fail("connection ended");
    return;
  }
  in_.append(scratch.data(), static_cast<std::size_t>(got));
  if (step_ != Step::ready) {
    advance();
    return;
  }
  const auto end = in_.rfind('>');
  if (end == std::string::npos) return;
  const auto rest = in_.substr(end + 1);
  in_.resize(end + 1);
  if (on_bytes) on_bytes(in_);
  in_ = rest;
}

bool XmppSession::seen(std::string_view text) {
  if (in_.find(text) == std::string::npos) return false;
  in_.clear();
  return true;
}

void XmppSession::advance() {
  if (in_.find("<failure") != std::string::npos || in_.find("<stream:error") != std::string::npos) {
    fail("refused");
    return;
  }
  if (step_ == Step::features && seen("</stream:features>")) {
    step_ = Step::success;
    const std::string secret = std::string(1, '\0') + account_.user + std::string(1, '\0') + account_.password;
    send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + base64(secret) + "</auth>");
  } else if (step_ == Step::success && seen("<success")) {
    step_ = Step::restarted;
    send_header();
  } else if (step_ == Step::restarted && seen("</stream:features>")) {
    step_ = Step::bound;
    send(
        "<iq type='set' id='b'><bind "
        "xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>bench</resource></bind></iq>");
  } else if (step_ == Step::bound && seen("</iq>")) {
    step_ = Step::present;
    send("<presence/>");
  } else if (step_ == Step::present && seen("<presence")) {
    step_ = Step::ready;
    if (on_ready) on_ready();
  }
}

}  // namespace weft::bench
