// Reads every conversation to its end as each member, into .back files.
#pragma once

#include "fleet/swarm.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace weft::faults {

class ReadBack {
 public:
  struct Result {
    std::size_t conversations = 0, readings = 0, failed = 0;
    std::int64_t entries = 0;
  };

  /// `readers`: how many members read each conversation (0: all that know it). Members must be online.
  ReadBack(Shared& shared, Swarm& swarm, std::size_t readers, std::function<void(const Result&)> done);

 private:
  static constexpr std::size_t kWidth = 24;  ///< readings under way at once
  static constexpr int kTries = 40;          ///< of one page, a quarter of a second apart

  /// One member reading one conversation.
  struct Reading {
    Member* member;
    Member::Known* known;
    HistoryFile* file;
    unsigned index;
    std::int64_t after = 0;
    int tries = 0;
  };

  void plan(std::size_t readers);
  void start_more();
  void ask(const std::shared_ptr<Reading>& reading);
  void answered(const std::shared_ptr<Reading>& reading, const load::Scanned& answer);
  void write_entry(Reading& reading, std::string_view item);
  void again(const std::shared_ptr<Reading>& reading, std::string_view code);
  void finish();

  Shared& shared_;
  Swarm& swarm_;
  std::function<void(const Result&)> done_;
  Result result_;
  std::map<Member*, std::unique_ptr<HistoryFile>> files_;
  std::deque<std::shared_ptr<Reading>> waiting_;
  std::size_t under_way_ = 0;
  std::set<std::pair<std::string, std::pair<std::int64_t, std::uint64_t>>> odd_;  ///< second contents written
  std::unordered_map<std::string, std::vector<std::uint64_t>> written_;           ///< first content by seq
};

}  // namespace weft::faults
