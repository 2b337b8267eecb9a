// Template cards: what apps and robots may put on one, in the form and within the limits of WeCom's.
// https://developer.work.weixin.qq.com/document/path/90236
#pragma once
#include <weft/base/fields.hpp>
#include <weft/base/id.hpp>
#include <weft/base/json.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::conversations {

enum class CardType { text_notice, news_notice, button_interaction, vote_interaction, multiple_interaction };
BOOST_DESCRIBE_ENUM(CardType, text_notice, news_notice, button_interaction, vote_interaction, multiple_interaction)

using CardUrl = Text<1, 2048>;
using CardKey = Text<1, 1024>;  ///< at most 1,024 bytes
using CardTitle = Text<1, 128>;
using CardLine = Text<1, 512>;

struct CardSource {
  std::optional<CardUrl> icon_url;
  std::optional<Text<1, 64>> desc;
  std::optional<Int<0, 3>> desc_color;
};
BOOST_DESCRIBE_STRUCT(CardSource, (), (icon_url, desc, desc_color))

struct CardMenuAction {
  Text<1, 64> text;
  CardKey key;
};
BOOST_DESCRIBE_STRUCT(CardMenuAction, (), (text, key))

struct CardMenu {
  std::optional<Text<1, 64>> desc;
  List<CardMenuAction, 1, 3> action_list;
};
BOOST_DESCRIBE_STRUCT(CardMenu, (), (desc, action_list))

struct CardMainTitle {
  std::optional<CardTitle> title;
  std::optional<CardLine> desc;
};
BOOST_DESCRIBE_STRUCT(CardMainTitle, (), (title, desc))

/// What leads somewhere: type 0 nowhere, 1 to `url`, 2 to the page of a small program.
struct CardQuote {
  std::optional<Int<0, 2>> type;
  std::optional<CardUrl> url;
  std::optional<Text<1, 128>> appid;
  std::optional<Text<1, 1024>> pagepath;
  std::optional<CardTitle> title;
  std::optional<CardLine> quote_text;
};
BOOST_DESCRIBE_STRUCT(CardQuote, (), (type, url, appid, pagepath, title, quote_text))

struct CardEmphasis {
  std::optional<Text<1, 64>> title;
  std::optional<Text<1, 128>> desc;
};
BOOST_DESCRIBE_STRUCT(CardEmphasis, (), (title, desc))

/// type 0 text, 1 to `url`, 2 the file `media_id`, 3 the member `userid`.
struct CardRow {
  std::optional<Int<0, 3>> type;
  Text<1, 64> keyname;
  std::optional<Text<1, 256>> value;
  std::optional<CardUrl> url;
  std::optional<FileId> media_id;
  std::optional<Text<1, 64>> userid;
};
BOOST_DESCRIBE_STRUCT(CardRow, (), (type, keyname, value, url, media_id, userid))

struct CardJump {
  std::optional<Int<0, 2>> type;
  CardTitle title;
  std::optional<CardUrl> url;
  std::optional<Text<1, 128>> appid;
  std::optional<Text<1, 1024>> pagepath;
};
BOOST_DESCRIBE_STRUCT(CardJump, (), (type, title, url, appid, pagepath))

struct CardAction {
  Int<0, 2> type;
  std::optional<CardUrl> url;
  std::optional<Text<1, 128>> appid;
  std::optional<Text<1, 1024>> pagepath;
};
BOOST_DESCRIBE_STRUCT(CardAction, (), (type, url, appid, pagepath))

struct CardImage {
  CardUrl url;
  std::optional<double> aspect_ratio;  ///< 1.3 to 2.25
};
BOOST_DESCRIBE_STRUCT(CardImage, (), (url, aspect_ratio))

struct CardPicture {
  std::optional<Int<0, 2>> type;
  std::optional<CardUrl> url;
  std::optional<Text<1, 128>> appid;
  std::optional<Text<1, 1024>> pagepath;
  std::optional<CardTitle> title;
  std::optional<CardLine> desc;
  CardUrl image_url;
};
BOOST_DESCRIBE_STRUCT(CardPicture, (), (type, url, appid, pagepath, title, desc, image_url))

struct CardVertical {
  CardTitle title;
  std::optional<CardLine> desc;
};
BOOST_DESCRIBE_STRUCT(CardVertical, (), (title, desc))

struct CardOption {
  Text<1, 128> id;  ///< at most 128 bytes
  Text<1, 64> text;
};
BOOST_DESCRIBE_STRUCT(CardOption, (), (id, text))

struct CardSelection {
  CardKey question_key;
  std::optional<Text<1, 64>> title;
  List<CardOption, 1, 10> option_list;
  std::optional<Text<1, 128>> selected_id;
  std::optional<bool> disable;
};
BOOST_DESCRIBE_STRUCT(CardSelection, (), (question_key, title, option_list, selected_id, disable))

/// type 0 is told to the app, 1 leads to `url`.
struct CardButton {
  std::optional<Int<0, 1>> type;
  Text<1, 64> text;
  std::optional<Int<1, 4>> style;
  std::optional<CardKey> key;
  std::optional<CardUrl> url;
};
BOOST_DESCRIBE_STRUCT(CardButton, (), (type, text, style, key, url))

struct CardVoteOption {
  Text<1, 128> id;
  Text<1, 64> text;
  std::optional<bool> is_checked;
};
BOOST_DESCRIBE_STRUCT(CardVoteOption, (), (id, text, is_checked))

/// mode 0: one of them, 1: several.
struct CardCheckbox {
  CardKey question_key;
  List<CardVoteOption, 1, 20> option_list;
  std::optional<Int<0, 1>> mode;
  std::optional<bool> disable;
};
BOOST_DESCRIBE_STRUCT(CardCheckbox, (), (question_key, option_list, mode, disable))

struct CardSubmit {
  Text<1, 64> text;
  CardKey key;
};
BOOST_DESCRIBE_STRUCT(CardSubmit, (), (text, key))

struct TemplateCard {
  CardType card_type = CardType::text_notice;
  std::optional<CardSource> source;
  std::optional<CardMenu> action_menu;
  std::optional<Text<1, 128>> task_id;
  std::optional<CardMainTitle> main_title;
  std::optional<CardQuote> quote_area;
  std::optional<CardEmphasis> emphasis_content;
  std::optional<CardLine> sub_title_text;
  std::optional<List<CardRow, 0, 6>> horizontal_content_list;
  std::optional<List<CardJump, 0, 3>> jump_list;
  std::optional<CardAction> card_action;
  std::optional<CardImage> card_image;
  std::optional<CardPicture> image_text_area;
  std::optional<List<CardVertical, 0, 4>> vertical_content_list;
  std::optional<CardSelection> button_selection;
  std::optional<List<CardButton, 1, 6>> button_list;
  std::optional<CardCheckbox> checkbox;
  std::optional<List<CardSelection, 1, 3>> select_list;
  std::optional<CardSubmit> submit_button;
};
BOOST_DESCRIBE_STRUCT(
    TemplateCard, (),
    (card_type, source, action_menu, task_id, main_title, quote_area, emphasis_content, sub_title_text,
     horizontal_content_list, jump_list, card_action, card_image, image_text_area, vertical_content_list,
     button_selection, button_list, checkbox, select_list, submit_button))

/// Raises invalid_argument naming the field below `path` for what a card of its type does not take or lacks. `fresh`:
/// it is a new card, which needs a task_id where it can be pressed; the one that replaces it keeps that one's.
void check_card(const TemplateCard& card, const std::string& path, bool fresh = true);

/// Whether members press or choose something on it that the app is told.
bool is_interactive(const TemplateCard& card);

/// The body of the message as the log takes it.
Json card_body(const TemplateCard& card);

/// Raises invalid_argument unless it is an http or https address.
void need_web_address(const std::string& url, const std::string& field);

/// What a member pressed: `key` is a button's, the submit button's or one of the menu.
struct CardChoice {
  CardKey question_key;
  List<Text<1, 128>, 0, 20> option_ids;
};
BOOST_DESCRIBE_STRUCT(CardChoice, (), (question_key, option_ids))

enum class CardPress { button, menu };

/// Raises invalid_argument unless the card has this key, and takes these choices with it.
CardPress check_press(const TemplateCard& card, const std::string& key, const std::vector<CardChoice>& choices);

}  // namespace weft::conversations
