// A value that another thread hands to a coroutine of an I/O loop.
#pragma once
#include "gateway/io_loop.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <memory>
#include <optional>

namespace weft::gateway {

/// One value at a time: slot(), have it called, take(). Only a weak pointer travels to the other thread.
template <class T>
class Handover : public std::enable_shared_from_this<Handover<T>> {
 public:
  explicit Handover(IoLoop& loop) : loop_(loop), came_(loop.context()) {}

  /// To be called exactly once, on any thread.
  std::function<void(T)> slot() {
    value_.reset();
    came_.expires_at(boost::asio::steady_timer::time_point::max());
    return [&loop = loop_, weak = this->weak_from_this()](T value) {
      loop.post([weak, value = std::move(value)]() mutable {
        const auto self = weak.lock();
        if (!self) return;
        self->value_ = std::move(value);
        self->came_.cancel();
      });
    };
  }

  boost::asio::awaitable<T> take() {
    constexpr auto kToken = boost::asio::as_tuple(boost::asio::use_awaitable);
    while (!value_)
      co_await came_.async_wait(kToken);
    co_return std::move(*value_);
  }

 private:
  IoLoop& loop_;
  std::optional<T> value_;
  boost::asio::steady_timer came_;
};

}  // namespace weft::gateway
