// What must be empty in every snapshot of the database: exactly one employee is in charge of every chat.
#pragma once
#include "customers/world.hpp"

#include <atomic>
#include <thread>

namespace weft::test {

/// Statements that count violations, each with a name.
inline const std::vector<std::pair<const char*, const char*>> kOwnerViolations = {
    {"open chats without exactly one relation of their owner",
     "SELECT count(*) FROM conversations c WHERE c.kind = 'customer' AND c.dismissed_at IS NULL AND (SELECT count(*) "
     "FROM follows f WHERE f.conversation_id = c.id AND f.status = 'active' AND f.employee_id = c.owner_id AND "
     "f.contact_id = c.customer_id) <> 1"},
    {"active relations without an open chat of their own",
     "SELECT count(*) FROM follows f JOIN conversations c ON c.id = f.conversation_id WHERE f.status = 'active' AND "
     "(c.dismissed_at IS NOT NULL OR c.owner_id <> f.employee_id OR c.customer_id <> f.contact_id)"},
    {"chats with other than one owner in them",
     "SELECT count(*) FROM conversations c WHERE c.kind = 'customer' AND (SELECT count(*) FROM participants p WHERE "
     "p.conversation_id = c.id AND p.left_seq IS NULL AND p.role = 'owner') <> 1"},
    {"chats whose owner or customer is not in them",
     "SELECT count(*) FROM conversations c WHERE c.kind = 'customer' AND (SELECT count(*) FROM participants p WHERE "
     "p.conversation_id = c.id AND p.left_seq IS NULL AND p.principal_id IN (c.owner_id, c.customer_id)) <> 2"},
    {"loads that are not counts",
     "SELECT count(*) FROM service_loads l WHERE l.customers <> (SELECT count(*) FROM follows f WHERE f.employee_id = "
     "l.principal_id AND f.status = 'active')"},
    {"customers that nobody serves",
     "SELECT count(*) FROM contacts k WHERE k.merged_into IS NULL AND NOT EXISTS (SELECT 1 FROM follows f WHERE "
     "f.contact_id = k.principal_id AND f.status = 'active')"},
    {"relations of who is part of another",
     "SELECT count(*) FROM contacts k JOIN follows f ON f.contact_id = k.principal_id WHERE k.merged_into IS NOT NULL "
     "AND f.status = 'active'"}};

/// Looks as often as it can, each time at one moment, until it is told that all is over.
class OwnerLooker {
 public:
  OwnerLooker(CustomerWorld& world, std::vector<std::pair<const char*, const char*>> violations)
      : world_(world), violations_(std::move(violations)), thread_([this] { look(); }) {}
  ~OwnerLooker() { stop(); }
  OwnerLooker(const OwnerLooker&) = delete;
  OwnerLooker& operator=(const OwnerLooker&) = delete;

  void stop() {
    over_ = true;
    if (thread_.joinable()) thread_.join();
  }
  int looks() const { return looks_; }

 private:
  void look() {
    db::PoolOptions options = world_.pool(1);
    options.role = "";
    const auto connection = db::connect(options);
    do {
      pqxx::transaction<pqxx::repeatable_read, pqxx::read_only> snapshot(*connection);
      for (const auto& [name, sql] : violations_)
        EXPECT_EQ(snapshot.exec(sql)[0][0].as<int>(), 0) << name;
      ++looks_;
    } while (!over_);
  }

  CustomerWorld& world_;
  const std::vector<std::pair<const char*, const char*>> violations_;
  std::atomic<bool> over_{false};
  std::atomic<int> looks_{0};
  std::thread thread_;
};

}  // namespace weft::test
