// The composition root: hands the settings to the rooms and the rooms to each other.
#include "app/server.hpp"

#include "app/content_page.hpp"
#include "app/hints.hpp"
#include "app/join_page.hpp"
#include "app/server_parts.hpp"
#include "app/sign_in_page.hpp"
#include "app/web_pages.hpp"
#include <weft/base/log.hpp>
#include <weft/broadcasts/broadcasts.hpp>
#include <weft/customers/customer_groups.hpp>
#include <weft/customers/figures.hpp>
#include <weft/customers/hand_over.hpp>
#include <weft/customers/library.hpp>
#include <weft/customers/list_export.hpp>
#include <weft/customers/operations.hpp>
#include <weft/customers/privacy.hpp>
#include <weft/customers/rule_groups.hpp>
#include <weft/customers/visits.hpp>
#include <weft/customers/welcome_codes.hpp>
#include <weft/directory/avatars.hpp>
#include <weft/directory/invitations.hpp>
#include <weft/groups/groups.hpp>
#include <weft/identity/activation.hpp>
#include <weft/identity/admin.hpp>
#include <weft/platform/webhooks.hpp>

#include <unistd.h>

#include <filesystem>

namespace weft::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto kMissedHints = std::chrono::minutes(
    15);  // how far back to look for revocations when hints may have been missed

gateway::ServerOptions gateway_options(const Config& config) {
  gateway::ServerOptions options;
  options.host = config.server.host;
  options.port = static_cast<std::uint16_t>(config.server.port.value);
  options.io_threads = static_cast<int>(config.server.io_threads);
  options.certificate = config.tls.certificate;
  options.key = config.tls.key;
  options.trusted_proxies = config.gateway.trusted_proxies;
  options.allowed_origins = config.gateway.allowed_origins;
  options.version = WEFT_VERSION;
  options.limits.connections = static_cast<std::size_t>(config.limits.connections.value);
  options.limits.requests_per_second = static_cast<double>(config.limits.requests_per_second.value);
  options.limits.request_burst = static_cast<double>(config.limits.request_burst.value);
  options.limits.sockets_per_principal = static_cast<std::size_t>(config.limits.devices_per_person.value);
  options.timeouts.hello = seconds(config.gateway.hello_timeout_s);
  options.timeouts.ping = seconds(config.gateway.ping_interval_s);
  return options;
}

identity::IdentityOptions identity_options(const Config& config) {
  identity::IdentityOptions options;
  options.sign_in = sign_in_rules(config);
  options.session_idle = std::chrono::hours(24 * config.policy.session_days);
  options.session_most = std::chrono::hours(24 * config.policy.session_most_days);
  options.sessions_per_person = static_cast<int>(config.limits.devices_per_person);
  options.on_member_created.emplace_back(
      [](db::Tx& tx, const PrincipalId& member) { conversations::make_inboxes(tx, std::span(&member, 1)); });
  return options;
}

conversations::LogWriterOptions lane_options(
    const Config& config, const Database& database, Histogram& batches, Histogram& seconds_taken) {
  conversations::LogWriterOptions options;
  options.database = database.options("weft lane");
  options.database.threads = static_cast<int>(config.database.lanes);
  options.on_batch = [&batches, &seconds_taken](std::size_t batch, std::chrono::nanoseconds commit) {
    batches.observe(static_cast<double>(batch));
    seconds_taken.observe(std::chrono::duration<double>(commit).count());
  };
  return options;
}

/// The program that looks into files: named in the settings, or beside this one.
std::string worker_program(const Config& config) {
  if (!config.files.worker.empty()) return config.files.worker;
  std::error_code none;
  const auto beside = std::filesystem::read_symlink("/proc/self/exe", none).parent_path() / "weft-media";
  if (access(beside.c_str(), X_OK) == 0) return beside.string();
  log::warn("{} is not there: no thumbnails, no lengths of voice and video", beside.string());
  return {};
}

files::Options file_options(const Config& config) {
  constexpr std::int64_t kMiB = 1 << 20;
  const FilesConfig& from = config.files;
  files::Options options;
  options.part_bytes = static_cast<std::size_t>(from.part_mb * kMiB);
  options.largest_bytes = from.largest_mb * kMiB;
  options.uploads_per_person = static_cast<int>(from.uploads_per_person);
  options.transfers_per_person = static_cast<int>(from.transfers_per_person);
  options.upload_life = std::chrono::hours(from.upload_hours);
  options.grace = std::chrono::hours(from.grace_hours);
  options.threads = static_cast<int>(from.threads);
  options.worker = worker_program(config);
  options.worker_time = seconds(from.worker_s);
  options.worker_bytes = static_cast<std::size_t>(from.worker_mb * kMiB);
  options.most_pixels = from.megapixels * 1'000'000;
  return options;
}

groups::WordBookOptions word_options(const Database& database) {
  groups::WordBookOptions options;
  options.database = database.options("weft words");
  return options;
}

constexpr auto kLastMoment = seconds(1);
constexpr std::int64_t kPurged = 2000;  // rows a transaction

EpochId read_epoch(const Database& database) {
  EpochId epoch;
  transact(database.options("weft start"), [&](db::Tx& tx) { epoch = conversations::load_epoch(tx); });
  return epoch;
}

/// What customers may write.
std::shared_ptr<Meter> written_by_customers(const Config& config) {
  const bool limited = config.limits.requests_per_second > 0;
  return customers::message_meter(
      limited ? static_cast<double>(config.limits.customer_messages_per_minute) : 0,
      static_cast<double>(config.limits.customer_message_burst));
}

}  // namespace

void LivePresence::watch(const SessionId& session, std::vector<PrincipalId> principals) {
  if (server_) server_->watch(session, std::move(principals));
}

Server::Server(const Config& config, Database& database)
    : database_(database),
      board_([this](const PrincipalId& principal, bool online) {
        bus_.presence_changed(principal, online, clock_.now());
      }),
      presence_(board_),
      epoch_(read_epoch(database)),
      batch_size_(metrics_.histogram("weft_append_batch_size", "Messages appended by one transaction.", size_bounds())),
      commit_seconds_(
          metrics_.histogram("weft_append_seconds", "Time of one append with its commit.", latency_bounds())),
      workers_(database.options("weft worker")),
      backfill_(database.options("weft backfill"), clock_),
      indexer_(workers_, clock_),
      words_(word_options(database), clock_),
      log_(
          lane_options(config, database, batch_size_, commit_seconds_), clock_,
          [this](std::vector<Event> events) { publish(std::move(events)); }),
      cpu_(static_cast<int>(config.server.cpu_threads)),
      dispatcher_(workers_, authenticator_, clock_, [this](std::vector<Event> events) { publish(std::move(events)); }),
      identity_(dispatcher_, cpu_, clock_, identity_options(config)),
      file_store_(files::make_disk_store(config.server.data)),
      files_(dispatcher_, *file_store_, clock_, file_options(config)),
      tables_(directory::stored_tables(*file_store_, config.server.data + "/tables")),
      outgoing_({config.webhooks.allowed_networks, seconds(config.webhooks.timeout_s)}) {
  add_operations(config);
  start_jobs(config);
  start_outbox(config);
  add_figures();
  read_words();
  listen(config);
}

Server::~Server() {
  drain(milliseconds(0));
}

void Server::add_operations(const Config& config) {
  const conversations::Rules rules{
      config.limits.group_members, seconds(config.policy.recall_window_s), seconds(config.policy.edit_window_s)};
  registry_.add(identity::operations(identity_));
  registry_.add(identity::job_operations());
  registry_.add(identity::activation_operations(identity_));
  registry_.add(directory::invitation_operations(identity_));
  registry_.add(directory::operations());
  registry_.add(directory::transfer_operations(*tables_));
  registry_.add(directory::avatar_operations(files_));
  files_.set_visibility([](db::Tx& tx, const api::Caller& who, const PrincipalId& member) {
    return who.customer ? customers::sees_card(tx, who.principal, member) : directory::sees_member(tx, who, member);
  });
  const auto written = written_by_customers(config);
  registry_.add(customers::measured(
      conversations::operations(
          {dispatcher_, log_, presence_, clock_, rules, epoch_, groups::propose, &files_, &words_,
           customers::require_server, customers::off_hours_answers(entrance_parts())}),
      written, clock_));
  registry_.add(groups::operations({rules, &words_, customers::require_server}));
  registry_.add(groups::word_operations());
  registry_.add(groups::robot_operations(robot_parts()));
  registry_.add(files::operations(files_));
  registry_.add(platform::app_operations(app_parts(config)));
  registry_.add(customers::figure_operations(*tables_));
  registry_.add(customers::hand_over_operations(&words_));
  registry_.add(customers::measured(broadcasts::operations(broadcast_parts(config)), written, clock_));
  registry_.add(customers::record_operations());
  registry_.add(customers::contact_tag_operations());
  registry_.add(customers::serving_operations());
  registry_.add(customers::sharing_operations());
  registry_.add(customers::merging_operations());
  registry_.add(customers::segment_operations());
  registry_.add(customers::list_export_operations());
  registry_.add(customers::privacy_operations(broadcasts::privacy_parts()));
  registry_.add(customers::quick_reply_operations());
  registry_.add(customers::rule_group_operations());
  const customers::VisitParts visits = visit_parts(config);
  registry_.add(customers::content_operations(files_, visits.per_minute));
  registry_.add(customers::way_operations(visits.entrance));
  registry_.add(customers::welcome_code_operations(visits.entrance));
  registry_.add(customers::visit_operations(visits));
  registry_.add(customers::measured(customers::group_operations(visits.entrance), written, clock_));
  add_webhooks();
}

customers::VisitParts Server::visit_parts(const Config& config) {
  customers::VisitParts visits{dispatcher_, clock_, entrance_parts()};
  visits.new_per_hour = static_cast<double>(config.limits.new_contacts_per_hour);
  visits.new_per_day = static_cast<double>(config.limits.new_contacts_per_day);
  if (config.limits.requests_per_second == 0) visits.per_minute = visits.new_per_hour = visits.new_per_day = 0;
  visits.together = std::max(1, static_cast<int>(config.database.workers) / 2);
  visits.files = &files_;
  visits.doors.push_back(customers::group_door());
  return visits;
}

broadcasts::Parts Server::broadcast_parts(const Config& config) {
  broadcasts::Parts parts{&words_, &files_, tables_.get()};
  if (config.limits.requests_per_second == 0) parts.previews_per_minute = 0;
  return parts;
}

customers::EntranceParts Server::entrance_parts() {
  return {&presence_, &words_, &files_};
}

db::JobKinds Server::job_kinds(const Config& config) {
  groups::RetentionOptions retention;
  retention.forget.emplace_back(conversations::forget_indexed);
  retention.forget.emplace_back(files::release);
  const auto forget = retention.forget;
  db::JobKinds kinds = groups::job_kinds(std::move(retention));
  kinds.merge(directory::jobs([this](db::Tx& tx, const PrincipalId& departed) {
    const auto ended = customers::end_hand_overs_to(tx, departed);
    return ended > 0 ? ended : customers::pass_requests_of(tx, departed, &presence_);
  }));
  kinds.merge(customers::privacy_jobs(*tables_, forget, broadcasts::privacy_parts()));
  kinds.merge(customers::list_export_jobs(*tables_));
  kinds.merge(directory::transfer_jobs(*tables_));
  kinds.merge(customers::figure_jobs(*tables_));
  kinds.merge(customers::hand_over_jobs());
  kinds.merge(broadcasts::jobs(broadcast_parts(config)));
  kinds.merge(customers::way_jobs(entrance_parts()));
  kinds.merge(customers::group_jobs(entrance_parts()));
  kinds.merge(platform::app_jobs(app_parts(config)));
  kinds.merge(platform::webhook_jobs());
  kinds.merge(wecom::jobs(*tables_));
  return kinds;
}

void Server::read_words() {
  std::vector<CorpId> companies;
  transact(database_.options("weft start"), [&](db::Tx& tx) {
    for (const auto& company : identity::list_companies(tx))
      companies.push_back(company.id);
  });
  words_.read_ahead(companies);
}

void Server::start_jobs(const Config& config) {
  db::JobRunnerOptions options;
  options.database = database_.options("weft jobs");
  options.database.threads = static_cast<int>(config.jobs.threads);
  jobs_ = std::make_unique<db::JobRunner>(
      std::move(options), clock_, job_kinds(config), [this](std::vector<Event> events) { publish(std::move(events)); });
}

groups::RobotParts Server::robot_parts() {
  return {&words_, &files_, [this](const std::string& url) { return outgoing_.trouble_with(url); }};
}

void Server::start_outbox(const Config& config) {
  db::OutboxOptions options;
  options.database = database_.options("weft outbox");
  options.database.threads = static_cast<int>(config.webhooks.threads);
  options.requests = static_cast<std::size_t>(config.webhooks.requests.value);
  options.lease = seconds(5) + 3 * seconds(config.webhooks.timeout_s);
  const auto post = [this](const db::Letter& letter) -> db::Reply {
    try {
      gateway::HttpReply reply = outgoing_.post(letter.url, letter.headers, letter.body, !letter.wants_answer);
      return {reply.status, std::move(reply.body), {}, reply.header("retry-after")};
    } catch (const std::exception& error) {
      return {0, {}, error.what()};
    }
  };
  outbox_ = std::make_unique<db::Outbox>(
      std::move(options), clock_, delivery_kinds(config), post,
      [this](std::vector<Event> events) { publish(std::move(events)); });
  stirred_ = outbox_.get();
}

void Server::listen(const Config& config) {
  const auto backfill = [this](ConversationId conversation, Seq first, Seq last, Backfill::Done done) {
    backfill_.fetch(conversation, first, last, std::move(done));
  };
  wecom_ = wecom::dialect({registry_, dispatcher_, clock_, config.wecom.prefix, config.wecom.address});
  gateway_ = std::make_unique<gateway::Server>(
      gateway_options(config),
      gateway::ServerParts{
          registry_, dispatcher_, bus_, board_, metrics_, clock_, backfill, [this] { return trouble(); },
          both_sites(
              both_sites(join_site(registry_, dispatcher_), content_site(registry_, dispatcher_)),
              sign_in_site(registry_, dispatcher_, clock_)),
          web_pages(config, registry_, dispatcher_), wecom_.get()});
  presence_.connect(*gateway_);
  gateway_->start();
  db::HintListener::Handlers handlers;
  handlers.on_hint = [this](const std::string& payload) {
    words_.hint(payload);
    if (jobs_->hint(payload)) return;
    if (payload == db::kDeliveryHint) return outbox_->wake();
    if (auto event = event_of(payload)) bus_.publish({std::move(*event)});
  };
  handlers.on_listening = [this](pqxx::connection& connection) {
    recent_revocations(connection, clock_, clock_.now() - kMissedHints, [this](std::vector<Event> missed) {
      bus_.publish(std::move(missed));
    });
  };
  hints_ = std::make_unique<db::HintListener>(database_.options("weft hints"), std::move(handlers));
  housekeeping_ = std::make_unique<Housekeeping>(
      database_.options("weft housekeeping"), clock_, std::chrono::hours(24 * config.jobs.keep_days), chores(config),
      [this](pqxx::connection& connection) { return files_.sweep(connection); });
}

std::vector<Housekeeping::Chore> Server::chores(const Config& config) {
  const std::chrono::hours keep(24 * config.jobs.broadcast_days);
  return {
      [this](pqxx::connection& connection, const CorpId& corp) { return files_.tidy(connection, corp); },
      [this, keep](pqxx::connection& connection, const CorpId& corp) {
        db::Tx tx(connection, clock_);
        tx.set_corp(corp);
        const bool more = broadcasts::purge_broadcasts(tx, keep, kPurged);
        tx.commit();
        return more;
      }};
}

void Server::publish(std::vector<Event> events) {
  indexer_.note(events);
  if (db::Outbox* const outbox = stirred_) outbox->stir();
  bus_.publish(std::move(events));
}

std::string Server::trouble() const {
  return workers_.connected() ? "" : "the database does not answer";
}

bool Server::drain(milliseconds deadline) {
  const auto last = std::chrono::steady_clock::now() + deadline;
  housekeeping_.reset();
  const bool in_time = gateway_->drain(deadline);  // requests that run are answered: the lanes and workers still work
  hints_.reset();
  // By now the lanes and workers have little to do. They may take a moment for it, but not wait for a database that
  // stands still.
  const auto until = std::max(last, std::chrono::steady_clock::now() + kLastMoment);
  const auto left = [until] {
    return std::chrono::duration_cast<milliseconds>(until - std::chrono::steady_clock::now());
  };
  outbox_->stop(left());
  jobs_->stop(left());
  words_.stop(left());
  log_.stop(left());
  cpu_.stop();
  asking_.stop();
  files_.stop();
  workers_.stop(left());
  backfill_.stop(left());
  return in_time;
}

}  // namespace weft::app
