// What a code is for, as anybody may ask who holds it.
#include "customers/visits/visits.hpp"
#include "customers/ways/choose.hpp"
#include "customers/ways/hours.hpp"
#include "customers/ways/store.hpp"
#include "customers/ways/store_chats.hpp"
#include <weft/identity/activation.hpp>
#include <weft/identity/settings.hpp>

#include <algorithm>

namespace weft::customers {
namespace {

constexpr double kLookCost = 1;
constexpr double kWrongCode = 10;

/// Of the settings of watermarks, what matters here.
struct CustomerMark {
  bool customer = false;
};
BOOST_DESCRIBE_STRUCT(CustomerMark, (), (customer))

std::string closed_text(ClosedReason reason) {
  switch (reason) {
    case ClosedReason::expired: return "This link has ended.";
    case ClosedReason::used_up: return "This link has been used already.";
    case ClosedReason::paused: return "This link is paused. Please come back later.";
    case ClosedReason::nobody:
    case ClosedReason::company_full: break;
  }
  return "Nobody is available here at the moment. Please come back later.";
}

void show_way(db::Tx& tx, const Way& way, const VisitParts& parts, Look& look) {
  look.way.title = way.title;
  look.approval = way.approval;
  if (way.chat_hours) look.temporary = Temporary{*way.chat_hours};
  look.open = is_open(tx, way.hours);
  if (way.hours) look.hours = text_of(*way.hours);
  const auto why = shut(tx, way);
  const Choice choice = why ? Choice{} : choose(tx, way, std::nullopt, parts.entrance.presence, look.open);
  if (!choice.employee) {
    look.kind = VisitKind::closed;
    look.closed = closed_by(tx, reason_of(tx, way, choice.company_full), &way, parts);
  } else if (way.single()) {
    auto shown = cards(tx, parts.entrance.presence, std::span(&*choice.employee, 1));
    shown.at(0).hours = look.hours;
    look.card = std::move(shown.at(0));
  }
}

/// False when the code is none of the doors'.
bool show_door(db::Tx& tx, const std::string& code, const VisitParts& parts, Look& look) {
  for (const Door& door : parts.doors) {
    auto view = door.look(tx, code, std::nullopt);
    if (!view) continue;
    look.kind = view->closed ? VisitKind::closed : VisitKind::group;
    look.way.title = std::move(view->title);
    if (view->closed) look.closed = closed_by(tx, view->closed->reason, nullptr, parts);
    look.hours = std::move(view->hours);
    look.open = view->open;
    return true;
  }
  return false;
}

}  // namespace

std::vector<Card> cards(db::Tx& tx, const api::Presence* presence, std::span<const PrincipalId> employees) {
  const auto rows = store::card_rows(tx, employees);
  const std::string company = store::company_name(tx);
  std::vector<Card> list;
  for (const PrincipalId& employee : employees) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& one) { return one.principal == employee; });
    if (row == rows.end()) continue;
    const bool online = row->active && presence && presence->online(employee);
    std::optional<std::string> avatar;
    if (row->avatar) avatar = row->avatar->str();
    list.push_back({employee, row->name, row->title, company, row->verified, std::move(avatar), online, std::nullopt});
  }
  return list;
}

Entrance::Entrance(VisitParts with)
    : parts(std::move(with)),
      meter(parts.per_minute),
      newcomers(parts.new_per_hour, parts.new_per_day),
      turnstile({parts.together, std::max(1, parts.together / 2)}) {}

void refuse_code(const api::Context& context, Entrance& entrance, Time now) {
  entrance.meter.take(context.address, kWrongCode, now);
  throw ApiError(Errc::not_found, "there is no such link", "code");
}

CorpId company_of(const api::Context& context, Entrance& entrance, const Secret& code, double cost, Time now) {
  entrance.meter.take(context.address, cost, now);
  const auto parsed = identity::parse_code(code.value);
  if (!parsed) refuse_code(context, entrance, now);
  return parsed->corp;
}

ClosedReason reason_of(db::Tx& tx, const Way& way, bool company_full) {
  if (const auto why = shut(tx, way)) {
    if (*why == Shut::paused) return ClosedReason::paused;
    return *why == Shut::expired ? ClosedReason::expired : ClosedReason::used_up;
  }
  return company_full ? ClosedReason::company_full : ClosedReason::nobody;
}

Closed closed_by(db::Tx& tx, ClosedReason reason, const Way* way, const VisitParts& parts) {
  const CustomerPage page = customer_page(tx);
  Closed closed;
  closed.reason = reason;
  closed.text = page.closed_text.value.empty() ? closed_text(reason) : page.closed_text.value;
  const auto fallback = way && way->fallback ? way->fallback : page.fallback;
  if (!fallback) return closed;
  const auto who = identity::load_principal(tx, *fallback);
  if (!who || who->status == identity::PrincipalStatus::left || who->status == identity::PrincipalStatus::disabled)
    return closed;
  auto shown = cards(tx, parts.entrance.presence, std::span(&*fallback, 1));
  if (!shown.empty()) closed.fallback = std::move(shown.front());
  closed.code = store::open_code_of(tx, *fallback);
  if (way && closed.code == way->code) closed.code.reset();
  return closed;
}

std::optional<Consent> consent_of(const CustomerPage& page) {
  if (page.consent.value.empty()) return std::nullopt;
  return Consent{page.consent.value, page.consent_version};
}

std::optional<std::string> watermark_of(db::Tx& tx, const std::string& company, const std::string& name) {
  if (!identity::load_settings<CustomerMark>(tx, "watermark").customer) return std::nullopt;
  return name.empty() ? company : company + " " + name;
}

Look look(db::Tx& tx, const api::Context& context, Entrance& entrance, const LookAt& in) {
  tx.set_corp(company_of(context, entrance, in.code, kLookCost, tx.now()));
  Look look;
  if (const auto way = store::way_by_code(tx, in.code.value))
    show_way(tx, *way, entrance.parts, look);
  else if (!show_door(tx, in.code.value, entrance.parts, look))
    refuse_code(context, entrance, tx.now());
  const CustomerPage page = customer_page(tx);
  const auto company = store::company(tx);
  look.company = {company.name, company.verified};
  look.consent = consent_of(page);
  look.ask_name = page.ask_name;
  look.sites = page.sites.items;
  look.watermark = watermark_of(tx, look.company.name, "");
  return look;
}

}  // namespace weft::customers
