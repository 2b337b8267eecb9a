// The two roles that row-level security speaks of.
#pragma once
#include <pqxx/transaction_base>

namespace weft::db {

/// Creates weft_app and weft_maintenance when missing, and grants them to the connecting user. OperatorError with the
/// SQL for the administrator when that is not allowed, or when weft_app would see through row-level security.
void ensure_roles(pqxx::transaction_base& work);

}  // namespace weft::db
