// Reads entries and revocations across companies with the everyday role: one company after the other, each through its
// own fence.
#include "app/backfill.hpp"
#include <weft/base/log.hpp>
#include <weft/conversations/conversations.hpp>
#include <weft/db/sql.hpp>
#include <weft/identity/admin.hpp>

namespace weft::app {
namespace {

constexpr std::size_t kRemembered = 100000;  // conversations whose company is known; 32 bytes each
constexpr const char* kIsOurs = "SELECT 1 FROM conversations WHERE id = $1 AND corp_id = $2";
constexpr std::size_t kPage = 10000;  // of revocations
constexpr const char* kRevokedSince =
    "SELECT id, principal_id FROM sessions WHERE corp_id = $1 AND revoked_at > $2 AND id > $3 ORDER BY id LIMIT $4";

std::vector<identity::Company> companies(pqxx::connection& connection, const Clock& clock) {
  db::Tx tx(connection, clock);
  return identity::list_companies(tx);
}

std::optional<CorpId> find_corp(pqxx::connection& connection, const Clock& clock, const ConversationId& conversation) {
  for (const identity::Company& company : companies(connection, clock)) {
    db::Tx tx(connection, clock);
    tx.set_corp(company.id);
    if (!db::exec(tx, kIsOurs, conversation, company.id).empty()) return company.id;
  }
  return std::nullopt;
}

db::PoolOptions one_thread(db::PoolOptions options) {
  options.threads = 1;
  return options;
}

}  // namespace

Backfill::Backfill(db::PoolOptions options, const Clock& clock)
    : clock_(clock), workers_(one_thread(std::move(options))) {}

void Backfill::fetch(const ConversationId& conversation, Seq first, Seq last, Done done) {
  const auto shared = std::make_shared<Done>(std::move(done));
  db::Workers::Job job;
  job.run = [this, conversation, first, last, shared](pqxx::connection& connection) {
    std::optional<std::vector<EntryEvent>> found;
    try {
      found = load(connection, conversation, first, last);
    } catch (const std::exception& error) {
      log::warn(
          "entries {} to {} of conversation {} could not be read: {}", first, last, conversation.str(), error.what());
    }
    (*shared)(std::move(found));
  };
  job.fail = [shared](db::Trouble) { (*shared)(std::nullopt); };
  if (!workers_.post(std::move(job))) (*shared)(std::nullopt);
}

std::vector<EntryEvent> Backfill::load(
    pqxx::connection& connection, const ConversationId& conversation, Seq first, Seq last) {
  auto known = corps_.find(conversation);
  if (known == corps_.end()) {
    const auto corp = find_corp(connection, clock_, conversation);
    if (!corp) return {};
    if (corps_.size() >= kRemembered) corps_.clear();
    known = corps_.emplace(conversation, *corp).first;
  }
  db::Tx tx(connection, clock_);
  tx.set_corp(known->second);
  return conversations::load_events(tx, conversation, first, last);
}

void recent_revocations(
    pqxx::connection& connection, const Clock& clock, Time since,
    const std::function<void(std::vector<Event>)>& publish) {
  for (const identity::Company& company : companies(connection, clock)) {
    db::Tx tx(connection, clock);
    tx.set_corp(company.id);
    std::vector<Event> page;
    SessionId after;
    do {
      page.clear();
      for (const auto& row : db::exec(tx, kRevokedSince, company.id, since, after, kPage)) {
        after = db::id_of<SessionId>(row[0]);
        page.push_back(RevokedEvent{db::id_of<PrincipalId>(row[1]), {after}});
      }
      if (!page.empty()) publish(page);
    } while (page.size() == kPage);
  }
}

}  // namespace weft::app
