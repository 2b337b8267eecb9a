// A screen for tests.
#pragma once
#include <weft/conversations/screening.hpp>

namespace weft::test {

/// Nobody may say "forbidden".
struct OneWord : conversations::Screen {
  Look look(const conversations::Utterance&) override { return Look::marked; }
  void prepare(const conversations::Utterance&, std::function<void(bool)> ready) override { ready(true); }
  std::vector<conversations::Finding> judge(db::Tx&, const conversations::Utterance& utterance) override {
    std::vector<conversations::Finding> found;
    for (const auto& shown : utterance.shown)
      if (shown.text.find("forbidden") != std::string::npos)
        found.push_back({{}, "One word", conversations::ScreenAction::block, {}, shown.field, "forbidden", shown.text});
    return found;
  }
  void record(
      db::Tx&, const conversations::Utterance&, std::span<const conversations::Finding>, std::optional<Seq>) override {}
};

}  // namespace weft::test
