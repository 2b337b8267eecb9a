// The jobs of hand-over.
#pragma once
#include <weft/db/jobs.hpp>

namespace weft::customers {

db::JobKinds effect_jobs();
db::JobKinds bulk_jobs();

/// Raises conflict unless this employee left the company within the last year.
void need_departed(db::Tx& tx, const PrincipalId& from);

}  // namespace weft::customers
