// Reading the audit log.
#pragma once
#include "identity/types_audit.hpp"
#include <weft/api/define.hpp>

namespace weft::identity {

api::Page<AuditRow> page_of_audit(db::Tx& tx, const ListAudit& input);
/// Leaves a row of its own: who carried what out.
AuditPart export_audit(db::Tx& tx, const api::Context& context, const ExportAudit& input);

}  // namespace weft::identity
