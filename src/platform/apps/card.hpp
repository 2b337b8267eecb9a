// Template cards, by the names that this folder has for them.
#pragma once
#include <weft/conversations/template_card.hpp>

namespace weft::platform {

using conversations::card_body;
using conversations::CardChoice;
using conversations::CardKey;
using conversations::CardPress;
using conversations::CardType;
using conversations::check_card;
using conversations::check_press;
using conversations::is_interactive;
using conversations::need_web_address;
using conversations::TemplateCard;

}  // namespace weft::platform
