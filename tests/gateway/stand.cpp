// Builds the gateway that the tests talk to.
#include "gateway/stand.hpp"

#include "support/postgres.hpp"
#include <weft/api/define.hpp>
#include <weft/base/crypto.hpp>
#include <weft/db/workers.hpp>

#include <sstream>

namespace weft::test {

struct EchoIn {
  Text<1, 64> name;
  std::optional<Int<1, 200>> count;
  std::optional<std::vector<std::string>> tags;
};
BOOST_DESCRIBE_STRUCT(EchoIn, (), (name, count, tags))

struct SizeIn {
  Int<0, 1 << 20> size;
};
BOOST_DESCRIBE_STRUCT(SizeIn, (), (size))

struct HelloIn {
  std::optional<Secret> token;
  std::optional<std::string> device, cursor, epoch;
  std::optional<std::map<ConversationId, Seq>> cursors;
};
BOOST_DESCRIBE_STRUCT(HelloIn, (), (token, device, cursor, epoch, cursors))

struct SessionIn {
  SessionId session;
};
BOOST_DESCRIBE_STRUCT(SessionIn, (), (session))

struct SignInIn {
  std::string user, password;
};
BOOST_DESCRIBE_STRUCT(SignInIn, (), (user, password))

struct SignInOut {
  std::string token;
  Time expires_at;
};
BOOST_DESCRIBE_STRUCT(SignInOut, (), (token, expires_at))

struct BytesIn {
  Text<1, 200> name;
};
BOOST_DESCRIBE_STRUCT(BytesIn, (), (name))

namespace {

using api::Declaration;
using api::Method;
using api::Policy;

db::PoolOptions pool_options() {
  static const std::string url = fresh_database();
  db::PoolOptions options;
  options.url = url;
  options.threads = 2;
  return options;
}

std::string hash_of(const std::string& token) {
  const Digest digest = sha256(token);
  return std::string(reinterpret_cast<const char*>(digest.data()), digest.size());
}

}  // namespace

/// Knows people by the hash of their token or by their session.
class Stand::People final : public api::Authenticator {
 public:
  std::optional<api::Caller> authenticate(db::Tx&, const api::Credential& credential) override {
    int number = 0;
    std::function<void(int)> call;
    {
      const std::lock_guard lock(mutex);
      number = ++looks;
      call = on_look;
    }
    if (call) call(number);
    const std::lock_guard lock(mutex);
    for (const auto& [hash, caller] : by_hash)
      if (credential.session ? caller.session == *credential.session : hash == credential.token_hash) return caller;
    return std::nullopt;
  }
  void record_refusal(
      db::Tx&, const api::Caller&, const api::Operation&, const ApiError&, const api::Context&) override {}

  std::mutex mutex;
  std::map<std::string, api::Caller> by_hash;
  std::function<void(int)> on_look;
  std::atomic<int> looks{0};
};

gateway::ServerOptions test_options() {
  gateway::ServerOptions options;
  options.port = 0;
  return options;
}

Stand::Stand(gateway::ServerOptions options, gateway::Site site, gateway::Web web)
    : people_(std::make_unique<People>()), workers_(std::make_unique<db::Workers>(pool_options())) {
  presence = std::make_unique<fanout::PresenceBoard>(
      [this](const PrincipalId& principal, bool online) { bus->presence_changed(principal, online, clock.now()); });
  dispatcher = std::make_unique<api::Dispatcher>(
      *workers_, *people_, clock, [this](std::vector<Event> events) { bus->publish(std::move(events)); });
  add_operations();
  const auto backfill = [this](ConversationId conversation, Seq first, Seq last, auto done) {
    ++backfills;
    std::vector<EntryEvent> entries;
    for (Seq seq = first; seq <= last; ++seq)
      entries.push_back({conversation, seq, entry_json(conversation, seq), {}, {}});
    done(std::move(entries));
  };
  server = std::make_unique<gateway::Server>(
      std::move(options), gateway::ServerParts{
                              registry, *dispatcher, *bus, *presence, metrics, clock, backfill,
                              [this] { return trouble; }, std::move(site), std::move(web)});
  server->start();
}

Stand::~Stand() {
  release_held();
  server->drain(std::chrono::milliseconds(0));
  workers_->stop();
}

/// Takes a body into memory; refuses a piece that holds the word "poison".
class Stand::Keeper final : public api::BodySink {
 public:
  Keeper(Stand& stand, std::string name) : stand_(stand), name_(std::move(name)) {}
  ~Keeper() override {
    if (!finished_) ++stand_.broken_off;
  }
  void write(std::string piece, Written done) override {
    if (piece.find("poison") != std::string::npos) return done(ApiError(Errc::conflict, "poisoned"));
    bytes_ += piece;
    done(std::nullopt);
  }
  void finish(api::Done done) override {
    finished_ = true;
    stand_.store(name_, bytes_);
    done(std::string("{}"));
  }

 private:
  Stand& stand_;
  std::string name_, bytes_;
  bool finished_ = false;
};

namespace {

constexpr std::size_t kMostBytes = 2 << 20;

struct Giver final : api::BodySource {
  explicit Giver(std::string b) : bytes(std::move(b)) {}
  void read(std::uint64_t offset, std::size_t size, Piece done) override { done(bytes.substr(offset, size)); }
  const std::string bytes;
};

}  // namespace

void Stand::add_operations() {
  std::vector<api::Operation> list;
  list.push_back(api::transactional<EchoIn, EchoIn>(
      Declaration("echo", Method::post, "/api/v1/echo/{name}", Policy::signed_in, "Says it again"),
      [](db::Tx&, const api::Context&, const EchoIn& in) { return in; }));
  list.push_back(api::transactional<EchoIn, EchoIn>(
      Declaration("echo.get", Method::get, "/api/v1/echo/{name}", Policy::anonymous, "Says it again"),
      [](db::Tx&, const api::Context&, const EchoIn& in) { return in; }));
  list.push_back(api::transactional<SizeIn, RawJson>(
      Declaration("big", Method::get, "/api/v1/big", Policy::signed_in, "A long answer"),
      [](db::Tx&, const api::Context&, const SizeIn& in) {
        return RawJson{"\"" + std::string(static_cast<std::size_t>(in.size.value), 'x') + "\""};
      }));
  list.push_back(api::transactional<api::Nothing, RawJson>(
      Declaration("context", Method::get, "/api/v1/context", Policy::anonymous, "What the handler sees of the request"),
      [](db::Tx&, const api::Context& context, const api::Nothing&) {
        return RawJson{Json{
            {"address", context.address},
            {"request_id", context.request_id},
            {"device", context.device},
            {"userid", context.caller ? context.caller->userid : ""}}
                           .dump()};
      }));
  list.push_back(api::deferred<api::Nothing, api::Nothing>(
      Declaration("hold", Method::post, "/api/v1/hold", Policy::signed_in, "Answers when told"),
      [this](const api::Context&, const api::Nothing&, const api::Answer<api::Nothing>& answer) {
        const std::lock_guard lock(mutex_);
        held_.push_back(answer.done());
      }));
  list.push_back(api::deferred<SignInIn, SignInOut>(
      Declaration("session.create", Method::post, "/api/v1/sessions", Policy::anonymous, "Signs in"),
      [this](const api::Context&, const SignInIn& in, const api::Answer<SignInOut>& answer) {
        answer.ok({in.user, clock.now() + std::chrono::hours(24)});
      }));
  list.push_back(api::transactional<SessionIn, api::Nothing>(
      Declaration("session.revoke", Method::del, "/api/v1/sessions/{session}", Policy::signed_in, "Ends a session"),
      [](db::Tx&, const api::Context&, const SessionIn&) { return api::Nothing{}; }));
  list.push_back(api::transactional<HelloIn, RawJson>(
      Declaration("hello", Method::post, "/api/v1/hello", Policy::signed_in, "Starts"),
      [this](db::Tx&, const api::Context& context, const HelloIn&) { return RawJson{make_hello(context)}; }));
  list.push_back(api::receiving<BytesIn, api::Nothing>(
      Declaration("bytes.put", Method::put, "/api/v1/bytes/{name}", Policy::signed_in, "Takes bytes"), kMostBytes,
      [this](db::Tx&, const api::Context& context, const BytesIn& in) {
        if (in.name.value == "unwelcome") throw ApiError(Errc::forbidden, "not here");
        context.transfer->sink = std::make_shared<Keeper>(*this, in.name.value);
      }));
  list.push_back(api::sending<BytesIn>(
      Declaration("bytes.get", Method::get, "/api/v1/bytes/{name}", Policy::signed_in, "Gives bytes"),
      [this](db::Tx&, const api::Context& context, const BytesIn& in) {
        if (in.name.value == "farewell") expire(context.who().userid);
        auto given = std::make_shared<Giver>(stored(in.name.value));
        const std::uint64_t size = given->bytes.size();
        context.transfer->download = api::Download{given, size, "image/png", in.name.value, "\"tag\"", true};
      }));
  registry.add(std::move(list));
}

std::string Stand::stored(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = bytes_.find(name);
  return found == bytes_.end() ? "" : found->second;
}

void Stand::store(const std::string& name, std::string bytes) {
  const std::lock_guard lock(mutex_);
  bytes_[name] = std::move(bytes);
}

std::string Stand::make_hello(const api::Context& context) {
  std::function<void()> call;
  {
    const std::lock_guard lock(mutex_);
    call = on_hello_;
    if (context.attachment) {
      context.attachment->subscriptions = snapshot_.subscriptions;
      context.attachment->missed = snapshot_.missed;
    }
  }
  if (call) call();
  return Json{{"principal", context.who().principal.str()}}.dump();
}

api::Caller Stand::person(const std::string& name) {
  const std::lock_guard lock(people_->mutex);
  auto& caller = people_->by_hash[hash_of(name)];
  if (caller.userid.empty()) caller = {CorpId::make(), PrincipalId::make(), SessionId::make(), api::Role::member, name};
  return caller;
}

void Stand::expire(const std::string& name) {
  const std::lock_guard lock(people_->mutex);
  people_->by_hash.erase(hash_of(name));
}

void Stand::revoke(const std::string& name) {
  const api::Caller caller = person(name);
  expire(name);
  bus->publish({RevokedEvent{caller.principal, {caller.session}}});
}

void Stand::on_look(std::function<void(int)> call) {
  const std::lock_guard lock(people_->mutex);
  people_->on_look = std::move(call);
}

int Stand::looks() const {
  return people_->looks;
}

void Stand::set_snapshot(Snapshot snapshot) {
  const std::lock_guard lock(mutex_);
  snapshot_ = std::move(snapshot);
}

void Stand::on_hello(std::function<void()> call) {
  const std::lock_guard lock(mutex_);
  on_hello_ = std::move(call);
}

std::string entry_json(const ConversationId& conversation, Seq seq, std::size_t bytes) {
  return Json{
      {"ev", "entry"},
      {"conversation", conversation.str()},
      {"seq", seq},
      {"kind", "message"},
      {"body", {{"text", std::string(bytes, 't')}}}}
      .dump();
}

void Stand::publish(const ConversationId& conversation, Seq seq, std::size_t bytes) {
  bus->publish({EntryEvent{conversation, seq, entry_json(conversation, seq, bytes), {}, {}}});
}

std::size_t Stand::held() const {
  const std::lock_guard lock(mutex_);
  return held_.size();
}

void Stand::release_held() {
  std::vector<api::Done> held;
  {
    const std::lock_guard lock(mutex_);
    held.swap(held_);
  }
  for (const auto& done : held)
    done(std::string("{}"));
}

RawReply Stand::request(
    const std::string& method, const std::string& target, const std::string& fields, const std::string& body) const {
  RawSocket socket(port());
  std::string text = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + fields;
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  socket.send(text + "\r\n" + body);
  return read_reply(socket, method == "HEAD");
}

double Stand::figure(const std::string& line_start) const {
  std::istringstream lines(metrics.text());
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(line_start)) return std::stod(line.substr(line.rfind(' ')));
  return -1;
}

}  // namespace weft::test
