// The part of an HTTP connection that moves bytes between its socket and a sink or a source, a piece at a time.
//
// Nothing is read from the socket while a piece is being stored: who sends faster than the disk writes is slowed down
// by TCP. g++ 12 miscompiles coroutines whose co_await statements hold `{` or `?`: everything is named on the line
// above.
#pragma once
#include "gateway/handover.hpp"
#include "gateway/http_message.hpp"
#include "gateway/http_reader.hpp"

#include <chrono>

namespace weft::gateway {

inline constexpr std::size_t kPiece = 256 << 10;
inline constexpr std::size_t kSlowest = 8 << 10;  ///< bytes a second that a body must come with on average

/// Base of `Connection`, which offers try_body(), read_some(), write(), due_at() and refused().
template <class Connection>
class BodyTransfer {
 protected:
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  /// Brings the body to the sink, then replaces `answer` by the one that is to be given. False: the request was refused
  /// while it was read, or the peer has gone.
  Awaitable<bool> receive(IoLoop& loop, HttpReader& reader, HttpAnswer& answer, std::chrono::milliseconds patience) {
    const auto written = std::make_shared<Handover<std::optional<ApiError>>>(loop);
    const std::shared_ptr<api::BodySink> sink = answer.sink;
    const auto began = std::chrono::steady_clock::now();
    std::uint64_t total = 0;
    if (reader.expects_continue()) co_await self().write("HTTP/1.1 100 Continue\r\n\r\n");
    while (true) {
      const bool all = self().try_body(reader);
      if (self().refused()) co_return false;
      std::string& body = reader.request().body;
      if (body.size() >= kPiece || (all && !body.empty())) {
        total += body.size();
        self().due_at(SteadyTime::max());
        std::string piece;
        piece.swap(body);
        sink->write(std::move(piece), written->slot());
        const std::optional<ApiError> error = co_await written->take();
        if (error) {
          answer = answer.fail(*error);
          co_return true;
        }
      }
      if (all) break;
      self().due_at(began + patience + std::chrono::seconds(total / kSlowest));
      const bool came = co_await self().read_some(false, kPiece / 4);
      if (!came) co_return false;
    }
    self().body_is_read();
    self().due_at(SteadyTime::max());
    const auto settled = std::make_shared<Handover<HttpAnswer>>(loop);
    answer.settle(settled->slot());
    answer = co_await settled->take();
    co_return true;
  }

  /// Writes `header` and the file. The next piece is read while one is being written. False: the connection is of no
  /// use any more.
  Awaitable<bool> send(IoLoop& loop, std::string header, FileBody file) {
    const auto came = std::make_shared<Handover<std::variant<std::string, ApiError>>>(loop);
    std::string out = std::move(header);
    std::uint64_t asked = 0;
    const auto ask = [&] {
      const std::size_t size = std::min<std::uint64_t>(kPiece, file.size - asked);
      if (size > 0) file.source->read(file.offset + asked, size, came->slot());
      asked += size;
      return size > 0;
    };
    for (bool more = ask(); more;) {
      std::variant<std::string, ApiError> piece = co_await came->take();
      auto* bytes = std::get_if<std::string>(&piece);
      if (bytes == nullptr) co_return false;  // the length was stated: all that is left is to break off
      out += *bytes;
      more = ask();
      const bool written = co_await self().write(std::move(out));
      if (!written) co_return false;
      out.clear();
    }
    if (out.empty()) co_return true;
    const bool written = co_await self().write(std::move(out));
    co_return written;
  }

 private:
  Connection& self() { return static_cast<Connection&>(*this); }
};

}  // namespace weft::gateway
