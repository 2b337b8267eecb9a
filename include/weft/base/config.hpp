// The settings of a server: one described struct per section of weft.toml. The member initialisers are the
// defaults.
//
// Order of precedence: defaults, weft.toml, environment (WEFT_<SECTION>_<KEY>), flags of the command line.
#pragma once
#include <weft/base/fields.hpp>

#include <boost/describe.hpp>

#include <string>
#include <utility>
#include <vector>

namespace weft {

struct ServerConfig {
  std::string host = "127.0.0.1";  ///< address to listen on
  Int<0, 65535> port{8080};        ///< 0: any free port
  std::string data = "var";        ///< data directory
  std::string user = "weft";       ///< system user to become when started by root
  Int<1, 64> io_threads{1};        ///< threads that own sockets
  Int<1, 64> cpu_threads{2};       ///< threads that hash passwords
  Int<1, 300> drain_s{15};         ///< longest graceful stop
  std::string web;                 ///< directory of the built pages; empty: found by itself
};
BOOST_DESCRIBE_STRUCT(ServerConfig, (), (host, port, data, user, io_threads, cpu_threads, drain_s, web))

struct TlsConfig {
  std::string certificate;  ///< PEM chain; empty: no TLS
  std::string key;          ///< PEM key
};
BOOST_DESCRIBE_STRUCT(TlsConfig, (), (certificate, key))

struct DatabaseConfig {
  Secret url;                ///< libpq connection string; empty: a private PostgreSQL under the data directory
  Secret admin_url;          ///< of the owner of the schema, for migrations and backups; empty: url
  std::string postgres_bin;  ///< where initdb and postgres are; empty: found by itself
  Int<1, 256> workers{8};
  Int<1, 32> lanes{2};
  Int<16, 1000000> queue{4096};  ///< requests that may wait for a worker
  Int<100, 600000> statement_timeout_ms{10000};
  Int<100, 600000> queue_timeout_ms{10000};
  bool allow_unsafe = false;  ///< accept fsync = off and the like
};
BOOST_DESCRIBE_STRUCT(
    DatabaseConfig, (),
    (url, admin_url, postgres_bin, workers, lanes, queue, statement_timeout_ms, queue_timeout_ms, allow_unsafe))

struct LimitsConfig {
  Int<0, 100000> requests_per_second{100};  ///< of one session; 0: no limit
  Int<1, 1000000> request_burst{500};
  Int<1, 1000000> connections{100000};
  Int<1, 1000> devices_per_person{20};
  Int<2, 2000> group_members{2000};
  Int<1, 1000> sign_in_failures_per_account{10};  ///< within sign_in_window_s, then 429
  Int<1, 1000000> sign_in_failures_per_address{100};
  Int<1, 86400> sign_in_window_s{900};
  Int<0, 1000000> new_contacts_per_hour{60};  ///< that one address brings to one company; 0: no limit
  Int<0, 1000000> new_contacts_per_day{300};
  Int<0, 1000000> customer_messages_per_minute{60};  ///< of one customer; 0: no limit
  Int<1, 1000000> customer_message_burst{20};
};
BOOST_DESCRIBE_STRUCT(
    LimitsConfig, (),
    (requests_per_second, request_burst, connections, devices_per_person, group_members, sign_in_failures_per_account,
     sign_in_failures_per_address, sign_in_window_s, new_contacts_per_hour, new_contacts_per_day,
     customer_messages_per_minute, customer_message_burst))

struct GatewayConfig {
  std::vector<std::string> trusted_proxies;  ///< addresses or networks whose X-Forwarded-For is believed
  std::vector<std::string> allowed_origins;  ///< besides the server's own
  Int<1, 300> hello_timeout_s{10};
  Int<1, 3600> ping_interval_s{30};
};
BOOST_DESCRIBE_STRUCT(GatewayConfig, (), (trusted_proxies, allowed_origins, hello_timeout_s, ping_interval_s))

struct PolicyConfig {
  Int<0, 31536000> recall_window_s{120};  ///< how long after sending a message may be recalled
  Int<0, 31536000> edit_window_s{900};
  Int<1, 3650> session_days{30};         ///< a session ends after so many days without use
  Int<1, 36500> session_most_days{180};  ///< and after so many days in any case
};
BOOST_DESCRIBE_STRUCT(PolicyConfig, (), (recall_window_s, edit_window_s, session_days, session_most_days))

struct JobsConfig {
  Int<1, 32> threads{2};              ///< jobs that run at the same time, with a connection each
  Int<1, 3650> keep_days{30};         ///< how long jobs and deliveries that ended are listed
  Int<40, 3650> broadcast_days{400};  ///< how long broadcasts that ended are kept
};
BOOST_DESCRIBE_STRUCT(JobsConfig, (), (threads, keep_days, broadcast_days))

struct FilesConfig {
  Int<1, 64> part_mb{8};                 ///< the most that one request of an upload brings
  Int<1, 1048576> largest_mb{1024};      ///< no file is larger, whatever a company allows
  Int<1, 1000> uploads_per_person{20};   ///< unfinished ones
  Int<1, 1000> transfers_per_person{8};  ///< requests of one person that move bytes at the same time
  Int<1, 720> upload_hours{24};          ///< an upload that is not complete by then is thrown away
  Int<1, 8760> grace_hours{24};          ///< a file that is attached to nothing is removed after so long
  Int<1, 32> threads{2};                 ///< threads that read and write files
  std::string worker;                    ///< the program weft-media; empty: beside the program weft
  Int<1, 300> worker_s{20};              ///< of processor and of clock, for one file
  Int<256, 65536> worker_mb{1024};       ///< of memory
  Int<1, 10000> megapixels{52};          ///< a larger picture is not decoded; needs up to 18 MiB of worker_mb each
};
BOOST_DESCRIBE_STRUCT(
    FilesConfig, (),
    (part_mb, largest_mb, uploads_per_person, transfers_per_person, upload_hours, grace_hours, threads, worker,
     worker_s, worker_mb, megapixels))

struct WebhooksConfig {
  std::vector<std::string> allowed_networks;  ///< addresses that may be told something besides public ones
  Int<1, 30> timeout_s{5};                    ///< for one request
  Int<1, 64> threads{4};                      ///< that claim and settle deliveries, with a connection each
  Int<11, 1000> requests{128};                ///< under way at the same time; one endpoint has 10 at most
  Int<1, 1000000> pause_scale{1000000};       ///< pauses between attempts, in millionths of the usual ones
  Int<1, 90> disable_days{4};                 ///< an endpoint that has accepted nothing for so long is switched off
};
BOOST_DESCRIBE_STRUCT(WebhooksConfig, (), (allowed_networks, timeout_s, threads, requests, pause_scale, disable_days))

struct WecomConfig {
  std::string prefix;   ///< "/qyapi": WeCom's API is served below it too
  std::string address;  ///< "https://weft.example": where people reach this server; empty: where the program asked
};
BOOST_DESCRIBE_STRUCT(WecomConfig, (), (prefix, address))

enum class LogFormat { console, json };
BOOST_DESCRIBE_ENUM(LogFormat, console, json)
enum class LogLevel { trace, debug, info, warn, error };
BOOST_DESCRIBE_ENUM(LogLevel, trace, debug, info, warn, error)

struct LogConfig {
  LogFormat format = LogFormat::console;
  LogLevel level = LogLevel::info;
};
BOOST_DESCRIBE_STRUCT(LogConfig, (), (format, level))

struct Config {
  ServerConfig server;
  TlsConfig tls;
  DatabaseConfig database;
  LimitsConfig limits;
  GatewayConfig gateway;
  PolicyConfig policy;
  JobsConfig jobs;
  FilesConfig files;
  WebhooksConfig webhooks;
  WecomConfig wecom;
  LogConfig log;
};
BOOST_DESCRIBE_STRUCT(Config, (), (server, tls, database, limits, gateway, policy, jobs, files, webhooks, wecom, log))

/// Where settings come from, weakest first.
struct ConfigSources {
  /// A value as text, and what to call its place in a message.
  struct Override {
    std::string place;    ///< "--port", "WEFT_SERVER_PORT"
    std::string setting;  ///< "server.port"
    std::string value;    ///< lists: separated by commas
  };
  std::string file;                                              ///< empty: none
  std::vector<std::pair<std::string, std::string>> environment;  ///< names and values; only WEFT_<SECTION>_<KEY> count
  std::vector<Override> flags;
};

/// Reads all sources. OperatorError (exit code 2) with one line that names place, key and what is allowed.
Config load_config(const ConfigSources& sources);

/// The variables of this process whose names start with WEFT_.
std::vector<std::pair<std::string, std::string>> weft_environment();

/// The names of all settings, "server.host" and so on, in the order of their declaration.
std::vector<std::string> config_keys();

/// The settings as TOML, for a backup: those of type Secret are left out.
std::string config_toml(const Config& config);

}  // namespace weft
