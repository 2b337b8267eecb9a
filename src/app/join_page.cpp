// The way in for people without a session: the invitation, then the first password.
#include "app/join_page.hpp"

#include "app/join_html.hpp"
#include <weft/base/json.hpp>

namespace weft::app {
namespace {

using gateway::PageAnswer;
using gateway::PageRequest;
using Reply = std::function<void(PageAnswer)>;

constexpr std::string_view kJoin = "/join/", kActivate = "/activate/";

/// The code at the end of a path; a code has no character that would be encoded.
std::string code_of(const std::string& path, std::string_view prefix) {
  return path.substr(prefix.size());
}

/// One visit of one page.
struct Visit {
  const api::Registry& registry;
  api::Dispatcher& dispatcher;
  PageRequest request;
  Reply reply;
  Language language = Language::en;
  Form form = {};

  void say(int status, Word title, Word text) const {
    reply({status, text_page(language, word(language, title), word(language, text))});
  }

  void call(std::string_view operation, Json input, api::Done done) const {
    api::Dispatcher::Call call;
    call.operation = registry.find(operation);
    call.input = std::make_shared<Json>(std::move(input));
    call.address = request.address;
    call.request_id = request.request_id;
    dispatcher.dispatch(std::move(call), std::move(done));
  }

  const std::string& value(const std::string& field) { return form.values[field]; }

  /// What went wrong that is not about a field: the code, or the moment.
  bool answered(const ApiError& error, Word title, Word text) const {
    const bool busy = error.code() == Errc::rate_limited || error.code() == Errc::busy ||
                      error.code() == Errc::unavailable || error.code() == Errc::internal;
    if (busy) {
      say(error.code() == Errc::rate_limited ? 429 : 503, Word::busy_title, Word::busy_text);
    } else if (error.field() == "code") {
      say(404, title, text);
    }
    return busy || error.field() == "code";
  }
};
using VisitPtr = std::shared_ptr<Visit>;

/// What to say of a field that was refused.
Word problem_of(const ApiError& error) {
  const std::string& field = error.field();
  if (field == "userid") return error.code() == Errc::conflict ? Word::taken : Word::wrong_userid;
  if (field == "name") return Word::wrong_name;
  if (field == "mobile") return Word::wrong_mobile;
  if (field == "password") return Word::wrong_password;
  return Word::failed;
}

void mark(Form& form, const ApiError& error) {
  const bool known = error.field() == "userid" || error.field() == "name" || error.field() == "mobile" ||
                     error.field() == "password";
  form.problems[known ? error.field() : ""] = problem_of(error);
}

// ---- /join/CODE

/// The form, with the company's name: asked for each time, so that an invitation that is over says so.
void show_join(const VisitPtr& visit, int status) {
  const Json input = {{"code", code_of(visit->request.path, kJoin)}};
  visit->call("invitation.look", input, [visit, status](const api::Outcome& outcome) {
    if (const auto* error = std::get_if<ApiError>(&outcome)) {
      if (!visit->answered(*error, Word::ended_title, Word::ended_text))
        visit->say(404, Word::ended_title, Word::ended_text);  // a code that cannot be one
      return;
    }
    const Json look = Json::parse(std::get<std::string>(outcome));
    visit->reply({status, join_page(visit->language, look.at("company").get<std::string>(), visit->form)});
  });
}

void joined(const VisitPtr& visit, const Json& accepted) {
  const std::string link = std::string(kActivate) + accepted.at("activation").get<std::string>();
  if (accepted.at("status") == "joined") return visit->reply({303, "", link});
  const Language language = visit->language;
  visit->reply(
      {200, text_page(
                language, word(language, Word::waiting_title), word(language, Word::waiting_text), link,
                word(language, Word::waiting_link))});
}

void join(const VisitPtr& visit) {
  Json input = {
      {"code", code_of(visit->request.path, kJoin)},
      {"userid", visit->value("userid")},
      {"name", visit->value("name")}};
  if (!visit->value("mobile").empty()) input["mobile"] = visit->value("mobile");
  visit->call("invitation.accept", input, [visit](const api::Outcome& outcome) {
    if (const auto* error = std::get_if<ApiError>(&outcome)) {
      if (visit->answered(*error, Word::ended_title, Word::ended_text)) return;
      mark(visit->form, *error);
      return show_join(visit, 400);
    }
    joined(visit, Json::parse(std::get<std::string>(outcome)));
  });
}

// ---- /activate/CODE

void show_password(const VisitPtr& visit, int status) {
  visit->reply({status, password_page(visit->language, visit->form)});
}

void activate(const VisitPtr& visit) {
  if (visit->value("password") != visit->value("again")) {
    visit->form.problems["again"] = Word::different;
    return show_password(visit, 400);
  }
  const Json input = {{"code", code_of(visit->request.path, kActivate)}, {"password", visit->value("password")}};
  visit->call("activation.use", input, [visit](const api::Outcome& outcome) {
    if (const auto* error = std::get_if<ApiError>(&outcome)) {
      if (visit->answered(*error, Word::code_title, Word::code_text)) return;
      mark(visit->form, *error);
      return show_password(visit, 400);
    }
    const std::string userid = Json::parse(std::get<std::string>(outcome)).at("userid").get<std::string>();
    const Language language = visit->language;
    visit->reply(
        {200, text_page(language, word(language, Word::done_title), phrase(language, Word::done_text, userid))});
  });
}

void answer(const VisitPtr& visit) {
  for (auto& [field, value] : visit->request.fields)
    visit->form.values[field] = std::move(value);
  const bool joining = visit->request.path.starts_with(kJoin);
  if (visit->request.post) return joining ? join(visit) : activate(visit);
  if (joining) return show_join(visit, 200);
  show_password(visit, 200);
}

}  // namespace

gateway::Site join_site(const api::Registry& registry, api::Dispatcher& dispatcher) {
  gateway::Site site;
  site.has = [](std::string_view path) { return path.starts_with(kJoin) || path.starts_with(kActivate); };
  site.answer = [&registry, &dispatcher](PageRequest request, Reply reply) {
    const Language language = language_of(request.languages);
    answer(std::make_shared<Visit>(Visit{registry, dispatcher, std::move(request), std::move(reply), language}));
  };
  return site;
}

}  // namespace weft::app
