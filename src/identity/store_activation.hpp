// SQL of activation codes; hashes are hexadecimal.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>
#include <weft/db/tx.hpp>

#include <optional>
#include <string>

namespace weft::identity::store {

/// Whose first password the code sets; nullopt when it is unknown or has ended.
std::optional<PrincipalId> activation(db::Tx& tx, const std::string& code_hash);
void replace_activation(
    db::Tx& tx, const PrincipalId& member, const std::string& code_hash, const std::optional<PrincipalId>& by,
    Time expires_at);
void delete_activation(db::Tx& tx, const PrincipalId& member);
/// Those that somebody made: who may no longer administer knows them still.
void delete_activations_by(db::Tx& tx, const PrincipalId& maker);
std::int64_t delete_ended_activations(db::Tx& tx, int limit);

}  // namespace weft::identity::store
