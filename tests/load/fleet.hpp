// Brings many clients online at a bounded pace.
#pragma once

#include "load/client.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace weft::load {

/// Clients 0..n-1 that connect and say hello with bounded width: at most `width` of them are between connect and
/// the answer to hello at any time, so neither the listen queue nor the server's hello limit is overrun.
///
///     Fleet fleet(loop, 2000, [&](std::size_t i) { return Fleet::Member{target, hooks, hello}; });
///     if (!fleet.bring_up(256, 60s)) die(fleet.failure());
class Fleet {
 public:
  /// What one client is made of. Its `open` and `closed` hooks are wrapped by the fleet and called after the
  /// fleet's own work; `greeted` gets the answer to hello.
  struct Member {
    Target target;
    ClientHooks hooks;
    Hello hello;
    Client::Reply greeted = {};
  };

  /// Makes `count` clients; nothing is connected yet. Client i binds to `source_address(i)` unless its target names
  /// a source.
  Fleet(Loop& loop, std::size_t count, const std::function<Member(std::size_t)>& make);

  /// Runs the loop until every client has got a good answer to hello, or one failed, or `limit` has passed.
  bool bring_up(std::size_t width, Duration limit);
  /// Why `bring_up` returned false, in words.
  const std::string& failure() const { return failure_; }

  Client& operator[](std::size_t i) { return *clients_[i]; }
  std::size_t size() const { return clients_.size(); }
  std::size_t greeted() const { return greeted_; }
  /// Connections that ended, for whatever reason, since `bring_up` began.
  std::size_t lost() const { return lost_; }

 private:
  void start_more();
  void say_hello(std::size_t i);

  Loop& loop_;
  std::vector<Member> members_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::size_t width_ = 0;
  std::size_t started_ = 0;
  std::size_t greeted_ = 0;
  std::size_t lost_ = 0;
  std::string failure_;
};

}  // namespace weft::load
