// A small world around one hub, moved by random steps, in which every client can say exactly what it must have seen.
#pragma once
#include "fanout/fakes.hpp"

#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace weft::test {

/// A device that follows "A correct client" of docs/protocol.md, and complains when the hub makes it page without
/// saying so.
struct ModelClient {
  enum class State { away, begun, read, live };

  PrincipalId principal;
  std::unique_ptr<FakeSink> sink;
  State state = State::away;
  std::vector<fanout::Hub::Subscription> snapshot;
  std::map<ConversationId, Seq> own;                ///< highest contiguous seq
  std::map<ConversationId, Seq> live;               ///< newest entry that this connection brought
  std::map<ConversationId, std::vector<Seq>> seen;  ///< everything applied, in order
};

class ModelWorld {
 public:
  explicit ModelWorld(std::uint32_t seed);

  void step();
  /// Publishes what is left, lets everybody read, and compares.
  void settle_and_check();

 private:
  std::size_t pick(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_); }
  bool chance(int percent) { return pick(100) < static_cast<std::size_t>(percent); }

  void commit();
  void publish(std::size_t at_most);
  void move_client(ModelClient& client);
  void take_snapshot(ModelClient& client);
  void stall_or_recover(ModelClient& client);
  void read(ModelClient& client);
  void apply(ModelClient& client, const ConversationId& conversation, const Received& received);
  void page(ModelClient& client, const ConversationId& conversation);
  bool visible(const PrincipalId& principal, const ConversationId& conversation, Seq seq) const;
  bool ended(const PrincipalId& principal, const ConversationId& conversation, Seq seq) const;
  std::string where(const ModelClient& client, const ConversationId& conversation) const;

  std::mt19937 random_;
  std::uint32_t seed_;
  ManualLoop loop_;
  FakeDatabase database_{loop_};
  fanout::Hub hub_;
  std::vector<ConversationId> conversations_;
  std::vector<PrincipalId> principals_;
  std::map<ConversationId, std::set<PrincipalId>> participants_;  ///< now
  std::map<std::pair<ConversationId, PrincipalId>, std::vector<std::pair<Seq, Seq>>>
      spans_;                          ///< of participation; 0: open
  std::vector<EntryEvent> committed_;  ///< and not published yet
  std::vector<Event> doubles_;         ///< come once more with the next publish
  std::vector<ModelClient> clients_;
};

}  // namespace weft::test
