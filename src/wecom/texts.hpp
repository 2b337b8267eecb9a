// Texts as WeCom takes them: too long ones are cut, and a little markup stands for links and lines.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace weft::wecom {

/// At most so many bytes, and no part of a character.
std::string cut_bytes(std::string text, std::size_t most);
/// At most so many characters.
std::string cut_characters(std::string text, std::size_t most);

/// Without the markup of texts and text cards: <a href="URL">label</a> becomes "label (URL)", <br> and <div> become
/// lines. All else stays as it is.
std::string plain_of(std::string_view markup);

/// A to Z as a to z.
std::string lower(std::string text);
/// Without spaces at both ends.
std::string trimmed(std::string_view text);
/// "a|b|c".
std::string joined(const std::vector<std::string>& words);

}  // namespace weft::wecom
