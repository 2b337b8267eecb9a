// Serving a customer together: sharing it with a colleague, colleagues in its chat, notes beside it.
#pragma once
#include <weft/customers/contacts.hpp>

#include <span>
#include <string>

namespace weft::customers {

inline constexpr std::size_t kColleagues = 20;  ///< in one chat, beside who is in charge

/// The colleague serves the customer too, in a chat of its own, which begins with the entry `shared` ("from",
/// "to"); the message is for its inbox alone. What the employee calls the customer goes along. Raises what
/// require_can_serve() raises with the field `to`, and conflict when the colleague serves it already.
Follow share(
    db::Tx& tx, const Follow& follow, const PrincipalId& to, const std::string& message, const PrincipalId& actor);

/// Colleagues take part in the chat of an active relation from now on, and in its notes; those who come in. The
/// customer sees the entry. Raises invalid_argument with the field `members[i]` for who may not serve customers at all,
/// conflict beyond kColleagues.
std::vector<PrincipalId> bring_in(
    db::Tx& tx, const Follow& follow, std::span<const PrincipalId> colleagues, const PrincipalId& actor);
/// And no longer; those who were in. Who is in charge stays.
std::vector<PrincipalId> take_out(
    db::Tx& tx, const Follow& follow, std::span<const PrincipalId> colleagues, const PrincipalId& actor);

}  // namespace weft::customers
