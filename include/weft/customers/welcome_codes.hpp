// Greeting by a program: who is told that a customer came gets a code, and with it says the first words in the name of
// who serves the customer.
#pragma once
#include <weft/customers/contacts.hpp>
#include <weft/customers/ways.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace weft::customers {

inline constexpr auto kWelcomeLife = std::chrono::seconds(20);

/// A code for this app, good for kWelcomeLife from now on. Absent where there is nothing to greet with it: the relation
/// is over, its way has a welcome of its own, somebody has written in the chat or greeted already.
std::optional<std::string> welcome_code(db::Tx& tx, const PrincipalId& app, const FollowId& follow);

/// customer_welcome.send.
std::vector<api::Operation> welcome_code_operations(const EntranceParts& parts);

/// Throws away codes that are over, `limit` at most; how many.
std::int64_t purge_welcome_codes(db::Tx& tx, std::int64_t limit);

}  // namespace weft::customers
