// SQL of batches.
#pragma once
#include <weft/platform/batches.hpp>

namespace weft::platform::store {

void insert_batch(db::Tx& tx, const Batch& batch, const std::optional<BatchCallback>& callback);
/// Absent: it has none, or it was sealed with another key.
std::optional<BatchCallback> callback_of(db::Tx& tx, const BatchId& id);
bool has_callback(db::Tx& tx, const BatchId& id);
void end_batch(db::Tx& tx, const BatchId& id, int error, const std::string& text);

}  // namespace weft::platform::store
