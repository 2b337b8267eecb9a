// Template cards as the operations take them.
#include "wecom/shapes.hpp"

#include "wecom/texts.hpp"

#include <cmath>
#include <cstdlib>

namespace weft::wecom {
namespace {

using Kind = Shape::Kind;
using Shapes = std::vector<Shape>;

const Shapes kSource{{"icon_url"}, {"desc", Kind::text, 64}, {"desc_color", Kind::number}};
const Shapes kMenuAction{{"text", Kind::text, 64}, {"key"}};
const Shapes kMenu{{"desc", Kind::text, 64}, {"action_list", Kind::list, 0, &kMenuAction}};
const Shapes kMainTitle{{"title", Kind::text, 128}, {"desc", Kind::text, 512}};
const Shapes kQuote{{"type", Kind::number},         {"url"}, {"appid"}, {"pagepath"}, {"title", Kind::text, 128},
                    {"quote_text", Kind::text, 512}};
const Shapes kEmphasis{{"title", Kind::text, 64}, {"desc", Kind::text, 128}};
const Shapes kRow{
    {"type", Kind::number}, {"keyname", Kind::text, 64}, {"value", Kind::text, 256}, {"url"}, {"media_id"}, {"userid"}};
const Shapes kJump{{"type", Kind::number}, {"title", Kind::text, 128}, {"url"}, {"appid"}, {"pagepath"}};
const Shapes kAction{{"type", Kind::number}, {"url"}, {"appid"}, {"pagepath"}};
const Shapes kImage{{"url"}, {"aspect_ratio", Kind::ratio}};
const Shapes kPicture{{"type", Kind::number},    {"url"},      {"appid"}, {"pagepath"}, {"title", Kind::text, 128},
                      {"desc", Kind::text, 512}, {"image_url"}};
const Shapes kVertical{{"title", Kind::text, 128}, {"desc", Kind::text, 512}};
const Shapes kOption{{"id"}, {"text", Kind::text, 64}};
const Shapes kSelection{
    {"question_key"},
    {"title", Kind::text, 64},
    {"option_list", Kind::list, 0, &kOption},
    {"selected_id"},
    {"disable", Kind::flag}};
const Shapes kButton{{"type", Kind::number}, {"text", Kind::text, 64}, {"style", Kind::number}, {"key"}, {"url"}};
const Shapes kVoteOption{{"id"}, {"text", Kind::text, 64}, {"is_checked", Kind::flag}};
const Shapes kCheckbox{
    {"question_key"}, {"option_list", Kind::list, 0, &kVoteOption}, {"mode", Kind::number}, {"disable", Kind::flag}};
const Shapes kSubmit{{"text", Kind::text, 64}, {"key"}};

const Shapes kCard{
    {"card_type"},
    {"source", Kind::object, 0, &kSource},
    {"action_menu", Kind::object, 0, &kMenu},
    {"task_id"},
    {"main_title", Kind::object, 0, &kMainTitle},
    {"quote_area", Kind::object, 0, &kQuote},
    {"emphasis_content", Kind::object, 0, &kEmphasis},
    {"sub_title_text", Kind::text, 512},
    {"horizontal_content_list", Kind::list, 0, &kRow},
    {"jump_list", Kind::list, 0, &kJump},
    {"card_action", Kind::object, 0, &kAction},
    {"card_image", Kind::object, 0, &kImage},
    {"image_text_area", Kind::object, 0, &kPicture},
    {"vertical_content_list", Kind::list, 0, &kVertical},
    {"button_selection", Kind::object, 0, &kSelection},
    {"button_list", Kind::list, 0, &kButton},
    {"checkbox", Kind::object, 0, &kCheckbox},
    {"select_list", Kind::list, 0, &kSelection},
    {"submit_button", Kind::object, 0, &kSubmit}};

/// 1.3 and "1.3".
Json ratio_of(const Fields& from, std::string_view name) {
  const Json& value = from.json().at(name);
  if (value.is_number()) return value;
  const std::string text = from.text(name).value_or("");
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !std::isfinite(number))
    throw Fault(code::bad_parameter, "invalid parameter: " + from.place(name) + " must be a number");
  return number;
}

Json list_of(const Fields& from, const Shape& shape) {
  Json list = Json::array();
  for (const Fields& item : from.objects(shape.name))
    list.push_back(taken(item, *shape.inner));
  return list.empty() ? Json() : list;
}

Json value_of(const Fields& from, const Shape& shape) {
  switch (shape.kind) {
    case Kind::number:
      if (const auto number = from.number(shape.name)) return *number;
      return {};
    case Kind::flag:
      if (const auto flag = from.flag(shape.name)) return *flag;
      return {};
    case Kind::ratio: return ratio_of(from, shape.name);
    case Kind::object: return taken(*from.object(shape.name), *shape.inner);
    case Kind::list: return list_of(from, shape);
    case Kind::text: break;
  }
  const auto text = from.filled(shape.name);
  if (!text) return {};
  return shape.most == 0 ? *text : cut_characters(*text, shape.most);
}

/// Chosen beforehand is one of the options, or none.
void mend_selection(Json& selection) {
  const auto chosen = selection.find("selected_id");
  const auto options = selection.find("option_list");
  if (chosen == selection.end() || options == selection.end()) return;
  const auto same = [&](const Json& option) { return option.contains("id") && option["id"] == *chosen; };
  if (std::none_of(options->begin(), options->end(), same)) selection.erase(chosen);
}

void mend_button(Json& button) {
  const auto style = button.find("style");
  if (style != button.end() && (*style < 1 || *style > 4)) button.erase(style);
}

}  // namespace

Json taken(const Fields& from, const std::vector<Shape>& shapes) {
  Json out = Json::object();
  for (const Shape& shape : shapes) {
    if (!from.has(shape.name)) continue;
    Json value = value_of(from, shape);
    if (!value.is_null()) out[std::string(shape.name)] = std::move(value);
  }
  return out;
}

Json card_of(const Fields& card) {
  Json out = taken(card, kCard);
  if (out.contains("button_selection")) mend_selection(out["button_selection"]);
  if (out.contains("select_list"))
    for (Json& selection : out["select_list"])
      mend_selection(selection);
  if (out.contains("button_list"))
    for (Json& button : out["button_list"])
      mend_button(button);
  if (out.contains("card_action") && !out["card_action"].contains("type")) out["card_action"]["type"] = 0;
  if (out.contains("submit_button") && !out["submit_button"].contains("text")) out["submit_button"]["text"] = "提交";
  return out;
}

}  // namespace weft::wecom
