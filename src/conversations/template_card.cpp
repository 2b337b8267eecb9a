// Checks template cards, and what members press on them.
#include <weft/base/json.hpp>
#include <weft/conversations/template_card.hpp>

#include <algorithm>
#include <set>

namespace weft::conversations {
namespace {

constexpr std::size_t kMostKey = 1024;  // bytes
constexpr std::size_t kMostId = 128;    // bytes

/// A card and where it stands in the request.
class Check {
 public:
  Check(const TemplateCard& card, std::string path, bool fresh) : card_(card), path_(std::move(path)), fresh_(fresh) {}

  void all() {
    title();
    task();
    common();
    links();
    only_of_its_type();
    keys();
    news();
  }

 private:
  std::string at(const std::string& field) const { return path_ + "." + field; }
  std::string at(const std::string& list, std::size_t i, const std::string& field) const {
    return at(list + "[" + std::to_string(i) + "]." + field);
  }
  [[noreturn]] void refuse(const std::string& field, const std::string& why) const { refuse_field(at(field), why); }
  template <class Part>
  void need(const std::optional<Part>& part, const std::string& field) const {
    if (!part) refuse(field, "is missing: a card of this type needs it");
  }

  void title() const {
    const bool titled = card_.main_title && card_.main_title->title;
    if (card_.card_type == CardType::text_notice) {
      if (!titled && !card_.sub_title_text)
        refuse("main_title.title", "is missing: this or sub_title_text must be there");
      return;
    }
    if (!titled) refuse("main_title.title", "is missing");
  }

  void task() const {
    if (!card_.task_id) {
      const bool needed = fresh_ && (is_interactive(card_) || card_.action_menu);
      if (needed) refuse("task_id", "is missing: a card that is pressed needs one");
      return;
    }
    const auto known = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' ||
             c == '@';
    };
    const std::string& id = card_.task_id->value;
    if (!std::all_of(id.begin(), id.end(), known)) refuse("task_id", "is made of 0-9, A-Z, a-z, '_', '-' and '@'");
  }

  /// Where a click on something leads. Without a type, nowhere.
  template <class Part>
  void leads(const Part& part, std::int64_t type, const std::string& field) const {
    if (type == 1 && !part.url) refuse_field(field + ".url", "is missing");
    if (type == 2 && !part.appid) refuse_field(field + ".appid", "is missing");
    if (part.url) need_web_address(*part.url, field + ".url");
  }
  template <class Part>
  void may_lead(const Part& part, const std::string& field) const {
    leads(part, part.type ? part.type->value : 0, field);
  }

  void common() const {
    if (card_.source && card_.source->icon_url) need_web_address(*card_.source->icon_url, at("source.icon_url"));
    if (card_.quote_area) may_lead(*card_.quote_area, at("quote_area"));
    if (card_.image_text_area) {
      may_lead(*card_.image_text_area, at("image_text_area"));
      need_web_address(card_.image_text_area->image_url, at("image_text_area.image_url"));
    }
    for (std::size_t i = 0; card_.jump_list && i < card_.jump_list->size(); ++i)
      may_lead(card_.jump_list->items[i], at("jump_list[" + std::to_string(i) + "]"));
    for (std::size_t i = 0; card_.horizontal_content_list && i < card_.horizontal_content_list->size(); ++i)
      row(card_.horizontal_content_list->items[i], i);
  }

  void row(const CardRow& row, std::size_t i) const {
    const std::string list = "horizontal_content_list";
    const std::int64_t type = row.type ? row.type->value : 0;
    if (type == 1 && !row.url) refuse_field(at(list, i, "url"), "is missing");
    if (type == 2 && !row.media_id) refuse_field(at(list, i, "media_id"), "is missing");
    if (type == 3 && !row.userid) refuse_field(at(list, i, "userid"), "is missing");
    if (row.url) need_web_address(*row.url, at(list, i, "url"));
  }

  void links() const {
    const bool notice = card_.card_type == CardType::text_notice || card_.card_type == CardType::news_notice;
    if (notice) need(card_.card_action, "card_action");
    if (!card_.card_action) return;
    if (notice && card_.card_action->type == 0) refuse("card_action.type", "must be 1 or 2 on a notice");
    leads(*card_.card_action, card_.card_action->type, at("card_action"));
  }

  template <class Part>
  void belongs(const std::optional<Part>& part, const std::string& field, std::initializer_list<CardType> types) const {
    if (part && std::find(types.begin(), types.end(), card_.card_type) == types.end())
      refuse(field, "is not of cards of this type");
  }

  void only_of_its_type() const {
    using T = CardType;
    belongs(card_.emphasis_content, "emphasis_content", {T::text_notice});
    belongs(card_.sub_title_text, "sub_title_text", {T::text_notice, T::button_interaction});
    belongs(card_.quote_area, "quote_area", {T::text_notice, T::news_notice, T::button_interaction});
    belongs(
        card_.horizontal_content_list, "horizontal_content_list",
        {T::text_notice, T::news_notice, T::button_interaction});
    belongs(card_.jump_list, "jump_list", {T::text_notice, T::news_notice});
    belongs(card_.action_menu, "action_menu", {T::text_notice, T::news_notice, T::button_interaction});
    belongs(card_.card_action, "card_action", {T::text_notice, T::news_notice, T::button_interaction});
    belongs(card_.card_image, "card_image", {T::news_notice});
    belongs(card_.image_text_area, "image_text_area", {T::news_notice});
    belongs(card_.vertical_content_list, "vertical_content_list", {T::news_notice});
    belongs(card_.button_selection, "button_selection", {T::button_interaction});
    belongs(card_.button_list, "button_list", {T::button_interaction});
    belongs(card_.checkbox, "checkbox", {T::vote_interaction});
    belongs(card_.select_list, "select_list", {T::multiple_interaction});
    belongs(card_.submit_button, "submit_button", {T::vote_interaction, T::multiple_interaction});
    if (card_.card_type == T::button_interaction) need(card_.button_list, "button_list");
    if (card_.card_type == T::vote_interaction) need(card_.checkbox, "checkbox");
    if (card_.card_type == T::multiple_interaction) need(card_.select_list, "select_list");
    if (card_.card_type == T::vote_interaction || card_.card_type == T::multiple_interaction)
      need(card_.submit_button, "submit_button");
  }

  void news() const {
    if (card_.card_type == CardType::news_notice && !card_.card_image && !card_.image_text_area)
      refuse("card_image", "is missing: this or image_text_area must be there");
    if (!card_.card_image) return;
    need_web_address(card_.card_image->url, at("card_image.url"));
    const auto& ratio = card_.card_image->aspect_ratio;
    if (ratio && !(*ratio >= 1.3 && *ratio <= 2.25)) refuse("card_image.aspect_ratio", "must be from 1.3 to 2.25");
  }

  void key(const std::string& key, const std::string& field, std::set<std::string>& known) const {
    if (key.size() > kMostKey) refuse_field(field, "must have at most 1024 bytes");
    if (!known.insert(key).second) refuse_field(field, "is that of another one");
  }

  template <class Options>
  void options(const Options& options, const std::string& list) const {
    std::set<std::string> ids;
    for (std::size_t i = 0; i < options.size(); ++i) {
      const std::string field = list + ".option_list[" + std::to_string(i) + "].id";
      if (options.items[i].id.value.size() > kMostId) refuse_field(field, "must have at most 128 bytes");
      if (!ids.insert(options.items[i].id.value).second) refuse_field(field, "is that of another one");
    }
  }

  void selection(const CardSelection& selection, const std::string& place, std::set<std::string>& questions) const {
    key(selection.question_key, place + ".question_key", questions);
    options(selection.option_list, place);
    if (!selection.selected_id) return;
    const auto chosen = [&](const CardOption& option) { return option.id.value == selection.selected_id->value; };
    if (std::none_of(selection.option_list.begin(), selection.option_list.end(), chosen))
      refuse_field(place + ".selected_id", "is none of the options");
  }

  void buttons(std::set<std::string>& pressed) const {
    for (std::size_t i = 0; card_.button_list && i < card_.button_list->size(); ++i) {
      const CardButton& button = card_.button_list->items[i];
      const bool leads = button.type && button.type->value == 1;
      if (leads && !button.url) refuse_field(at("button_list", i, "url"), "is missing");
      if (!leads && !button.key) refuse_field(at("button_list", i, "key"), "is missing");
      if (button.url) need_web_address(*button.url, at("button_list", i, "url"));
      if (button.key) key(*button.key, at("button_list", i, "key"), pressed);
    }
  }

  void keys() const {
    std::set<std::string> pressed, questions;
    for (std::size_t i = 0; card_.action_menu && i < card_.action_menu->action_list.size(); ++i)
      key(card_.action_menu->action_list.items[i].key, at("action_menu.action_list", i, "key"), pressed);
    buttons(pressed);
    if (card_.submit_button) key(card_.submit_button->key, at("submit_button.key"), pressed);
    if (card_.button_selection) selection(*card_.button_selection, at("button_selection"), questions);
    for (std::size_t i = 0; card_.select_list && i < card_.select_list->size(); ++i)
      selection(card_.select_list->items[i], at("select_list[" + std::to_string(i) + "]"), questions);
    if (!card_.checkbox) return;
    key(card_.checkbox->question_key, at("checkbox.question_key"), questions);
    options(card_.checkbox->option_list, at("checkbox"));
  }

  const TemplateCard& card_;
  const std::string path_;
  const bool fresh_;
};

/// Without what was not given.
void drop_nulls(Json& value) {
  if (value.is_object())
    for (auto it = value.begin(); it != value.end();)
      it = it->is_null() ? value.erase(it) : std::next(it);
  if (value.is_structured())
    for (Json& one : value)
      drop_nulls(one);
}

constexpr std::size_t kMostTitle = 300;  // bytes

/// At most so many bytes, and no part of a character.
std::string cut(const std::string& text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return text.substr(0, end);
}

std::string text_or(const std::optional<CardLine>& text, const std::string& other) {
  return text ? text->value : other;
}

template <class Options>
void check_ids(const Options& options, const CardChoice& choice, const std::string& field, std::size_t most) {
  if (choice.option_ids.size() > most) refuse_field(field + ".option_ids", "are too many");
  std::set<std::string> seen;
  for (std::size_t i = 0; i < choice.option_ids.size(); ++i) {
    const std::string& id = choice.option_ids.items[i];
    const std::string place = field + ".option_ids[" + std::to_string(i) + "]";
    const auto same = [&](const auto& option) { return option.id.value == id; };
    if (std::none_of(options.begin(), options.end(), same)) refuse_field(place, "is none of the options");
    if (!seen.insert(id).second) refuse_field(place, "stands there twice");
  }
}

bool check_choice(const TemplateCard& card, const CardChoice& choice, const std::string& field) {
  const auto asks = [&](const CardSelection& one) { return one.question_key.value == choice.question_key.value; };
  const auto chosen = [&](const CardSelection& one) {
    if (asks(one)) check_ids(one.option_list, choice, field, 1);
    return asks(one);
  };
  if (card.button_selection && chosen(*card.button_selection)) return true;
  if (card.select_list && std::any_of(card.select_list->begin(), card.select_list->end(), chosen)) return true;
  if (!card.checkbox || card.checkbox->question_key.value != choice.question_key.value) return false;
  const bool several = card.checkbox->mode && card.checkbox->mode->value == 1;
  check_ids(card.checkbox->option_list, choice, field, several ? card.checkbox->option_list.size() : 1);
  return true;
}

}  // namespace

void check_card(const TemplateCard& card, const std::string& path, bool fresh) {
  Check(card, path, fresh).all();
}

bool is_interactive(const TemplateCard& card) {
  return card.card_type != CardType::text_notice && card.card_type != CardType::news_notice;
}

Json card_body(const TemplateCard& card) {
  Json stored = Json::parse(to_json_text(card));
  drop_nulls(stored);
  const bool titled = card.main_title && card.main_title->title;
  const std::string title = titled ? card.main_title->title->value : card.sub_title_text->value;
  Json body = {{"title", cut(title, kMostTitle)}, {"card", std::move(stored)}};
  const std::string more = card.main_title ? text_or(card.main_title->desc, "") : "";
  const std::string description = !more.empty() || !titled ? more : text_or(card.sub_title_text, "");
  if (!description.empty()) body["description"] = description;
  return body;
}

CardPress check_press(const TemplateCard& card, const std::string& key, const std::vector<CardChoice>& choices) {
  std::set<std::string> answered;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const std::string field = "choices[" + std::to_string(i) + "]";
    if (!check_choice(card, choices[i], field)) refuse_field(field + ".question_key", "is not on this card");
    if (!answered.insert(choices[i].question_key.value).second)
      refuse_field(field + ".question_key", "stands there twice");
  }
  const auto of_menu = [&](const CardMenuAction& action) { return action.key.value == key; };
  const auto of_button = [&](const CardButton& button) {
    return button.key && button.key->value == key && !(button.type && button.type->value == 1);
  };
  if (card.action_menu &&
      std::any_of(card.action_menu->action_list.begin(), card.action_menu->action_list.end(), of_menu))
    return CardPress::menu;
  if (card.submit_button && card.submit_button->key.value == key) {
    if (card.checkbox && choices.empty()) refuse_field("choices", "are missing: the card asks for them");
    return CardPress::button;
  }
  if (card.button_list && std::any_of(card.button_list->begin(), card.button_list->end(), of_button))
    return CardPress::button;
  refuse_field("key", "is not on this card");
}

}  // namespace weft::conversations
