// Telling many again: a job that goes through a range in steps.
#pragma once
#include <weft/platform/webhooks.hpp>

#include <boost/describe.hpp>

#include <optional>

namespace weft::platform {

/// What may be told again.
enum class Ended { failed, delivered };
BOOST_DESCRIBE_ENUM(Ended, failed, delivered)

struct ReplayRange {
  WebhookId webhook;
  Time from;
  Time to;
  std::optional<Ended> status;  ///< default: failed
};
BOOST_DESCRIBE_STRUCT(ReplayRange, (), (webhook, from, to, status))

struct Replaying {
  db::JobId job;
};
BOOST_DESCRIBE_STRUCT(Replaying, (), (job))

/// Raises conflict: what is told to an endpoint that is switched off has failed at once.
void need_on(const Webhook& webhook);

/// Raises conflict while the endpoint is switched off, and while another range is being told to it.
Replaying begin_replay(db::Tx& tx, const api::Context& context, const ReplayRange& in);

}  // namespace weft::platform
