// Cleans names of visitors, shows their words to the screen, and writes the first message.
#include "customers/visits/words.hpp"

#include <weft/base/fold.hpp>
#include <weft/base/json.hpp>
#include <weft/conversations/posts.hpp>

#include <algorithm>
#include <array>

namespace weft::customers {
namespace {

constexpr std::size_t kNameLength = 50;

struct Range {
  char32_t from;
  char32_t to;
};
/// Control and format characters. Those that join letters stay: names need them.
constexpr std::array<Range, 13> kUnseen{
    {{0x00, 0x1f},
     {0x7f, 0x9f},
     {0xad, 0xad},
     {0x61c, 0x61c},
     {0x180e, 0x180e},
     {0x200b, 0x200b},
     {0x200e, 0x200f},
     {0x2028, 0x202e},
     {0x2060, 0x206f},
     {0xfeff, 0xfeff},
     {0xfff9, 0xfffb},
     {0x1d173, 0x1d17a},
     {0xe0000, 0xe007f}}};

bool is_unseen(char32_t point) {
  return std::any_of(
      kUnseen.begin(), kUnseen.end(), [&](const Range& one) { return one.from <= point && point <= one.to; });
}

std::size_t bytes_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/// Of a valid text in UTF-8, from its first byte.
char32_t point_of(std::string_view bytes) {
  if (bytes.size() == 1) return static_cast<unsigned char>(bytes[0]);
  char32_t point = static_cast<unsigned char>(bytes[0]) & (0xffU >> (bytes.size() + 1));
  for (const char c : bytes.substr(1))
    point = point << 6 | (static_cast<unsigned char>(c) & 0x3fU);
  return point;
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool is_blank(const std::string& text) {
  return trimmed(fold(text)).empty();
}

}  // namespace

std::string clean_name(const std::string& text) {
  std::string out;
  std::size_t length = 0;
  const std::string_view all = text;
  for (std::size_t i = 0; i < all.size() && length < kNameLength;) {
    const auto letter = all.substr(i, bytes_of(static_cast<unsigned char>(all[i])));
    i += letter.size();
    if (is_unseen(point_of(letter))) continue;
    out += letter;
    ++length;
  }
  return is_blank(out) ? "" : trimmed(out);
}

void screen_words(
    db::Tx& tx, conversations::Screen* screen, const std::optional<ContactId>& who, const std::string& field,
    const std::string& text) {
  if (text.empty()) return;
  if (who) {
    conversations::screen_text(screen, tx, *who, std::nullopt, field, text);
    return;
  }
  try {
    conversations::screen(screen, tx, {tx.corp(), PrincipalId{}, std::nullopt, {{field, text}}, {}});
  } catch (const ApiError& error) {
    if (error.code() != Errc::content_blocked) throw;
    throw ApiError(Errc::content_blocked, "", field);
  }
}

void screen_arrival(db::Tx& tx, conversations::Screen* screen, const Arrival& arrival, const StartVisit& in) {
  std::optional<ContactId> who;
  if (arrival.known) who = arrival.known->id;
  const bool by_site = arrival.person && !clean_name(arrival.person->name).empty();
  const std::string name = in.name && !by_site ? clean_name(in.name->value) : "";
  if (!arrival.known || arrival.known->name != name) screen_words(tx, screen, who, "name", name);
  if (in.message) screen_words(tx, screen, who, "message", in.message->value);
}

void say_first(db::Tx& tx, const ContactId& contact, const ConversationId& chat, const StartVisit& in) {
  if (!in.message || is_blank(in.message->value)) return;
  conversations::Post post;
  post.conversation = chat;
  post.actor = contact;
  post.body = {{"text", in.message->value}};
  post.client_id = to_string(make_uuid());
  conversations::post(tx, post, nullptr, nullptr);
}

}  // namespace weft::customers
