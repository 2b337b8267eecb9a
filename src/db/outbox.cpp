// The threads of the outbox: relay what was announced; claim, post, settle.
#include "db/crew.hpp"
#include "db/deliveries.hpp"
#include "db/posters.hpp"
#include "db/relay.hpp"
#include "db/retry_after.hpp"
#include <weft/base/error.hpp>
#include <weft/base/log.hpp>

#include <pqxx/pqxx>

#include <atomic>
#include <random>

namespace weft::db {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kMostRemark = 500;  // bytes

bool passing(const ApiError& error) {
  return error.code() == Errc::busy || error.code() == Errc::unavailable || error.code() == Errc::internal;
}

/// At most so many bytes, and no part of a character.
std::string cut(std::string text) {
  if (text.size() <= kMostRemark) return text;
  std::size_t end = kMostRemark;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  text.resize(end);
  return text;
}

std::string trouble_of(const Reply& reply) {
  if (reply.status == 0) return cut(reply.trouble);
  return "was answered with " + std::to_string(reply.status);
}

milliseconds about(milliseconds pause, double jitter) {
  if (jitter <= 0) return pause;
  static thread_local std::minstd_rand random(std::random_device{}());
  const double part = std::uniform_real_distribution<double>(1 - jitter, 1 + jitter)(random);
  return milliseconds(static_cast<std::int64_t>(static_cast<double>(pause.count()) * part));
}

}  // namespace

struct Outbox::Impl {
  Impl(OutboxOptions with, const Clock& c, DeliveryKinds k, Post p, Publish e)
      : options(std::move(with)),
        clock(c),
        kinds(std::move(k)),
        publish(std::move(e)),
        posters(options.requests, std::move(p), [this] { wake_hands(); }) {
    for (const auto& [name, kind] : kinds) {
      claims.kinds.push_back(name);
      claims.at_once.push_back(kind.at_once);
      claims.tries.push_back(std::ssize(pauses_of(kind)) + 1);
    }
    claims.lease = options.lease;
    crew = std::make_unique<Crew>(options.database, options.poll, [this](Hand& hand) { return turn(hand); });
    hands = crew.get();
    relay = std::make_unique<Relay>(options.database, options.poll, options.backlog, clock, [this] { wake_hands(); });
    shown = relay.get();
  }

  void wake_hands() {
    if (Crew* const ready = hands) ready->wake();
  }

  /// Settles what has been answered, or begins an attempt.
  bool turn(Hand& hand) {
    if (auto done = posters.take_done()) {
      settle_or_keep(hand, std::move(*done));
      return true;
    }
    if (!posters.take_place()) return false;
    try {
      if (begin(hand)) return true;
    } catch (...) {
      posters.give_back();
      throw;
    }
    posters.give_back();
    return false;
  }

  /// True when the place was taken, or there may be more to do.
  bool begin(Hand& hand) {
    Letter letter;
    const auto claimed = claim(hand, letter);
    if (!claimed) return false;
    if (letter.url.empty()) {  // nobody is to be told
      posters.give_back();
      return true;
    }
    posters.post(*claimed, std::move(letter), options.lease);
    return true;
  }

  std::optional<store::Claimed> claim(Hand& hand, Letter& letter) {
    const Line::Waiting on(hand.line);
    Tx tx(*hand.connection, clock);
    store::Claims mine = claims;
    if (const Relay* const ready = shown) mine.holder = ready->holder();
    auto claimed = store::claim_delivery(tx, mine);
    if (!claimed) return std::nullopt;
    if (const std::string why = write(tx, claimed->delivery, letter); !why.empty()) {
      store::settle_delivery(tx, *claimed, {"dropped", {}, {}, cut(why), {}, {}, true});
      ++failed;
    }
    publish_all(tx.commit());
    return claimed;
  }

  /// Why there is no letter; or "". What cannot be written now cannot be written later either: it must not hold its
  /// line for ever. A database that fails is another matter.
  std::string write(Tx& tx, const Delivery& delivery, Letter& letter) const {
    try {
      letter = kinds.at(delivery.kind).write(tx, delivery);
      return {};
    } catch (const Undeliverable& reason) {
      return reason.what();
    } catch (const pqxx::failure&) {
      throw;
    } catch (const ApiError& error) {
      if (passing(error)) throw;
      return error.detail();
    } catch (const std::exception&) {  // it may quote what people wrote
      log::error("delivery {} ({}) cannot be written", delivery.id.str(), delivery.type);
      return "it cannot be written";
    }
  }

  const std::vector<milliseconds>& pauses_of(const DeliveryKind& kind) const {
    return kind.pauses.empty() ? options.pauses : kind.pauses;
  }

  void settle_or_keep(Hand& hand, Posters::Done done) {
    try {
      settle(hand, done);
    } catch (...) {
      posters.put_back(std::move(done));
      throw;
    }
    posters.give_back();
  }

  void settle(Hand& hand, const Posters::Done& done) {
    const Line::Waiting on(hand.line);
    Tx tx(*hand.connection, clock);
    tx.set_corp(done.claimed.delivery.corp);
    const bool taken = done.reply.status >= 200 && done.reply.status < 300;
    const auto became = store::settle_delivery(tx, done.claimed, taken ? accepted(tx, done) : refused(tx, done));
    if (!became) return;  // another attempt has begun meanwhile, and what this one would do is undone
    publish_all(tx.commit());
    ++(*became == "delivered" ? delivered : *became == "failed" ? failed : retried);
  }

  store::Ending accepted(Tx& tx, const Posters::Done& done) {
    const DeliveryKind& kind = kinds.at(done.claimed.delivery.kind);
    std::string remark;
    try {
      Savepoint savepoint(tx);
      if (kind.accept) remark = kind.accept(tx, done.claimed.delivery, done.reply);
      savepoint.release();
    } catch (const ApiError& error) {
      if (passing(error)) throw;
      remark = error.field().empty() ? error.detail() : error.field() + ": " + error.detail();
    }
    return {"delivered", {}, done.reply.status, cut(remark), done.took, {}, !kind.accept};
  }

  store::Ending refused(Tx& tx, const Posters::Done& done) {
    const Delivery& delivery = done.claimed.delivery;
    const DeliveryKind& kind = kinds.at(delivery.kind);
    store::Ending ending{"failed", {}, {}, trouble_of(done.reply), done.took, {}, !kind.refuse};
    if (done.reply.status != 0) ending.answer = done.reply.status;
    if (kind.refuse && kind.refuse(tx, delivery, done.reply)) return ending;
    const auto& pauses = pauses_of(kind);
    const auto failures = static_cast<std::size_t>(delivery.attempts);
    if (failures > pauses.size()) return ending;
    ending.status = "waiting";
    ending.due = tx.now() + about(pauses[failures - 1], kind.jitter);
    if (done.reply.status != 429 && done.reply.status != 503) return ending;
    if (const auto rest = retry_after(done.reply.retry_after, tx.now())) {
      ending.rest_until = tx.now() + *rest;
      ending.due = std::max(*ending.due, *ending.rest_until);
    }
    return ending;
  }

  void publish_all(std::vector<Event> events) {
    if (!events.empty()) publish(std::move(events));
  }

  void stop(milliseconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    const auto left = [&] {
      return std::max(
          milliseconds(0), std::chrono::duration_cast<milliseconds>(until - std::chrono::steady_clock::now()));
    };
    relay->stop(left());
    posters.close(left());
    crew->stop(left());
  }

  const OutboxOptions options;
  const Clock& clock;
  const DeliveryKinds kinds;
  const Publish publish;
  store::Claims claims;
  std::atomic<std::uint64_t> delivered{0}, retried{0}, failed{0};

  std::unique_ptr<Crew> crew;
  std::atomic<Crew*> hands{nullptr};  ///< the same, once it is there: its threads work before
  std::atomic<const Relay*> shown{nullptr};
  Posters posters;
  std::unique_ptr<Relay> relay;  // last: its thread uses the rest
};

Outbox::Outbox(OutboxOptions options, const Clock& clock, DeliveryKinds kinds, Post post, Publish publish) {
  options.database.name = "outbox";
  impl_ = std::make_unique<Impl>(std::move(options), clock, std::move(kinds), std::move(post), std::move(publish));
}

Outbox::~Outbox() {
  stop();
}

void Outbox::wake() {
  impl_->relay->wake();
  impl_->crew->wake();
}

void Outbox::stir() {
  impl_->relay->stir();
}

void Outbox::stop(std::chrono::milliseconds patience) {
  impl_->stop(patience);
}

Outbox::Figures Outbox::figures() const {
  return {impl_->delivered, impl_->retried, impl_->failed};
}

}  // namespace weft::db
