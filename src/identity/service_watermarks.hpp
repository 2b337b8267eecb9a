// The rules of watermarks.
#pragma once
#include "identity/types_watermark.hpp"
#include <weft/api/define.hpp>

namespace weft::identity {

WatermarkSettings watermark_settings(db::Tx& tx);
WatermarkSettings update_watermark(db::Tx& tx, const api::Context& context, const UpdateWatermark& input);
Watermark get_watermark(db::Tx& tx, const api::Context& context, const GetWatermark& input);
TracedWatermark trace_watermark(db::Tx& tx, const api::Context& context, const TraceWatermark& input);

}  // namespace weft::identity
