// weft-bench-words: what 30,000 banned words cost a send.
//
// Sends messages of CHARACTERS (100) from SENDERS (64) people at a time into CHATS (16) groups for SECONDS (5), through
// message.send and the lanes on a PostgreSQL of its own: without a screen, with one whose company has no rules, and
// with RULES (100) x WORDS (300) words in force. The rounds are repeated ROUNDS (3) times in turn, so that all meet the
// same machine. The texts are of the words' alphabets and meet none of them. Prints one JSON object.
#include "groups/words_world.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <random>

namespace weft::bench {
namespace {

using Steady = std::chrono::steady_clock;

int number_from(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::atoi(text) : otherwise;
}

std::string utf8(unsigned point) {
  if (point < 0x80) return std::string(1, static_cast<char>(point));
  return {
      static_cast<char>(0xE0 | point >> 12), static_cast<char>(0x80 | (point >> 6 & 0x3F)),
      static_cast<char>(0x80 | (point & 0x3F))};
}

/// Words and texts, half of them Latin, half of them of 3,000 Chinese characters.
class Author {
 public:
  std::string word() { return chinese() ? letters(0x4E00, 3000, 3, 6) : letters('a', 26, 7, 14); }
  std::string text(int characters) {
    std::string out;
    for (int length = 0; length < characters; length += 6)
      out += (chinese() ? letters(0x4E00, 3000, 5, 7) : letters('a', 26, 3, 8)) + " ";
    return out;
  }

 private:
  bool chinese() { return random_() % 2 == 0; }
  std::string letters(unsigned first, unsigned count, unsigned least, unsigned most) {
    std::string out;
    for (auto left = least + random_() % (most - least + 1); left > 0; --left)
      out += utf8(first + static_cast<unsigned>(random_() % count));
    return out;
  }
  std::mt19937 random_{7};
};

/// Keeps SENDERS sends under way until the time is over.
class Crowd {
 public:
  Crowd(test::World& world, std::vector<std::string> texts, int senders, int chats)
      : world_(world), send_(*world.registry.find("message.send")), texts_(std::move(texts)) {
    for (int i = 0; i < senders; ++i)
      people_.push_back(caller("s" + std::to_string(i)));
    std::vector<std::string> names;
    for (int i = 1; i < senders; ++i)
      names.push_back("s" + std::to_string(i));
    for (int i = 0; i < chats; ++i)
      chats_.push_back(world.group("s0", names, "Bench"));
  }

  /// Messages a second.
  double run(std::chrono::seconds time) {
    done_ = 0;
    until_ = Steady::now() + time;
    const auto begun = Steady::now();
    under_way_ = people_.size();
    for (std::size_t i = 0; i < people_.size(); ++i)
      next(i);
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return under_way_ == 0; });
    return static_cast<double>(done_) / std::chrono::duration<double>(Steady::now() - begun).count();
  }
  std::int64_t refused() const { return refused_; }

 private:
  api::Caller caller(const std::string& userid) {
    api::Caller who;
    who.corp = world_.corp;
    who.principal = world_.person(userid);
    who.session = world_.sessions.at(userid);
    who.userid = userid;
    return who;
  }
  void next(std::size_t person) {
    const auto number = ++number_;
    api::Context context;
    context.caller = people_[person];
    const Json input = {
        {"conversation", chats_[number % chats_.size()]},
        {"client_id", "b" + std::to_string(number)},
        {"kind", "text"},
        {"body", {{"text", texts_[number % texts_.size()]}}}};
    send_.defer(std::move(context), input, [this, person](const api::Outcome& outcome) { sent(person, outcome); });
  }
  void sent(std::size_t person, const api::Outcome& outcome) {
    ++(std::holds_alternative<std::string>(outcome) ? done_ : refused_);
    if (Steady::now() < until_) return next(person);
    const std::lock_guard lock(mutex_);
    if (--under_way_ == 0) ended_.notify_all();
  }

  test::World& world_;
  const api::Operation& send_;
  const std::vector<std::string> texts_;
  std::vector<api::Caller> people_;
  std::vector<std::string> chats_;
  std::atomic<std::size_t> number_{0};
  std::atomic<std::int64_t> done_{0}, refused_{0};
  Steady::time_point until_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t under_way_ = 0;
};

/// How long one look takes, in microseconds.
double look(test::WordsWorld& place, const std::vector<std::string>& texts) {
  const auto begun = Steady::now();
  constexpr int kLooks = 20'000;
  for (int i = 0; i < kLooks; ++i) {
    const std::string& text = texts[static_cast<std::size_t>(i) % texts.size()];
    place.book->look({place.world.corp, place.world.person("s0"), std::nullopt, {{"body.text", text}}, {}});
  }
  return std::chrono::duration<double, std::micro>(Steady::now() - begun).count() / kLooks;
}

double middle(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void make_rules(test::WordsWorld& place, Author& author, int rules, int words) {
  for (int i = 0; i < rules; ++i) {
    std::vector<std::string> list;
    for (int j = 0; j < words; ++j)
      list.push_back(author.word());
    place.world.call(
        "admin", "word_rule.create",
        {{"name", "Rule " + std::to_string(i)}, {"action", "block"}, {"words", test::words(list)}});
  }
  place.in_force();
}

TEST(Words, TellTheirFigures) {
  const int senders = number_from("SENDERS", 64), chats = number_from("CHATS", 16);
  const int rules = number_from("RULES", 100), words = number_from("WORDS", 300);
  const std::chrono::seconds time(number_from("SECONDS", 5));
  Author author;
  std::vector<std::string> texts;
  for (int i = 0; i < 1000; ++i)
    texts.push_back(author.text(number_from("CHARACTERS", 100)));
  test::World plain;
  test::WordsWorld empty, full;
  make_rules(full, author, rules, words);
  Crowd without(plain, texts, senders, chats), with_none(empty.world, texts, senders, chats),
      with_all(full.world, texts, senders, chats);
  for (Crowd* crowd : {&without, &with_none, &with_all})
    crowd->run(std::chrono::seconds(1));  // connections, plans and caches are warm after that
  std::vector<double> rates[3];
  for (int round = number_from("ROUNDS", 3); round > 0; --round) {
    rates[0].push_back(without.run(time));
    rates[1].push_back(with_none.run(time));
    rates[2].push_back(with_all.run(time));
  }
  EXPECT_EQ(without.refused() + with_none.refused() + with_all.refused(), 0);
  const Json report = {
      {"words", rules * words},
      {"messages_per_second",
       {{"without_screen", middle(rates[0])}, {"without_rules", middle(rates[1])}, {"with_words", middle(rates[2])}}},
      {"ratio", middle(rates[0]) / middle(rates[2])},
      {"look_us", {{"without_rules", look(empty, texts)}, {"with_words", look(full, texts)}}}};
  std::printf("%s\n", report.dump(2).c_str());
}

}  // namespace
}  // namespace weft::bench
