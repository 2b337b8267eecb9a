// Codes for people who have no session yet: unguessable, for one company, kept as a digest only.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>
#include <weft/db/tx.hpp>
#include <weft/identity/service.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace weft::identity {

/// 56 characters: the company, then 144 random bits. It goes to a person and into no log, no table and no answer but
/// the one that gives it.
struct Code {
  std::string text;
  CorpId corp;
  std::string hash;  ///< SHA-256 as hexadecimal
};
Code make_code(const CorpId& corp);
/// nullopt for what make_code() cannot have made.
std::optional<Code> parse_code(std::string_view text);

inline constexpr auto kActivationLife = std::chrono::hours(24 * 7);

/// Lets the holder of the code set this member's first password, once, within kActivationLife. Earlier codes of the
/// member end. Raises conflict for who has a password. No audit row. When it ends.
Time allow_activation(
    db::Tx& tx, const PrincipalId& member, const std::string& code_hash, const std::optional<PrincipalId>& by);

/// Deletes codes that have ended, `limit` at most; how many. For the tenant of `tx`.
std::int64_t purge_activations(db::Tx& tx, int limit);

/// activation.*.
std::vector<api::Operation> activation_operations(Identity& identity);

}  // namespace weft::identity
