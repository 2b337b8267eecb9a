// One HTTP connection: read a request, have it answered, write the answer, again.
//
// No timers: each step sets a deadline, and the loop's sweep cancels what is overdue.
// g++ 12 miscompiles coroutines whose co_await statements hold `{` or `?`: everything is named on the line above.
#include "gateway/http_connection.hpp"

#include "gateway/body_transfer.hpp"
#include "gateway/http_reader.hpp"
#include "gateway/session_watch.hpp"
#include "gateway/ws_connection.hpp"
#include <weft/base/log.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace weft::gateway {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
constexpr SteadyTime kNever = SteadyTime::max();
constexpr std::size_t kReadSize = 4 << 10;
constexpr std::size_t kBodyReadSize = 64 << 10;
constexpr std::size_t kLingerBytes = 4 << 20;
constexpr Milliseconds kLinger{2000};

template <class Stream>
class HttpConnection final : public Connection, public SessionWatch, private BodyTransfer<HttpConnection<Stream>> {
  friend class BodyTransfer<HttpConnection<Stream>>;

 public:
  HttpConnection(Core& core, IoLoop& loop, Stream&& stream)
      : SessionWatch(loop, core.dispatcher),
        core_(core),
        loop_(loop),
        count_(core, core.figures.http_connections),
        stream_(std::move(stream)),
        answers_(std::make_shared<Handover<HttpAnswer>>(loop)) {
    peer_ = peer_address(socket());
    draining_ = core.draining;
    due_in(core.options.timeouts.header);
  }

  void start() { asio::co_spawn(loop_.context(), run(held()), asio::detached); }

  void sweep(SteadyTime now) override {
    if (now < deadline_) return;
    overdue_ = true;
    deadline_ = kNever;
    if (!std::exchange(cancelled_, true)) {
      cancel();
    } else {
      abort();  // it did not help the last time
    }
  }
  void drain() override {
    draining_ = true;
    if (idle_) cancel();
  }
  void abort() override {
    error_code ignored;
    aborted_ = true;
    unwatch();
    socket().close(ignored);
  }

 private:
  static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;

  std::shared_ptr<HttpConnection> held() { return std::static_pointer_cast<HttpConnection>(shared_from_this()); }
  asio::ip::tcp::socket& socket() {
    if constexpr (kTls) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }
  void cancel() {
    error_code ignored;
    socket().cancel(ignored);
  }
  void due_at(SteadyTime time) { deadline_ = time; }
  void body_is_read() { body_read_ = true; }
  bool refused() const { return refusal_.has_value(); }
  void due_in(Milliseconds time) { deadline_ = std::chrono::steady_clock::now() + time; }

  /// `self` keeps the connection alive as long as this runs.
  asio::awaitable<void> run(std::shared_ptr<HttpConnection> self) {
    bool more = true;
    if constexpr (kTls) {
      const auto [error] = co_await stream_.async_handshake(TlsStream::server, kToken);
      more = !error;
    }
    while (more) {
      more = co_await exchange();
      unwatch();
    }
    if (!upgraded_) abort();
    self.reset();
  }

  /// One request and its answer. False: the connection ends.
  asio::awaitable<bool> exchange() {
    HttpReader reader(core_.options.limits.header_bytes);
    refusal_.reset();
    body_read_ = false;
    const bool complete = co_await read_request(reader);
    if (upgraded_) co_return false;
    if (refusal_) co_await refuse();
    if (refusal_ || !complete) co_return false;
    deadline_ = kNever;
    const bool head = reader.request().method == "HEAD";
    core_.rest.handle(reader.request(), answers_->slot());
    HttpAnswer answer = co_await answers_->take();
    if (!aborted_ && moves_much(reader.request(), answer)) watch_mover(answer.mover);
    if (answer.sink) {
      const bool settled = co_await this->receive(loop_, reader, answer, core_.options.timeouts.body);
      if (refusal_) co_await refuse();
      if (refusal_ || !settled) co_return false;
    }
    if (aborted_) co_return false;
    const bool keep = reader.keep_alive() && body_read_ && !draining_ && !core_.draining;
    const bool written = co_await give(std::move(answer), head, keep);
    if (incoming_.empty()) incoming_.shrink_to_fit();
    if (written && !keep) co_await linger();
    served_ = true;
    co_return written&& keep;
  }

  /// Bytes that do not leave or come in one piece.
  static bool moves_much(const HttpRequest& request, const HttpAnswer& answer) {
    if (answer.file) return request.method != "HEAD" && answer.file->size > kPiece;
    return answer.sink && request.length.value_or(UINT64_MAX) > kPiece;
  }
  void watch_mover(const api::Credential& mover) {
    if (!mover.empty()) watch(mover, std::shared_ptr<SessionWatch>(held(), this));
  }
  void session_ended() override { abort(); }

  /// True when a whole request is in `reader`; else refusal_ says why not, or the peer has gone, or the connection was
  /// upgraded.
  asio::awaitable<bool> read_request(HttpReader& reader) {
    for (bool first = true; !try_header(reader); first = false) {
      if (refusal_) co_return false;
      const bool came = co_await read_some(first, kReadSize);
      if (!came) co_return false;
    }
    HttpRequest& request = reader.request();
    request.address = client_address(core_.trusted, peer_, request.forwarded_for);
    request.tls = kTls;
    if (request.path == "/ws") {
      upgrade(reader);
      co_return false;
    }
    const std::optional<std::size_t> taken = core_.rest.takes_bytes(request);
    const bool fits = expect_body(reader, taken.value_or(most_body(request)));
    if (taken || !fits) co_return fits;  // whether the body is welcome is asked before it is read
    due_in(core_.options.timeouts.body);
    while (!try_body(reader)) {
      if (refusal_) co_return false;
      if (reader.expects_continue() && !std::exchange(continued_, true))
        co_await write("HTTP/1.1 100 Continue\r\n\r\n");
      const bool came = co_await read_some(false, kBodyReadSize);
      if (!came) co_return false;
    }
    continued_ = false;
    body_read_ = true;
    co_return true;
  }

  bool try_header(HttpReader& reader) {
    return attempt([&] {
      if (incoming_.starts_with("\r\n"))
        incoming_.erase(0, 2);  // RFC 9112 section 2.2: an empty line before a request is to be overlooked
      return !incoming_.empty() && reader.read_header(incoming_);
    });
  }
  std::size_t most_body(const HttpRequest& request) const {
    return core_.rest.most_body(request, core_.options.limits.body_bytes);
  }
  bool expect_body(HttpReader& reader, std::size_t most) {
    return attempt([&] {
      reader.expect_body(most);
      return true;
    });
  }
  bool try_body(HttpReader& reader) {
    return attempt([&] { return reader.read_body(incoming_); });
  }
  template <class Step>
  bool attempt(Step step) {
    try {
      return step();
    } catch (Refusal& refusal) {
      core_.figures.refused_framing.add();
      refusal_.emplace(std::move(refusal));
      return false;
    }
  }

  /// Reads what there is. Between requests the deadline is the keep-alive time, from the first byte on that of the
  /// header.
  asio::awaitable<bool> read_some(bool first, std::size_t size) {
    const bool between = first && incoming_.empty() && served_;
    idle_ = first && incoming_.empty();
    if (between) due_in(core_.options.timeouts.keep_alive);
    if (idle_ && draining_) co_return false;
    const std::size_t old = incoming_.size();
    incoming_.resize(old + size);
    const auto space = asio::buffer(incoming_.data() + old, size);
    const auto [error, got] = co_await stream_.async_read_some(space, kToken);
    incoming_.resize(old + got);
    if (between) due_in(core_.options.timeouts.header);
    if (error && overdue_ && !idle_) time_out();
    idle_ = false;
    co_return !error;
  }

  void time_out() {
    core_.figures.timeouts.add();
    overdue_ = false;
    refusal_.emplace(Refusal{408, ApiError(Errc::invalid_argument, "the request did not come in time")});
  }

  void upgrade(HttpReader& reader) {
    auto result = check_upgrade(reader.request(), reader.upgrade(), core_.options.allowed_origins);
    if (auto* refused = std::get_if<HttpAnswer>(&result)) {
      upgrade_refused_ = std::move(*refused);
      refusal_.emplace(Refusal{upgrade_refused_->status, ApiError(Errc::invalid_argument)});
      return;
    }
    upgraded_ = true;
    deadline_ = kNever;
    open_websocket(
        core_, loop_, std::move(stream_), std::get<WsPeer>(std::move(result)), reader.beast_request(),
        std::move(incoming_));
  }

  /// Answers a request that was refused while reading, and closes.
  asio::awaitable<void> refuse() {
    HttpAnswer answer;
    if (upgrade_refused_) {
      answer = std::move(*upgrade_refused_);
    } else {
      const std::string id = to_string(make_uuid());
      answer = problem_answer(refusal_->error, id);
      answer.status = refusal_->status;
      answer.with("X-Request-Id", id).with("Cache-Control", "no-store");
    }
    const std::string bytes = to_bytes(answer, false, false);
    const bool written = co_await write(bytes);
    if (written) co_await linger();
  }

  asio::awaitable<bool> give(HttpAnswer answer, bool head, bool keep) {
    const bool file = answer.file && !head;
    if (file) {
      std::string header = header_bytes(answer, keep);
      const bool sent = co_await this->send(loop_, std::move(header), *answer.file);
      co_return sent;
    }
    const bool written = co_await write(to_bytes(answer, head, keep));
    co_return written;
  }

  asio::awaitable<bool> write(std::string bytes) {
    due_in(core_.options.timeouts.body);
    const auto [error, size] = co_await asio::async_write(stream_, asio::buffer(bytes), kToken);
    deadline_ = kNever;
    co_return !error && size == bytes.size();
  }

  /// Says that nothing more comes and reads until the peer has done the same, so that unread input does not turn the
  /// answer into a reset.
  asio::awaitable<void> linger() {
    due_in(kLinger);
    error_code ignored;
    if constexpr (kTls) {
      [[maybe_unused]] const auto [error] = co_await stream_.async_shutdown(kToken);
    }
    socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    incoming_.resize(kReadSize);
    for (std::size_t total = 0; total < kLingerBytes;) {
      const auto space = asio::buffer(incoming_);
      const auto [error, got] = co_await socket().async_read_some(space, kToken);
      if (error) break;
      total += got;
    }
  }

  Core& core_;
  IoLoop& loop_;
  ConnectionCount count_;
  Stream stream_;
  std::string peer_;
  std::string incoming_;
  SteadyTime deadline_ = kNever;
  bool overdue_ = false;
  bool cancelled_ = false;
  bool aborted_ = false;
  bool idle_ = false;    ///< waiting for a request
  bool served_ = false;  ///< has answered one
  bool draining_ = false;
  bool upgraded_ = false;
  bool continued_ = false;
  bool body_read_ = false;  ///< of the present request: what follows in the stream is the next one
  std::optional<Refusal> refusal_;
  std::optional<HttpAnswer> upgrade_refused_;
  std::shared_ptr<Handover<HttpAnswer>> answers_;
};

template <class Stream>
void serve(Core& core, IoLoop& loop, Stream stream) {
  const auto connection = std::make_shared<HttpConnection<Stream>>(core, loop, std::move(stream));
  loop.add(*connection);
  connection->start();
}

}  // namespace

void serve_http(Core& core, IoLoop& loop, asio::ip::tcp::socket socket, asio::ssl::context* tls) {
  if (tls != nullptr) {
    serve(core, loop, TlsStream(std::move(socket), *tls));
  } else {
    serve(core, loop, std::move(socket));
  }
}

}  // namespace weft::gateway
