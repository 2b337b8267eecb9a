// Has contents looked into by the worker process, on threads that do nothing else.
#include "files/impl.hpp"
#include "files/worker.hpp"
#include <weft/base/log.hpp>

namespace weft::files {
namespace {

constexpr std::chrono::seconds kAtMost{5};  // that a transaction waits

/// Looks, keeps the pictures; nullopt when nobody looked.
std::optional<store::Findings> look(
    const Shared& files, const ContentKey& key, const std::string& type, const Options& options) {
  if (files->stopping) return std::nullopt;
  const auto content = files->store.open(key);
  if (!content) return std::nullopt;
  try {
    Looked looked = look_into(*content, type, options, files->stopping);
    for (const auto& [size, bytes] : looked.pictures)
      files->store.put_variant(key, size, bytes);
    return std::move(looked.findings);
  } catch (const std::exception& error) {
    log::warn("a file could not be looked into: {}", error.what());
    return std::nullopt;
  }
}

void work(const Shared& files, const ContentKey& key, const std::string& type, const std::function<void()>& done) {
  const auto findings = look(files, key, type, files->options);
  if (!findings) {
    if (done) done();
    return;
  }
  auto keep = [key, findings](db::Tx& tx) {
    if (findings->examined == Examined::waiting) {
      store::count_lost_look(tx, key.sha256);
    } else {
      store::set_findings(tx, key.sha256, *findings);
    }
    return std::string();
  };
  files->transact(key.corp, std::move(keep), [done](const api::Outcome&) {
    if (done) done();
  });
}

}  // namespace

void examine(
    const Shared& files, const std::string& whose, const CorpId& corp, const store::ContentRow& content,
    std::function<void()> done) {
  auto task = [files, key = ContentKey{corp, content.sha256}, type = content.type, done] {
    work(files, key, type, done);
  };
  if (!files->worker.post(whose, std::move(task)) && done) done();  // tidy() has it looked at later
}

void examine_now(db::Tx& tx, const Shared& files, const store::ContentRow& content) {
  Options options = files->options;
  options.worker_time = std::min(options.worker_time, kAtMost);
  const auto findings = look(files, {tx.corp(), content.sha256}, content.type, options);
  if (findings && findings->examined != Examined::waiting) store::set_findings(tx, content.sha256, *findings);
}

}  // namespace weft::files
