// Draws the pages of invitations. A form goes back to the address it came from.
#include "app/join_html.hpp"

namespace weft::app {
namespace {

constexpr std::string_view kStyle =
    "*{box-sizing:border-box}body{margin:0;font:16px/1.5 system-ui,sans-serif;background:#f4f5f7;color:#1c1e21}"
    "main{max-width:26rem;margin:0 auto;padding:2rem 1.25rem}h1{font-size:1.5rem;margin:0 0 .5rem;"
    "overflow-wrap:anywhere}form{margin-top:1.5rem}label{display:block;margin-top:1rem;font-weight:600}"
    "small{display:block;font-weight:400;color:#5f6570}input{width:100%;margin-top:.25rem;padding:.75rem;font:inherit;"
    "border:1px solid #b8bdc7;border-radius:.5rem;background:#fff;color:inherit}input:focus-visible,"
    "button:focus-visible,a:focus-visible{outline:3px solid #1f6feb;outline-offset:1px}button{width:100%;"
    "margin-top:1.75rem;padding:.85rem;font:inherit;font-weight:600;border:0;border-radius:.5rem;background:#1957b8;"
    "color:#fff}.wrong{display:block;color:#b3261e;font-weight:400}a{color:#1957b8;overflow-wrap:anywhere}.text{white-"
    "space:pre-wrap;overflow-wrap:anywhere}"
    "@media (prefers-color-scheme:dark){body{background:#16181c;color:#eceef1}input{background:#202329;"
    "border-color:#4a505b}small{color:#a6adb8}.wrong{color:#ffb4ab}a{color:#8ab4f8}}";

std::string paragraph(std::string_view text) {
  return "<p>" + escape_html(text) + "</p>";
}

/// What an input is for: the browser offers the right keyboard, and to keep the password.
struct Input {
  std::string_view name;
  Word label;
  std::string_view attributes;
  std::string hint = {};
  bool kept = true;  ///< shown again after a mistake
};

std::string draw(Language language, const Form& form, const Input& input) {
  const std::string name(input.name);
  const auto value = form.values.find(name);
  const auto problem = form.problems.find(name);
  std::string html = "<label>" + std::string(word(language, input.label));
  if (!input.hint.empty()) html += "<small>" + escape_html(input.hint) + "</small>";
  html += "<input name=\"" + name + "\" " + std::string(input.attributes);
  if (input.kept && value != form.values.end()) html += " value=\"" + escape_html(value->second) + "\"";
  if (problem != form.problems.end()) html += " aria-invalid=\"true\"";
  html += ">";
  if (problem != form.problems.end())
    html += "<span class=\"wrong\" role=\"alert\">" + std::string(word(language, problem->second)) + "</span>";
  return html + "</label>";
}

std::string form_of(Language language, const Form& form, const std::string& inputs, Word button) {
  const auto problem = form.problems.find("");
  std::string html = "<form method=\"post\">" + inputs;
  if (problem != form.problems.end())
    html += "<p class=\"wrong\" role=\"alert\">" + std::string(word(language, problem->second)) + "</p>";
  return html + "<button>" + std::string(word(language, button)) + "</button></form>";
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string html_page(Language language, std::string_view title, const std::string& content, const std::string& head) {
  const std::string safe = escape_html(title);
  return "<!doctype html>\n<html lang=\"" + std::string(language == Language::zh ? "zh" : "en") +
         "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
         "<title>" +
         safe + "</title>" + head + "<style>" + std::string(kStyle) + "</style></head><body><main><h1>" + safe +
         "</h1>" + content + "</main></body></html>\n";
}

std::string text_page(
    Language language, std::string_view title, std::string_view text, std::string_view link,
    std::string_view link_text) {
  std::string content = paragraph(text);
  if (!link.empty()) content += "<p><a href=\"" + escape_html(link) + "\">" + escape_html(link_text) + "</a></p>";
  return html_page(language, title, content);
}

std::string join_page(Language language, std::string_view company, const Form& form) {
  const std::string inputs =
      draw(language, form, {"name", Word::name, "required maxlength=\"100\" autocomplete=\"name\""}) +
      draw(
          language, form,
          {"userid", Word::userid,
           "required maxlength=\"64\" autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\"",
           std::string(word(language, Word::userid_hint))}) +
      draw(
          language, form,
          {"mobile", Word::mobile, "type=\"tel\" maxlength=\"32\" autocomplete=\"tel\"",
           std::string(word(language, Word::optional))});
  return html_page(
      language, phrase(language, Word::join_title, company),
      paragraph(word(language, Word::join_intro)) + form_of(language, form, inputs, Word::join_button));
}

std::string password_page(Language language, const Form& form) {
  const std::string_view secret =
      "type=\"password\" required minlength=\"10\" maxlength=\"256\" autocomplete=\"new-password\"";
  const std::string hint(word(language, Word::password_hint));
  const std::string inputs = draw(language, form, {"password", Word::password, secret, hint, false}) +
                             draw(language, form, {"again", Word::password_again, secret, {}, false});
  return html_page(
      language, word(language, Word::password_title),
      paragraph(word(language, Word::password_intro)) + form_of(language, form, inputs, Word::password_button));
}

std::string sign_in_page(
    Language language, std::string_view company, std::string_view app, bool asks, const Form& form) {
  const std::string inputs =
      draw(
          language, form,
          {"user", Word::userid,
           "required maxlength=\"64\" autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\""}) +
      draw(
          language, form,
          {"password",
           Word::password,
           "type=\"password\" required maxlength=\"256\" autocomplete=\"current-password\"",
           {},
           false});
  return html_page(
      language, phrase(language, Word::sign_in_title, app),
      paragraph(phrase(language, Word::sign_in_company, company)) +
          (asks ? paragraph(phrase(language, Word::asks_for, app)) : "") +
          form_of(language, form, inputs, Word::sign_in_button));
}

std::string agree_page(Language language, std::string_view app) {
  return html_page(
      language, phrase(language, Word::sign_in_title, app),
      paragraph(phrase(language, Word::asks_for, app)) +
          form_of(language, {}, "<input type=\"hidden\" name=\"agree\" value=\"1\">", Word::agree_button));
}

std::string going_page(Language language, const std::string& location) {
  const std::string link = "<p><a rel=\"noreferrer\" href=\"" + escape_html(location) + "\">" +
                           std::string(word(language, Word::going_text)) + "</a></p>";
  return html_page(
      language, word(language, Word::going_title), link,
      "<meta http-equiv=\"refresh\" content=\"0;url=" + escape_html(location) + "\">");
}

}  // namespace weft::app
