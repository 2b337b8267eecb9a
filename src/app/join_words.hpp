// What the pages of invitations and contents say, in the languages they know.
#pragma once
#include <string>
#include <string_view>

namespace weft::app {

enum class Language { en, zh };

/// The one that Accept-Language ("zh-CN,zh;q=0.9,en;q=0.8") likes best; English when it names none that is known.
Language language_of(std::string_view accepted);

enum class Word {
  join_title,  ///< %: the company
  join_intro,
  userid,
  userid_hint,
  name,
  mobile,
  optional,
  join_button,
  password_title,
  password_intro,
  password,
  password_hint,
  password_again,
  password_button,
  waiting_title,
  waiting_text,
  waiting_link,
  done_title,
  done_text,  ///< %: the userid
  ended_title,
  ended_text,
  code_title,
  code_text,
  busy_title,
  busy_text,
  taken,
  wrong_userid,
  wrong_name,
  wrong_mobile,
  wrong_password,
  different,
  failed,
  gone_title,
  gone_text,
  open_link,
  download,
  shared_by,        ///< %: the company
  sign_in_title,    ///< %: the app
  sign_in_company,  ///< %: the company
  sign_in_button,
  wrong_sign_in,
  asks_for,  ///< %: the app
  agree_button,
  going_title,
  going_text,
  no_app_title,
  no_app_text,
  not_trusted_title,
  not_trusted_text,
  not_for_you_title,
  not_for_you_text,
};

std::string_view word(Language language, Word word);
/// The same with `value` in place of %.
std::string phrase(Language language, Word word, std::string_view value);

}  // namespace weft::app
