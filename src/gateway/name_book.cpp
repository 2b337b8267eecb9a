// Threads that ask the system for names, each for one at a time, and end when there is nothing to ask.
#include "gateway/name_book.hpp"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

namespace weft::gateway {
namespace {

NameBook::Addresses ask_system(const Endpoint& server) {
  boost::asio::io_context context(1);
  return client_detail::look_up(context, server);
}

struct Question {
  std::size_t waiting = 0;
  bool answered = false;
  NameBook::Addresses addresses;
  std::string trouble;
};

}  // namespace

struct NameBook::Desk {
  Desk(std::size_t most, Ask with) : most_threads(most), ask(std::move(with)) {}

  const std::size_t most_threads;
  const Ask ask;
  std::mutex mutex;
  std::condition_variable answered;
  std::map<std::string, std::shared_ptr<Question>> open;  ///< by authority
  std::deque<Endpoint> unasked;                           ///< of them, those that no thread has taken yet
  std::size_t threads = 0;

  std::shared_ptr<Question> put(const std::shared_ptr<Desk>& self, const Endpoint& server) {
    auto& question = open[server.authority()];
    if (!question) {
      question = std::make_shared<Question>();
      unasked.push_back(server);
      if (threads < most_threads) add_thread(self, server);
    }
    ++question->waiting;
    return question;
  }

  void add_thread(const std::shared_ptr<Desk>& self, const Endpoint& server) {
    try {
      std::thread([self] { self->work(); }).detach();
      ++threads;
    } catch (const std::system_error& error) {
      if (threads > 0) return;  // those will come to it
      unasked.pop_back();
      open.erase(server.authority());
      throw NetworkError("cannot look up " + server.host + ": " + error.what());
    }
  }

  /// Who gives up waiting takes back what nobody else wants to know.
  void give_up(const Endpoint& server, Question& question) {
    if (--question.waiting > 0) return;
    const auto same = [&](const Endpoint& one) { return one.authority() == server.authority(); };
    if (std::erase_if(unasked, same) > 0) open.erase(server.authority());
  }

  void work() {
    std::unique_lock lock(mutex);
    while (!unasked.empty()) {
      const Endpoint server = unasked.front();
      unasked.pop_front();
      const auto question = open.at(server.authority());
      lock.unlock();
      Addresses addresses;
      std::string trouble;
      try {
        addresses = ask(server);
      } catch (const std::exception& error) {
        trouble = error.what();
      }
      lock.lock();
      question->addresses = std::move(addresses);
      question->trouble = std::move(trouble);
      question->answered = true;
      open.erase(server.authority());
      answered.notify_all();
    }
    --threads;
  }
};

NameBook::NameBook(std::size_t most_threads, Ask ask)
    : desk_(std::make_shared<Desk>(most_threads, ask ? std::move(ask) : Ask(ask_system))) {}

NameBook::~NameBook() = default;

NameBook::Addresses NameBook::look_up(const Endpoint& server, std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(desk_->mutex);
  const auto question = desk_->put(desk_, server);
  const bool known = desk_->answered.wait_until(lock, until, [&] { return question->answered; });
  if (!known) {
    desk_->give_up(server, *question);
    throw NetworkError("cannot look up " + server.host + ": no answer in time");
  }
  if (!question->trouble.empty()) throw NetworkError(question->trouble);
  return question->addresses;
}

}  // namespace weft::gateway
