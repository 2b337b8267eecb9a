// All members of one fleet: their pace, who is away, who joins and leaves, and coming to rest.
#pragma once

#include "fleet/member.hpp"
#include "fleet/shared.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace weft::faults {

class Swarm {
 public:
  Swarm(Shared& shared, std::vector<MemberPlan> plans);

  std::size_t size() const { return members_.size(); }
  Member& operator[](std::size_t i) { return *members_[i]; }

  /// Calls `visit` for members first..last-1 (last 0: all).
  void each(std::size_t first, std::size_t last, const std::function<void(Member&)>& visit);

  /// Connects members first..last-1, at most `width` of them in the making at any time.
  void go_online(std::size_t first, std::size_t last, std::size_t width);

  /// `rate` times a second the owner adds or removes one of members first..last-1 of `conversation`.
  void churn(double rate, std::size_t owner, const std::string& conversation, std::size_t first, std::size_t last);

  /// Sends stop. `done(true)` when everybody is online, every send is settled and everybody holds every entry
  /// anybody saw; `done(false)` after `limit`. Either way all members have declared themselves at rest.
  void settle(load::Duration limit, std::function<void(bool)> done);

  /// Ends the phase: what it measured, as JSON.
  nlohmann::json end_phase(const std::string& next);
  nlohmann::json status() const;

 private:
  void tick();
  void make_messages(double seconds);
  void make_churn(double seconds);
  bool at_rest() const;
  void look_for_rest();

  Shared& shared_;
  std::vector<std::unique_ptr<Member>> members_;
  std::vector<std::size_t> senders_;
  load::Time ticked_ = load::Clock::now();
  load::Time flushed_ = load::Clock::now();
  double owed_messages_ = 0;

  std::size_t online_next_ = 0, online_last_ = 0, online_width_ = 0;

  double churn_rate_ = 0, owed_churn_ = 0;
  std::size_t churn_owner_ = 0, churn_first_ = 0;
  std::string churn_conversation_;
  std::vector<bool> churn_inside_;

  std::function<void(bool)> settled_;
  load::Time settle_until_{};
};

}  // namespace weft::faults
