// Watermarks: a text for each viewer, with a token that leads back to the viewer and day.
//
// A token is 50 bits of HMAC-SHA256 under the company's key, over day, viewer and a counter that moves on where two
// viewers would share one (about once in 2^50 pairs). Nobody can make the token of a colleague, and what was shown is
// kept, so that a trace is one look-up.
#include "identity/service_watermarks.hpp"

#include "identity/store_watermarks.hpp"
#include <weft/base/hmac.hpp>
#include <weft/base/json.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/settings.hpp>
#include <weft/identity/watermarks.hpp>

namespace weft::identity {
namespace {

constexpr const char* kSettings = "watermark";
constexpr std::size_t kTokenCharacters = 10;
constexpr int kMostTries = 8;
constexpr std::chrono::hours kKeepTokens{24 * 400};
/// Crockford's base 32: no letter that is taken for a digit.
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string token_of(const std::string& key, const std::string& text) {
  const Digest mac = hmac_sha256(key, text);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < sizeof bits; ++i)
    bits = bits << 8 | mac[i];
  std::string token;
  for (std::size_t i = 0; i < kTokenCharacters; ++i, bits >>= 5)
    token += kAlphabet[bits & 31];
  return token;
}

/// As it was read from a picture, back to the form in which it is kept.
std::string normal_token(std::string_view typed) {
  std::string token;
  for (char c : typed) {
    if (c == ' ' || c == '-') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    token += c;
  }
  return token;
}

std::string day_of(Time time) {
  return to_rfc3339(time).substr(0, 10);
}

std::string issue_token(db::Tx& tx, const PrincipalId& viewer) {
  const std::string key = store::company_secret(tx, kSettings, random_bytes(32));
  const std::string day = day_of(tx.now());
  for (int tried = 0; tried < kMostTries; ++tried) {
    std::string token = token_of(key, day + "/" + viewer.str() + "/" + std::to_string(tried));
    auto known = store::issued_token(tx, token);
    if (!known && store::insert_token(tx, token, viewer, day)) return token;
    if (!known) known = store::issued_token(tx, token);
    if (known && known->principal == viewer && known->day == day) return token;
  }
  throw std::logic_error("every token is somebody else's");
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// Placeholders of the template are replaced in one pass over it, so that a name such as "{token}" stays a name.
std::string render(const std::string& form, const store::Viewer& viewer, const std::string& token, Time now) {
  std::string digits = viewer.phone;
  std::erase_if(digits, [](char c) { return c < '0' || c > '9'; });
  const std::pair<std::string_view, std::string> values[] = {
      {"{name}", viewer.name},
      {"{userid}", viewer.userid},
      {"{phone}", digits.size() < 4 ? "" : digits.substr(digits.size() - 4)},
      {"{token}", token},
      {"{date}", day_of(now)}};
  std::string text;
  for (std::size_t at = 0; at < form.size();) {
    const std::string_view rest = std::string_view(form).substr(at);
    const auto* value = std::find_if(
        std::begin(values), std::end(values), [&](const auto& known) { return rest.starts_with(known.first); });
    if (value == std::end(values)) {
      text += form[at++];
    } else {
      text += value->second;
      at += value->first.size();
    }
  }
  replace_all(text, "  ", " ");
  return text;
}

bool meant(db::Tx& tx, const WatermarkSettings& settings, const PrincipalId& viewer) {
  if (settings.departments.size() == 0) return true;
  const auto own = store::department_paths(tx, viewer);
  if (!own) return false;
  for (const auto& [number, top] : store::paths_of(tx, {settings.departments.begin(), settings.departments.end()}))
    for (const std::string& path : *own)
      if (path.starts_with(top)) return true;
  return false;
}

void check_text(const WatermarkSettings& settings) {
  if (std::any_of(settings.text.value.begin(), settings.text.value.end(), [](unsigned char c) { return c < 0x20; }))
    refuse_field("text", "must not hold control characters");
}

void check_departments(db::Tx& tx, const WatermarkSettings& settings) {
  const std::vector<std::int64_t> numbers(settings.departments.begin(), settings.departments.end());
  const auto known = store::paths_of(tx, numbers);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (!known.contains(numbers[i]))
      refuse_field("departments[" + std::to_string(i) + "]", "there is no such department");
}

}  // namespace

WatermarkSettings watermark_settings(db::Tx& tx) {
  return load_settings<WatermarkSettings>(tx, kSettings);
}

WatermarkSettings update_watermark(db::Tx& tx, const api::Context& context, const UpdateWatermark& input) {
  const api::Caller caller = begin_admin(tx, context.who(), api::Permission::watermark_manage);
  require_company(tx, caller, api::Permission::watermark_manage);
  auto settings = watermark_settings(tx);
  settings.chat = input.chat.value_or(settings.chat);
  settings.customer = input.customer.value_or(settings.customer);
  settings.text = input.text.value_or(settings.text);
  settings.departments = input.departments.value_or(settings.departments);
  check_text(settings);
  if (input.departments) check_departments(tx, settings);  // those of before may have been deleted since
  return save_settings(tx, kSettings, settings, origin_of(context));
}

Watermark get_watermark(db::Tx& tx, const api::Context& context, const GetWatermark& input) {
  const PrincipalId& viewer = context.who().principal;
  const auto settings = watermark_settings(tx);
  Watermark mark;
  mark.valid_until = std::chrono::floor<std::chrono::days>(tx.now()) + std::chrono::days(1);
  mark.shown = (input.screen == Screen::chat ? settings.chat : settings.customer) && meant(tx, settings, viewer);
  if (!mark.shown) return mark;
  mark.token = issue_token(tx, viewer);
  mark.text = render(settings.text.value, store::viewer(tx, viewer), mark.token, tx.now());
  return mark;
}

TracedWatermark trace_watermark(db::Tx& tx, const api::Context& context, const TraceWatermark& input) {
  const api::Caller caller = begin_admin(tx, context.who(), api::Permission::watermark_trace);
  require_company(tx, caller, api::Permission::watermark_trace);
  const std::string token = normal_token(input.token.value);
  TracedWatermark traced;
  if (const auto issued = store::issued_token(tx, token)) {
    traced.viewer = load_principal(tx, issued->principal);
    traced.day = issued->day;
    traced.issued_at = issued->issued_at;
  }
  Json detail = {{"found", nullptr}};
  if (traced.viewer) detail["found"] = traced.viewer->id.str();
  audit::append(tx, {origin_of(context), "watermark.trace", token, {detail.dump()}});
  return traced;
}

std::int64_t purge_watermarks(db::Tx& tx, int limit) {
  return store::delete_tokens(tx, tx.now() - kKeepTokens, limit);
}

}  // namespace weft::identity
