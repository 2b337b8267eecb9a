// How the pages of invitations and contents look: one column, fit for a telephone; whatever people wrote is text.
#pragma once
#include "app/join_words.hpp"

#include <map>
#include <string>
#include <string_view>

namespace weft::app {

/// & < > " ' as entities.
std::string escape_html(std::string_view text);

/// A page of this look; `content` is markup.
std::string html_page(Language language, std::string_view title, const std::string& content);

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

}  // namespace weft::app
