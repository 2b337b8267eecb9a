// The table of operations on watermarks.
#include "identity/operations.hpp"
#include "identity/service_watermarks.hpp"

namespace weft::identity {

using api::Context;
using api::Declaration;
using api::Method;
using api::Permission;
using api::Policy;

void add_watermarks(std::vector<api::Operation>& list) {
  list.push_back(api::transactional<GetWatermark, Watermark>(
      Declaration(
          "watermark.get", Method::post, "/api/v1/watermark", Policy::signed_in,
          "What is to be written over a screen that you look at"),
      [](db::Tx& tx, const Context& context, const GetWatermark& in) { return get_watermark(tx, context, in); }));
  list.push_back(api::transactional<api::Nothing, WatermarkSettings>(
      Declaration(
          "watermark.settings", Method::get, "/api/v1/watermark/settings", Permission::watermark_manage,
          "Where watermarks are shown, to whom, and what they say"),
      [](db::Tx& tx, const Context&, const api::Nothing&) { return watermark_settings(tx); }));
  list.push_back(api::transactional<UpdateWatermark, WatermarkSettings>(
      Declaration(
          "watermark.update", Method::patch, "/api/v1/watermark/settings", Permission::watermark_manage, "Change that"),
      [](db::Tx& tx, const Context& context, const UpdateWatermark& in) { return update_watermark(tx, context, in); }));
  list.push_back(api::transactional<TraceWatermark, TracedWatermark>(
      Declaration(
          "watermark.trace", Method::post, "/api/v1/watermark/trace", Permission::watermark_trace,
          "Whose screen it was, from the token in a picture of it; every trace is audited"),
      [](db::Tx& tx, const Context& context, const TraceWatermark& in) { return trace_watermark(tx, context, in); }));
}

}  // namespace weft::identity
