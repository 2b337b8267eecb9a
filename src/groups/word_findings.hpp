// From marks in a text to findings: whom a rule is about, and who is told.
#pragma once
#include "groups/words_compiled.hpp"

namespace weft::groups {

/// The marks of rules that are about the sender, those that block first.
std::vector<conversations::Finding> findings_of(
    db::Tx& tx, const conversations::Utterance& utterance, std::span<const words::Mark> marks,
    ScreenAction list_action);

}  // namespace weft::groups
