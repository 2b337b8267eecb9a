// How the pages of invitations and contents look: one column, fit for a telephone; whatever people wrote is text.
#pragma once
#include "app/join_words.hpp"

#include <map>
#include <string>
#include <string_view>

namespace weft::app {

/// & < > " ' as entities.
std::string escape_html(std::string_view text);

/// A page of this look; `content` is markup, and so is `head`.
std::string html_page(
    Language language, std::string_view title, const std::string& content, const std::string& head = {});

/// A form as it was sent, and what was wrong with it.
struct Form {
  std::map<std::string, std::string> values;  ///< by field
  std::map<std::string, Word> problems;       ///< by field; "" for the whole
};

/// A page with a title and text, and maybe a link. All of them plain text.
std::string text_page(
    Language language, std::string_view title, std::string_view text, std::string_view link = {},
    std::string_view link_text = {});
std::string join_page(Language language, std::string_view company, const Form& form);
std::string password_page(Language language, const Form& form);
/// Signing in at an app. `asks`: the app wants to know what only the member may tell.
std::string sign_in_page(
    Language language, std::string_view company, std::string_view app, bool asks, const Form& form);
/// The same for who is signed in already: agreeing is all that is left.
std::string agree_page(Language language, std::string_view app);
/// Goes on to `location` by itself: a browser does not follow a form to another site under our policy.
std::string going_page(Language language, const std::string& location);

}  // namespace weft::app
