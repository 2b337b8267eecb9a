// Removes what nothing refers to: expired uploads, files without use, contents without files, and what a killed process
// left on the disk.
//
// First the rows, then the bytes. A content's row and its bytes are removed in two transactions, each under the
// content's lock, under which it is published, too: whoever publishes it in between finds no row, makes one, and the
// second transaction then finds the row and leaves the bytes alone. Killed between the two, the bytes are found by
// sweep().
#include "files/impl.hpp"
#include <weft/base/log.hpp>
#include <weft/db/sql.hpp>

namespace weft::files {
namespace {

constexpr int kRows = 200;
constexpr std::size_t kDigests = 500;  // looked for by one statement
constexpr int kPieces = 10;            // of so many digests, of one sweep()
template <class Body>
auto in_tx(pqxx::connection& connection, const Shared& files, const CorpId& corp, Body body) {
  db::Tx tx(connection, files->clock);
  tx.set_corp(corp);
  auto result = body(tx);
  tx.commit();
  return result;
}

bool expire_uploads(pqxx::connection& connection, const Shared& files, const CorpId& corp) {
  const auto gone = in_tx(connection, files, corp, [](db::Tx& tx) {
    auto rows = store::expired_uploads(tx, kRows);
    for (const store::UploadRow& row : rows) {
      if (!row.file) store::unreserve(tx, row.size, row.by_customer);
      store::delete_upload(tx, row.id);
    }
    return rows;
  });
  for (const store::UploadRow& row : gone)
    files->store.discard(row.id);
  return static_cast<int>(gone.size()) == kRows;
}

/// The bytes of a content that has no row.
void remove_bytes(pqxx::connection& connection, const Shared& files, const ContentKey& key) {
  in_tx(connection, files, key.corp, [&](db::Tx& tx) {
    store::lock_content(tx, key.sha256);
    if (store::may_remove(tx) && !store::content_exists(tx, key.sha256)) files->store.remove(key);
    return true;
  });
}

bool remove_unused(pqxx::connection& connection, const Shared& files, const CorpId& corp) {
  std::vector<Digest> bytes;
  const bool more = in_tx(connection, files, corp, [&](db::Tx& tx) {
    if (!store::may_remove(tx)) return false;
    store::end_uses(tx, kRows);
    const store::Removed removed = store::delete_unused_files(tx, tx.now() - files->options.grace, kRows);
    const std::set<Digest> contents(removed.contents.begin(), removed.contents.end());  // in order: no deadlock
    // All locks before the first deletion, which holds the company's usage: who publishes takes them in this order,
    // too.
    for (const Digest& sha256 : contents)
      store::lock_content(tx, sha256);
    for (const Digest& sha256 : contents) {
      if (store::delete_content(tx, sha256)) bytes.push_back(sha256);
    }
    return removed.more;
  });
  for (const Digest& sha256 : bytes)
    remove_bytes(connection, files, {corp, sha256});
  return more;
}

/// True when there are more without anybody who could look at them.
bool examine_waiting(pqxx::connection& connection, const Shared& files, const CorpId& corp) {
  if (files->options.worker.empty())
    return in_tx(connection, files, corp, [](db::Tx& tx) { return store::end_waiting(tx, kRows); });
  if (files->worker.queued() > 0) return false;
  const auto waiting = in_tx(
      connection, files, corp, [](db::Tx& tx) { return store::ask_for_waiting(tx, tx.now() - kUnderWay, kRows / 10); });
  for (const store::ContentRow& content : waiting)
    examine(files, corp.str(), corp, content, {});
  return false;
}

}  // namespace

bool Files::tidy(pqxx::connection& connection, const CorpId& corp) {
  const bool contents = examine_waiting(connection, impl_, corp);
  const bool uploads = expire_uploads(connection, impl_, corp);
  return remove_unused(connection, impl_, corp) || uploads || contents;
}

bool Files::sweep(pqxx::connection& connection) {
  // Out of its place as long as it is used: after a failure everything is looked at anew.
  std::unique_ptr<Walk> walk = std::move(impl_->sweeping);
  if (!walk) {
    impl_->store.discard_older(impl_->clock.now() - impl_->options.upload_life - std::chrono::hours(1));
    walk = impl_->store.walk();
  }
  for (int piece = 0; piece < kPieces; ++piece) {
    const std::optional<Contents> some = walk->next(kDigests);
    if (!some) return false;
    if (some->digests.empty()) continue;
    const auto strays = in_tx(
        connection, impl_, some->corp, [&](db::Tx& tx) { return store::without_row(tx, some->digests); });
    for (const Digest& sha256 : strays)
      remove_bytes(connection, impl_, {some->corp, sha256});
    if (!strays.empty()) log::info("{} files without a row were removed", strays.size());
  }
  impl_->sweeping = std::move(walk);
  return true;
}

}  // namespace weft::files
