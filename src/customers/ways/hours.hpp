// Opening hours: whether it is open now, and how they are written for people.
#pragma once
#include <weft/customers/ways.hpp>

namespace weft::customers {

/// Raises invalid_argument that names `field` for times that are none and zones nobody knows.
void check_hours(db::Tx& tx, const OpeningHours& hours, const std::string& field);
/// Always where there are none.
bool is_open(db::Tx& tx, const std::optional<OpeningHours>& hours);
/// When it opens next, to the minute; now where it is open.
Time opens_at(db::Tx& tx, const OpeningHours& hours);
/// The day it is there ("2026-03-01"); of the company where there are no hours.
std::string day_of(db::Tx& tx, const std::optional<OpeningHours>& hours);
/// "Mon-Fri 09:00-18:00, Sat 10:00-12:00 (Europe/Berlin)"
std::string text_of(const OpeningHours& hours);

}  // namespace weft::customers
