// Puts what was asked for into a way, and checks it.
#pragma once
#include "customers/ways/manage.hpp"

#include <span>

namespace weft::customers {

/// Somebody the caller sees; raises invalid_argument with the field.
PrincipalId need_person(db::Tx& tx, const api::Caller& caller, const PersonRef& ref, const std::string& field);

/// Raises invalid_argument for what does not fit; asks for no rights.
void apply(db::Tx& tx, const api::Caller& caller, const WayChange& change, const EntranceParts& parts, Way& way);
void clear(std::span<const WayField> fields, Way& way);
/// Whether it makes sense as a whole; raises invalid_argument. What follows from the rest is filled in.
void complete(Way& way);

}  // namespace weft::customers
