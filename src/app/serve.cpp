// `weft serve`: from the settings to a running server, and back to nothing when it is told to stop.
#include "app/commands.hpp"
#include "app/database.hpp"
#include "app/demo.hpp"
#include "app/sealing_key.hpp"
#include "app/serve_lock.hpp"
#include "app/server.hpp"
#include "app/stop_signal.hpp"
#include "app/terminal.hpp"
#include <weft/base/error.hpp>
#include <weft/base/log.hpp>
#include <weft/base/sealed.hpp>

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>

namespace weft::app {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kHardStop{2000};      // kept for a PostgreSQL that must be stopped the hard way
constexpr milliseconds kShortestStop{1000};  // for its checkpoint

void start_log(const Config& config) {
  log::start(
      config.log.format == LogFormat::json ? log::Format::json : log::Format::console,
      boost::describe::enum_to_string(config.log.level, "info"));
}

/// Each connection needs a descriptor: take as many as the system gives.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

std::string address(const Config& config, std::uint16_t port) {
  const bool anywhere = config.server.host == "0.0.0.0" || config.server.host == "::";
  const std::string host = anywhere                                            ? "127.0.0.1"
                           : config.server.host.find(':') != std::string::npos ? "[" + config.server.host + "]"
                                                                               : config.server.host;
  return (config.tls.certificate.empty() ? "http://" : "https://") + host + ":" + std::to_string(port);
}

std::string program() {
  std::error_code error;
  const std::string path = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::string here = std::filesystem::current_path(error).string() + "/";
  return path.starts_with(here) ? path.substr(here.size()) : path.empty() ? "weft" : path;
}

void say_company(
    const Config& config, const DemoCompany& company, const std::string& url, const std::optional<std::string>& link) {
  const bool usual = url == "http://127.0.0.1:8080";
  std::printf(
      "\n%s has %zu people, all in the group \"%s\". The password of everybody is %s. Some of them:\n",
      company.name.c_str(), company.people, company.group.c_str(), kDemoPassword);
  for (const DemoPerson& person : company.samples) {
    std::printf("  %-12s %s, %s\n", person.userid.c_str(), person.name.c_str(), person.title.c_str());
  }
  std::printf("\nTry next, in two other terminals:\n");
  for (std::size_t i = 0; i < std::min<std::size_t>(2, company.samples.size()); ++i) {
    std::printf(
        "  %s chat --as %s%s%s\n", program().c_str(), company.samples[i].userid.c_str(), usual ? "" : " --server ",
        usual ? "" : url.c_str());
  }
  if (link)
    std::printf(
        "\nCustomers of %s come by this link, without an account:\n  %s%s\n", company.samples.front().name.c_str(),
        url.c_str(), link->c_str());
  if (config.server.data != "var") std::printf("The data are in %s.\n", config.server.data.c_str());
}

void say_hello(
    const Config& config, const std::string& url, const std::optional<DemoCompany>& company,
    const std::optional<std::string>& link, double seconds) {
  std::printf(
      "Weft %s listens on %s (started in %.1f s). API: %s/docs\n", WEFT_VERSION, url.c_str(), seconds, url.c_str());
  if (company) say_company(config, *company, url, link);
  std::printf("%sCtrl-C ends it.\n", company ? "\n" : "");
  std::fflush(stdout);
}

/// The schema, and the demo company when it was asked for.
std::optional<DemoCompany> prepare(
    const std::optional<DemoFile>& demo_file, const Config& config, const Database& database) {
  need_sessions(database);
  need_durable(database.owner_options("weft start"), config.database.allow_unsafe);
  const db::MigrationReport report = database.migrate();
  if (report.after != report.before) log::info("schema {} -> {}", report.before, report.after);
  if (demo_file && no_company(database)) make_demo(database, *demo_file);
  if (demo_file && only_demo_company(database)) return demo_file->company;
  return std::nullopt;
}

/// A shutdown without a checkpoint loses nothing, it only makes the next start longer.
void stop_database(Database& database, std::chrono::steady_clock::time_point by) {
  const auto left = std::chrono::duration_cast<milliseconds>(by - std::chrono::steady_clock::now());
  database.stop(std::max(kShortestStop, left - kHardStop));
}

}  // namespace

int serve(const ServeOptions& options) {
  const auto began = std::chrono::steady_clock::now();
  const Config config = read_config(options.config);
  start_log(config);
  raise_file_limit();
  watch_stop_signals();
  std::optional<DemoFile> demo_file;
  if (!options.demo.empty()) demo_file = read_demo(options.demo);  // a wrong file is told before anything is made
  const auto database = Database::open(config, Database::Need::anything);
  const ServeLock lock(config.server.data);
  if (std::filesystem::exists(restore_dir(config.server.data))) {
    throw OperatorError(
        "a restore into " + config.server.data +
        " was interrupted: run weft restore FILE --force again, with the same --data");
  }
  use_sealing_key(sealing_key(config.server.data));
  const auto company = prepare(demo_file, config, *database);
  if (!company && no_company(*database))
    log::warn("there is no company yet: make one with `weft init`, nobody can sign in before that");
  std::chrono::steady_clock::time_point stop_by;
  {
    Server server(config, *database);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    log::info("listening on {}", address(config, server.port()));
    const auto link = company ? demo_link(*database, *company) : std::nullopt;
    say_hello(config, address(config, server.port()), company, link, took.count());
    wait_for_stop_signal();
    log::info("stopping: finishing what was begun");
    stop_by = std::chrono::steady_clock::now() + std::chrono::seconds(config.server.drain_s);
    const milliseconds share = std::chrono::seconds(config.server.drain_s) * 2 / 3;  // the rest is for the database
    if (!server.drain(share)) log::warn("not everything was finished within {} ms", share.count());
  }
  stop_database(*database, stop_by);
  log::info("stopped");
  return 0;
}

}  // namespace weft::app
