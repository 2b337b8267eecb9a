// The machine, as far as it can be looked at without the database.
#include "app/check_up.hpp"

#include "app/serve_lock.hpp"
#include "app/terminal.hpp"

#include <openssl/asn1.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include <cstring>
#include <memory>

namespace weft::app {
namespace {

constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;
constexpr std::uint64_t kOtherDescriptors = 200;  // database, log, listeners, libraries

void check_data(const std::string& data, Findings& findings) {
  struct stat info {};
  Finding finding{"data directory", Health::ok, data, {}};
  if (stat(data.c_str(), &info) != 0) {
    finding = {
        "data directory", Health::fail, data + ": " + std::strerror(errno),
        "name it with --data, or make it with weft init or weft serve"};
  } else if (access(data.c_str(), R_OK | W_OK | X_OK) != 0) {
    finding = {
        "data directory", Health::fail, data + " cannot be written",
        "hand it to the user of the server: chown -R weft: " + data};
  } else if ((info.st_mode & 077) != 0) {
    finding = {"data directory", Health::warn, data + " is open to other users of this machine", "chmod 700 " + data};
  }
  findings.push_back(finding);
  if (access(restore_dir(data).c_str(), F_OK) == 0) {
    findings.push_back({"restore", Health::fail, "a restore was interrupted", "run weft restore FILE --force again"});
  }
  const int pid = serving(data);
  findings.push_back(
      {"server", Health::ok, pid > 0 ? "runs (process " + std::to_string(pid) + ")" : "does not run", {}});
}

void check_disk(const std::string& data, Findings& findings) {
  struct statvfs disk {};
  if (statvfs(data.c_str(), &disk) != 0) return;
  const std::uint64_t left = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  const std::uint64_t all = std::uint64_t{disk.f_blocks} * disk.f_frsize;
  const std::string detail = human_size(left) + " of " + human_size(all) + " free";
  const std::string advice = "make room: when the disk is full nothing more can be sent";
  if (left < kGiB) {
    findings.push_back({"disk space", Health::fail, detail, advice});
  } else if (left < 5 * kGiB || left < all / 20) {
    findings.push_back({"disk space", Health::warn, detail, advice});
  } else {
    findings.push_back({"disk space", Health::ok, detail, {}});
  }
}

void check_descriptors(const Config& config, Findings& findings) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const std::uint64_t wanted = static_cast<std::uint64_t>(config.limits.connections.value) + kOtherDescriptors;
  const std::string detail = std::to_string(limit.rlim_max) + " descriptors, " +
                             std::to_string(config.limits.connections) + " connections allowed";
  if (limit.rlim_max < wanted) {
    findings.push_back(
        {"open files", Health::warn, detail,
         "raise the limit (LimitNOFILE= of systemd, or ulimit -Hn) to " + std::to_string(wanted) +
             ", or lower limits.connections"});
  } else {
    findings.push_back({"open files", Health::ok, detail, {}});
  }
}

/// Whether the kernel knows the clock to be kept by a time server: chrony, ntpd and systemd-timesyncd tell it.
void check_clock(Findings& findings) {
  timex state{};
  if (adjtimex(&state) < 0) {
    findings.push_back(
        {"clock", Health::warn, std::string("the kernel does not tell whether it is kept: ") + std::strerror(errno),
         "look at chronyc tracking or timedatectl, outside of the container"});
  } else if ((state.status & STA_UNSYNC) != 0) {
    findings.push_back(
        {"clock", Health::warn, "no time server keeps it",
         "run chrony or systemd-timesyncd: sessions end and messages are dated by this clock"});
  } else {
    char detail[64];
    std::snprintf(
        detail, sizeof detail, "kept by a time server, at most %.3f s off", static_cast<double>(state.maxerror) / 1e6);
    findings.push_back({"clock", Health::ok, detail, {}});
  }
}

/// Days until the certificate ends; nullopt when there is none in the file.
std::optional<int> days_left(const std::string& file) {
  const std::unique_ptr<FILE, int (*)(FILE*)> stream(std::fopen(file.c_str(), "re"), std::fclose);
  if (!stream) return std::nullopt;
  const std::unique_ptr<X509, void (*)(X509*)> certificate(
      PEM_read_X509(stream.get(), nullptr, nullptr, nullptr), X509_free);
  int days = 0;
  int seconds = 0;
  if (!certificate || ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(certificate.get())) != 1)
    return std::nullopt;
  return seconds < 0 ? days - 1 : days;
}

void check_certificate(const Config& config, Findings& findings) {
  if (config.tls.certificate.empty()) {
    const bool local = config.server.host == "127.0.0.1" || config.server.host == "::1" ||
                       config.server.host == "localhost";
    findings.push_back(
        {"tls", local ? Health::ok : Health::warn, "off, listening on " + config.server.host,
         local ? "" : "give tls.certificate and tls.key, or let a reverse proxy speak TLS"});
    return;
  }
  const auto days = days_left(config.tls.certificate);
  if (!days) {
    findings.push_back(
        {"tls", Health::fail, config.tls.certificate + " holds no certificate that can be read",
         "check tls.certificate (PEM)"});
  } else if (*days < 0) {
    findings.push_back({"tls", Health::fail, "the certificate has expired", "renew it and restart the server"});
  } else {
    findings.push_back(
        {"tls", *days < 14 ? Health::warn : Health::ok, "the certificate ends in " + std::to_string(*days) + " days",
         *days < 14 ? "renew it and restart the server" : ""});
  }
}

}  // namespace

void check_machine(const Config& config, Findings& findings) {
  check_data(config.server.data, findings);
  check_disk(config.server.data, findings);
  check_descriptors(config, findings);
  check_clock(findings);
  check_certificate(config, findings);
}

}  // namespace weft::app
