// What a person typed, taken apart.
#pragma once
#include <string>
#include <vector>

namespace weft::app::chat {

/// Words between spaces; double quotes hold one together.
std::vector<std::string> words_of(const std::string& text);
/// Without spaces at both ends.
std::string trimmed(const std::string& text);
/// ASCII letters made small, for comparing names.
std::string lower(std::string text);

}  // namespace weft::app::chat
