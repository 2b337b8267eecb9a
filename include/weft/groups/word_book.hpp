// The rules about words as every thread sees them: compiled, in memory, at most a second behind the database.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/base/clock.hpp>
#include <weft/conversations/screening.hpp>
#include <weft/db/workers.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::groups {

struct WordBookOptions {
  db::PoolOptions database;
  std::chrono::milliseconds look{500};       ///< how often the versions of companies in use are compared
  std::chrono::milliseconds patience{8000};  ///< how long somebody may wait for rules to be read
  std::chrono::minutes keep{30};             ///< a company that nobody writes in is forgotten after that
  std::size_t lists = 2000;                  ///< groups whose own list is kept compiled
};

/// Reads and compiles on a thread of its own. A company's rules are read ahead, or when the first message of it is
/// screened; a
/// change comes in by a hint of the database at once, by the comparison of versions at the latest. Until the new words
/// are compiled the old ones hold. Words are compiled in portions of ten rules (docs/adr), so that a change compiles
/// 3,000 words and not 30,000.
class WordBook final : public conversations::Screen {
 public:
  WordBook(WordBookOptions options, const Clock& clock);
  ~WordBook() override;
  WordBook(const WordBook&) = delete;
  WordBook& operator=(const WordBook&) = delete;

  Look look(const conversations::Utterance& utterance) override;
  void prepare(const conversations::Utterance& utterance, std::function<void(bool)> ready) override;
  std::vector<conversations::Finding> judge(db::Tx& tx, const conversations::Utterance& utterance) override;
  void record(
      db::Tx& tx, const conversations::Utterance& utterance, std::span<const conversations::Finding> findings,
      std::optional<Seq> seq) override;

  /// Reads and compiles the rules of these companies, and returns when that is done, after `patience` at the latest:
  /// for the start of a server, so that nobody's first message waits for it.
  void read_ahead(std::span<const CorpId> companies);
  /// A hint of the database arrived; others than those about words are none of its business.
  void hint(const std::string& payload);
  /// How many changes of rules and of lists have come into memory, for tests; 0 when there are none.
  std::int64_t version(const CorpId& corp) const;
  /// Answers who waits and ends the threads; what is not read after `patience` is broken off.
  void stop(std::chrono::milliseconds patience = std::chrono::seconds(10));

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Deletes hits older than 180 days, `limit` at most; how many.
std::int64_t purge_word_hits(db::Tx& tx, int limit);

/// word_rule.*, word_hit.list, group.words and group.set_words.
std::vector<api::Operation> word_operations();

}  // namespace weft::groups
