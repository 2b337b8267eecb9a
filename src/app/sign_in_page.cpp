// A browser comes with the address of an app; it goes back with a code, once the member is known and, where more is
// asked for, agreed.
#include "app/sign_in_page.hpp"

#include "app/join_html.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>
#include <weft/platform/sign_ins.hpp>

#include <array>
#include <charconv>

namespace weft::app {
namespace {

using gateway::PageAnswer;
using gateway::PageRequest;
using Reply = std::function<void(PageAnswer)>;

constexpr std::array<std::string_view, 3> kPaths{
    "/connect/oauth2/authorize", "/wwlogin/sso/login", "/wwopen/sso/qrConnect"};
constexpr std::string_view kPrivate = "snsapi_privateinfo";

struct Visit {
  const api::Registry& registry;
  api::Dispatcher& dispatcher;
  const Clock& clock;
  PageRequest request;
  Reply reply;
  Language language = Language::en;
  platform::SignInAsk ask = {};
  platform::SignInFace face = {};
  Form form = {};
  std::optional<gateway::PageSession> session = {};  ///< that was begun here
  api::Operation granting = {};

  void answer(int status, std::string html) const { reply({status, std::move(html), {}, session}); }
  void say(int status, Word title, Word text) const {
    answer(status, text_page(language, word(language, title), word(language, text)));
  }
};
using VisitPtr = std::shared_ptr<Visit>;

std::string of(const std::vector<std::pair<std::string, std::string>>& fields, std::string_view name) {
  for (const auto& [known, value] : fields)
    if (known == name) return value;
  return {};
}

/// What the address asks for; without an app that is named, no more than who somebody is.
platform::SignInAsk ask_of(const PageRequest& request) {
  platform::SignInAsk ask;
  ask.company = of(request.query, "appid");
  ask.redirect_uri = of(request.query, "redirect_uri");
  ask.state = of(request.query, "state");
  const std::string agent = of(request.query, "agentid");
  std::int32_t number = 0;
  const auto [end, error] = std::from_chars(agent.data(), agent.data() + agent.size(), number);
  if (!agent.empty()) ask.app = error == std::errc() && end == agent.data() + agent.size() ? number : 0;
  ask.private_info = ask.app && of(request.query, "scope") == kPrivate;
  return ask;
}

/// Says what stands in the way.
void refuse(const VisitPtr& visit, const ApiError& error) {
  switch (error.code()) {
    case Errc::rate_limited: return visit->say(429, Word::busy_title, Word::busy_text);
    case Errc::busy:
    case Errc::unavailable:
    case Errc::internal: return visit->say(503, Word::busy_title, Word::busy_text);
    default: break;
  }
  if (error.field() == "redirect_uri") return visit->say(400, Word::not_trusted_title, Word::not_trusted_text);
  if (error.field() == "member") return visit->say(403, Word::not_for_you_title, Word::not_for_you_text);
  visit->say(404, Word::no_app_title, Word::no_app_text);
}

void show_form(const VisitPtr& visit, int status) {
  const std::string company = visit->face.company, app = visit->face.app;
  visit->answer(status, sign_in_page(visit->language, company, app, visit->ask.private_info, visit->form));
}

/// To the app, with a code. A form's answer is a page that goes on: browsers follow no form to another site.
void go_on(const VisitPtr& visit, const std::string& location) {
  if (visit->request.post) return visit->answer(200, going_page(visit->language, location));
  visit->reply({303, "", location});
}

/// As the member whose session that is; without a good one the form is shown.
void grant(const VisitPtr& visit, const api::Credential& credential) {
  api::Operation& operation = visit->granting;
  operation.name = "app_sign_in.grant";
  operation.method = api::Method::get;  // nothing is remembered for it
  operation.policy = api::Policy::signed_in;
  operation.transact = [raw = visit.get()](db::Tx& tx, const api::Context& context, const Json&) {
    return platform::grant_sign_in(tx, context.who(), raw->ask);
  };
  api::Dispatcher::Call call;
  call.operation = &operation;
  call.input = std::make_shared<Json>(Json::object());
  call.credential = credential;
  call.address = visit->request.address;
  call.request_id = visit->request.request_id;
  call.device = visit->request.device;
  visit->dispatcher.dispatch(std::move(call), [visit](const api::Outcome& outcome) {
    if (const auto* location = std::get_if<std::string>(&outcome)) return go_on(visit, *location);
    const ApiError& error = std::get<ApiError>(outcome);
    const bool stranger = error.code() == Errc::unauthenticated || error.code() == Errc::forbidden;
    if (stranger || (error.field() == "member" && !visit->ask.private_info)) return show_form(visit, 200);
    refuse(visit, error);
  });
}

void signed_in(const VisitPtr& visit, const Json& made) {
  const std::string token = made.at("token").get<std::string>();
  const auto expires = parse_time(made.at("expires_at").get<std::string>()).value();
  const auto left = std::chrono::duration_cast<std::chrono::seconds>(expires - visit->clock.now()).count();
  visit->session = gateway::PageSession{token, std::max<std::int64_t>(left, 0)};
  const Digest digest = sha256(token);
  api::Credential credential;
  credential.token_hash.assign(reinterpret_cast<const char*>(digest.data()), digest.size());
  grant(visit, credential);
}

void sign_in(const VisitPtr& visit) {
  constexpr std::size_t kLongestDevice = 100;
  std::string device = visit->request.device.substr(0, kLongestDevice);
  if (device.empty()) device = "browser";
  visit->form.values["user"] = of(visit->request.fields, "user");
  api::Dispatcher::Call call;
  call.operation = visit->registry.find("session.create");
  call.input = std::make_shared<Json>(Json{
      {"company", visit->ask.company},
      {"user", visit->form.values["user"]},
      {"password", of(visit->request.fields, "password")},
      {"device", device}});
  call.address = visit->request.address;
  call.request_id = visit->request.request_id;
  call.device = visit->request.device;
  visit->dispatcher.dispatch(std::move(call), [visit](const api::Outcome& outcome) {
    if (const auto* text = std::get_if<std::string>(&outcome)) return signed_in(visit, Json::parse(*text));
    const ApiError& error = std::get<ApiError>(outcome);
    const bool wrong = error.code() == Errc::unauthenticated || error.code() == Errc::invalid_argument;
    if (!wrong) return refuse(visit, error);
    visit->form.problems[""] = Word::wrong_sign_in;
    show_form(visit, 400);
  });
}

/// Who has a session and is asked for more has to agree first; that it is no good is found then.
void begin(const VisitPtr& visit) {
  const bool known = !visit->request.visitor.empty();
  if (visit->request.post) {
    const bool agreed = known && !of(visit->request.fields, "agree").empty();
    return agreed ? grant(visit, visit->request.visitor) : sign_in(visit);
  }
  if (!known) return show_form(visit, 200);
  if (!visit->ask.private_info) return grant(visit, visit->request.visitor);
  visit->dispatcher.authenticate(visit->request.visitor, [visit](const std::variant<api::Caller, ApiError>& who) {
    if (std::holds_alternative<ApiError>(who)) return show_form(visit, 200);
    visit->answer(200, agree_page(visit->language, visit->face.app));
  });
}

void look(const VisitPtr& visit) {
  visit->dispatcher.transact(
      [visit](db::Tx& tx) {
        visit->face = platform::look_at_sign_in(tx, visit->ask);
        return std::string();
      },
      [visit](const api::Outcome& outcome) {
        if (const auto* error = std::get_if<ApiError>(&outcome)) return refuse(visit, *error);
        begin(visit);
      });
}

}  // namespace

gateway::Site sign_in_site(const api::Registry& registry, api::Dispatcher& dispatcher, const Clock& clock) {
  gateway::Site site;
  site.has = [](std::string_view path) { return std::find(kPaths.begin(), kPaths.end(), path) != kPaths.end(); };
  site.answer = [&registry, &dispatcher, &clock](PageRequest request, Reply reply) {
    const std::string lang = of(request.query, "lang");
    const Language language = language_of(lang.empty() ? request.languages : lang);
    const auto visit = std::make_shared<Visit>(
        Visit{registry, dispatcher, clock, std::move(request), std::move(reply), language});
    visit->ask = ask_of(visit->request);
    look(visit);
  };
  return site;
}

}  // namespace weft::app
