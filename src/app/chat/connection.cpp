// The dialling thread owns the client: it builds it, and ends it before it dials again.
#include "app/chat/connection.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace weft::app::chat {

using Deadline = std::chrono::steady_clock::time_point;

struct Connection::Impl {
  const gateway::Endpoint server;
  const int wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  std::mutex opening, mutex;
  std::condition_variable changed;
  std::vector<Event> events;
  std::optional<Deadline> dial_at;
  bool stopping = false;
  std::shared_ptr<gateway::Client> client;
  std::thread thread;

  explicit Impl(gateway::Endpoint where) : server(std::move(where)) {}

  void post(Event event) {
    const std::lock_guard lock(mutex);
    events.push_back(std::move(event));
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(wake, &one, sizeof one);
  }

  void post_after_opening(Event event) {
    { const std::lock_guard wait(opening); }
    post(std::move(event));
  }

  void connect() {
    const std::lock_guard first(opening);  // what the new client has to say comes after `opened`
    gateway::ClientHandlers handlers;
    handlers.on_object = [this](std::string_view object) {
      post_after_opening({Event::Kind::object, std::string(object), 0});
    };
    handlers.on_close = [this](int code, std::string_view reason) {
      post_after_opening({Event::Kind::closed, std::string(reason), code});
    };
    try {
      auto opened = std::make_shared<gateway::Client>(server, std::move(handlers));
      {
        const std::lock_guard lock(mutex);
        client = std::move(opened);
      }
      post({Event::Kind::opened, {}, 0});
    } catch (const gateway::NetworkError& error) {
      post({Event::Kind::failed, error.what(), error.status()});
    }
  }

  void run() {
    std::unique_lock lock(mutex);
    while (!stopping) {
      if (!dial_at) {
        changed.wait(lock);
      } else if (std::chrono::steady_clock::now() < *dial_at) {
        changed.wait_until(lock, Deadline(*dial_at));
      } else {
        dial_at.reset();
        auto old = std::exchange(client, nullptr);
        lock.unlock();
        old.reset();  // a broken one ends at once, an open one after its close handshake
        connect();
        lock.lock();
      }
    }
  }
};

Connection::Connection(gateway::Endpoint server) : impl_(std::make_unique<Impl>(std::move(server))) {
  impl_->thread = std::thread([this] { impl_->run(); });
}

Connection::~Connection() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->changed.notify_all();
  impl_->thread.join();
  impl_->client.reset();
  close(impl_->wake);
}

void Connection::dial(std::chrono::milliseconds pause) {
  const std::lock_guard lock(impl_->mutex);
  impl_->dial_at = std::chrono::steady_clock::now() + pause;
  impl_->changed.notify_all();
}

bool Connection::send(std::string object) {
  std::shared_ptr<gateway::Client> client;
  {
    const std::lock_guard lock(impl_->mutex);
    client = impl_->client;
  }
  return client && client->send(std::move(object));
}

int Connection::fd() const {
  return impl_->wake;
}

std::vector<Connection::Event> Connection::take() {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto size = read(impl_->wake, &count, sizeof count);
  const std::lock_guard lock(impl_->mutex);
  return std::exchange(impl_->events, {});
}

}  // namespace weft::app::chat
