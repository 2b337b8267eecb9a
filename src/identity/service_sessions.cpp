// A person's own sessions: list them, end one, end all.
#include "identity/service.hpp"
#include "identity/store.hpp"

namespace weft::identity {
namespace {

constexpr std::string_view kList = "sessions";

}  // namespace

api::Page<SessionView> list_own_sessions(db::Tx& tx, const api::Caller& caller, const PageInput& input) {
  std::optional<SessionId> before;
  if (input.cursor) before = api::cursor_id<SessionId>(api::decode_cursor(kList, *input.cursor, 1)[0]);
  const auto limit = api::limit_of(input.limit);
  std::vector<SessionView> items;
  for (auto& row : store::sessions(tx, caller.principal, before, limit + 1)) {
    items.push_back(
        {row.id, std::move(row.device), std::move(row.address), row.created_at, row.last_seen_at,
         row.id == caller.session});
  }
  return api::make_page(
      std::move(items), limit, kList, [](const SessionView& last) { return std::vector{last.id.str()}; });
}

Revoked revoke_own_session(db::Tx& tx, const api::Caller& caller, const SessionId& session) {
  if (!store::revoke_session(tx, caller.principal, session)) throw ApiError(Errc::not_found);
  tx.emit(RevokedEvent{caller.principal, {session}});
  return {1};
}

Revoked revoke_own_sessions(db::Tx& tx, const api::Caller& caller, bool keep_current) {
  std::optional<SessionId> keep;
  if (keep_current) keep = caller.session;
  auto ended = store::revoke_sessions(tx, caller.principal, keep);
  const Revoked out{static_cast<std::int64_t>(ended.size())};
  // An event without sessions would mean all of them.
  if (!ended.empty()) tx.emit(RevokedEvent{caller.principal, std::move(ended)});
  return out;
}

api::Caller enter_again(db::Tx& tx, const api::Caller& caller) {
  api::Credential credential;
  credential.session = caller.session;
  credential.corp = caller.corp;
  const auto now = store::enter(tx, credential);
  if (!now) throw ApiError(Errc::unauthenticated, "the session has ended; sign in again");
  return *now;
}

}  // namespace weft::identity
