// SQL of deliveries.
#pragma once
#include <weft/db/outbox.hpp>

namespace weft::db::store {

/// A delivery under way, with the lease of this attempt.
struct Claimed {
  Delivery delivery;
  std::string lease;
};

/// Begins an attempt at the next due delivery of any company, and sets the tenant.
std::optional<Claimed> claim_delivery(Tx& tx, const std::vector<std::string>& kinds, std::chrono::milliseconds lease);

// How the attempt ended; false when it does not hold the lease any more.

bool finish_delivery(
    Tx& tx, const Claimed& claimed, DeliveryStatus status, const std::optional<int>& reply_status,
    const std::string& remark);
bool put_off_delivery(
    Tx& tx, const Claimed& claimed, const std::optional<int>& reply_status, const std::string& remark,
    std::chrono::milliseconds pause);

}  // namespace weft::db::store
