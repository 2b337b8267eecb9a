// What the server counts, for /metrics.
#include "app/server.hpp"

namespace weft::app {

void Server::add_figures() {
  metrics_.gauge_from(
      "weft_queue", "Requests that wait.", [this] { return static_cast<double>(workers_.queued()); },
      {{"of", "workers"}});
  metrics_.gauge_from(
      "weft_queue", "Requests that wait.", [this] { return static_cast<double>(log_.queued()); }, {{"of", "lanes"}});
  metrics_.gauge_from(
      "weft_queue", "Requests that wait.", [this] { return static_cast<double>(cpu_.queued()); }, {{"of", "cpu"}});
  metrics_.gauge_from(
      "weft_queue", "Requests that wait.", [this] { return static_cast<double>(files_.queued()); }, {{"of", "files"}});
  metrics_.gauge_from(
      "weft_queue", "Requests that wait.", [this] { return static_cast<double>(bus_.pending()); }, {{"of", "bus"}});
  const auto of_jobs = [this](auto db::JobRunner::Figures::*figure) {
    return [this, figure] { return static_cast<double>(jobs_->figures().*figure); };
  };
  using JobFigures = db::JobRunner::Figures;
  metrics_.gauge_from("weft_jobs_due", "Jobs that wait for a thread.", of_jobs(&JobFigures::due));
  metrics_.counter_from("weft_job_steps_total", "Steps of jobs that were done.", of_jobs(&JobFigures::steps));
  metrics_.counter_from("weft_jobs_finished_total", "Jobs that were done.", of_jobs(&JobFigures::finished));
  metrics_.counter_from(
      "weft_job_retries_total", "Steps of jobs that failed and are tried again.", of_jobs(&JobFigures::retried));
  metrics_.counter_from("weft_jobs_failed_total", "Jobs that ended as failed.", of_jobs(&JobFigures::failed));
  const auto of_outbox = [this](auto db::Outbox::Figures::*figure) {
    return [this, figure] { return static_cast<double>(outbox_->figures().*figure); };
  };
  using OutboxFigures = db::Outbox::Figures;
  metrics_.counter_from(
      "weft_deliveries_total", "What was told to addresses outside.", of_outbox(&OutboxFigures::delivered));
  metrics_.counter_from(
      "weft_delivery_retries_total", "Deliveries that failed and are tried again.", of_outbox(&OutboxFigures::retried));
  metrics_.counter_from(
      "weft_deliveries_failed_total", "Deliveries that ended as failed.", of_outbox(&OutboxFigures::failed));
  metrics_.gauge_from(
      "weft_queue", "Requests that wait.", [this] { return static_cast<double>(indexer_.waiting()); },
      {{"of", "index"}});
  metrics_.gauge_from(
      "weft_online", "People with an open WebSocket.", [this] { return static_cast<double>(board_.size()); });
  metrics_.gauge_from(
      "weft_database_up", "1 when the database answers.", [this] { return workers_.connected() ? 1.0 : 0.0; });
  metrics_.counter_from("weft_database_restarts_total", "Times the private PostgreSQL was started again.", [this] {
    return static_cast<double>(database_.restarts());
  });
  metrics_.counter_from(
      "weft_reduced_total", "Entries that hubs had to read from the database because they were far behind.",
      [this] { return static_cast<double>(bus_.reduced()); });
}

}  // namespace weft::app
