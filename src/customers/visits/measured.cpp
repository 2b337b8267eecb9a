// What customers write is measured: one of them keeps no employee, and no worker, busy alone.
#include <weft/customers/visits.hpp>

#include <algorithm>
#include <array>

namespace weft::customers {
namespace {

/// What appends to a log, and what others wait for.
constexpr std::array<std::string_view, 6> kWriting{
    "message.send",        "message.edit", "message.recall", "message.react", "customer_group.call_associate",
    "visit.set_broadcasts"};

}  // namespace

std::shared_ptr<Meter> message_meter(double per_minute, double burst) {
  if (per_minute <= 0) return std::make_shared<Meter>(Meter::Measure{});
  const std::chrono::milliseconds fills_in(static_cast<std::int64_t>(burst / per_minute * 60'000));
  return std::make_shared<Meter>(
      Meter::Measure{burst, fills_in, "you write faster than this chat takes: wait a moment"});
}

std::vector<api::Operation> measured(
    std::vector<api::Operation> table, const std::shared_ptr<Meter>& meter, const Clock& clock) {
  const auto take = [meter, &clock](const api::Context& context) {
    if (context.caller && context.caller->customer) meter->take(context.caller->principal.str(), 1, clock.now());
  };
  for (api::Operation& operation : table) {
    if (std::find(kWriting.begin(), kWriting.end(), operation.name) == kWriting.end()) continue;
    if (operation.defer)
      operation.defer = [take, defer = operation.defer](api::Context context, Json input, api::Done done) {
        take(context);
        defer(std::move(context), std::move(input), std::move(done));
      };
    if (operation.transact)
      operation.transact = [take, transact = operation.transact](
                               db::Tx& tx, const api::Context& context, const Json& input) {
        take(context);
        return transact(tx, context, input);
      };
  }
  return table;
}

}  // namespace weft::customers
