// Rules of signing in at apps: where members may be sent back to, and what an app is told for a code.
#include "platform/apps/apps.hpp"
#include "platform/apps/hosts.hpp"
#include "platform/apps/sign_ins_store.hpp"
#include <weft/base/crypto.hpp>
#include <weft/identity/audit.hpp>
#include <weft/platform/sign_ins.hpp>

namespace weft::platform {
namespace {

constexpr std::size_t kCode = 32;        // bytes
constexpr std::size_t kMostState = 128;  // bytes

/// Sets the tenant.
void enter(db::Tx& tx, const SignInAsk& ask) {
  const auto corp = store::find_company(tx, ask.company);
  if (!corp) throw ApiError(Errc::not_found, "no such company", "company");
  tx.set_corp(*corp);
}

/// The name of the app that is asked for, and the host.
std::pair<std::string, std::string> trusted(db::Tx& tx, const SignInAsk& ask) {
  if (ask.state.size() > kMostState) refuse_field("state", "must have at most 128 bytes");
  std::optional<store::AppRow> app;
  if (ask.app) app = store::find_app(tx, *ask.app);
  if (ask.app && (!app || !app->enabled)) throw ApiError(Errc::not_found, "no such app", "app");
  if (ask.private_info && !app) throw ApiError(Errc::not_found, "an app is needed", "app");
  const auto host = host_of(ask.redirect_uri);
  const auto name = host ? store::trusting(tx, ask.app, *host) : std::nullopt;
  if (!name) refuse_field("redirect_uri", "is not at a host that the app trusts");
  return {*name, *host};
}

std::string encoded(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                       c == '_' || c == '.' || c == '~';
    const auto byte = static_cast<unsigned char>(c);
    if (plain) {
      out += c;
    } else {
      out.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
    }
  }
  return out;
}

/// The address with code and state in its query, before its fragment.
std::string with_code(const std::string& uri, const std::string& code, const std::string& state) {
  const auto hash = std::min(uri.find('#'), uri.size());
  const std::string base = uri.substr(0, hash);
  const char sign = base.find('?') == std::string::npos ? '?' : '&';
  const bool open = base.ends_with('?') || base.ends_with('&');
  return base + (open ? "" : std::string(1, sign)) + "code=" + code + "&state=" + encoded(state) + uri.substr(hash);
}

}  // namespace

SignInFace look_at_sign_in(db::Tx& tx, const SignInAsk& ask) {
  enter(tx, ask);
  const std::string app = trusted(tx, ask).first;
  return {store::company_name(tx), app};
}

std::string grant_sign_in(db::Tx& tx, const api::Caller& member, const SignInAsk& ask) {
  if (store::find_company(tx, ask.company) != member.corp || member.app || member.customer)
    throw ApiError(Errc::not_found, "not a member of this company", "member");
  store::SignInRow row;
  row.host = trusted(tx, ask).second;
  row.member = member.principal;
  row.is_private = ask.private_info;
  if (ask.app) row.app = store::find_app(tx, *ask.app).value().id;
  if (ask.private_info && !store::shows(tx, *row.app, member.principal))
    throw ApiError(Errc::not_found, "this app is not for you", "member");
  const std::string code = base64url(random_bytes(kCode));
  store::insert_code(tx, hex(sha256(code)), row, tx.now() + kSignInCodeLife);
  return with_code(ask.redirect_uri, code, ask.state);
}

std::optional<SignInPerson> use_sign_in_code(db::Tx& tx, const PrincipalId& app, const std::string& code) {
  auto row = store::use_code(tx, hex(sha256(code)), app);
  if (!row) return std::nullopt;
  SignInPerson person{row->member, std::nullopt};
  if (!row->is_private || !store::shows(tx, app, row->member)) return person;
  person.ticket = base64url(random_bytes(kCode));
  row->app = app;
  store::insert_ticket(tx, hex(sha256(*person.ticket)), *row, tx.now() + kSignInTicketLife);
  return person;
}

std::optional<PrincipalId> person_of_ticket(db::Tx& tx, const PrincipalId& app, const std::string& ticket) {
  const auto row = store::find_ticket(tx, hex(sha256(ticket)), app);
  if (!row || !store::shows(tx, app, row->member)) return std::nullopt;
  return row->member;
}

PageTicket page_ticket(db::Tx& tx, const std::optional<PrincipalId>& app) {
  const Uuid owner = app ? app->uuid() : tx.corp().uuid();
  const auto kept = store::keep_page_ticket(tx, owner, {base64url(random_bytes(kCode)), tx.now() + kPageTicketLife});
  return {kept.ticket, std::chrono::ceil<std::chrono::seconds>(kept.expires_at - tx.now()).count()};
}

}  // namespace weft::platform
