// SQL of members who sign in at apps, and of the tickets of pages. Of the tenant of the transaction.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>
#include <weft/db/tx.hpp>

#include <optional>
#include <string>

namespace weft::platform::store {

struct SignInRow {
  std::optional<PrincipalId> app;
  std::string host;
  PrincipalId member;
  bool is_private = false;
};

void insert_code(db::Tx& tx, const std::string& hash, const SignInRow& row, Time expires_at);
void insert_ticket(db::Tx& tx, const std::string& hash, const SignInRow& row, Time expires_at);
/// A code that is good for this app; it is good no more.
std::optional<SignInRow> use_code(db::Tx& tx, const std::string& hash, const PrincipalId& app);
/// A ticket of this app.
std::optional<SignInRow> find_ticket(db::Tx& tx, const std::string& hash, const PrincipalId& app);

/// An app that is enabled and trusts the host: this one, or any. Its name.
std::optional<std::string> trusting(db::Tx& tx, const std::optional<std::int64_t>& number, const std::string& host);
std::string company_name(db::Tx& tx);

struct TicketRow {
  std::string ticket;
  Time expires_at;
};
/// The one that is good, or else this one from now on.
TicketRow keep_page_ticket(db::Tx& tx, const Uuid& owner, const TicketRow& fresh);

}  // namespace weft::platform::store
