// Inputs and outputs of the operations on watermarks, as in docs/access.md.
#pragma once
#include "identity/types.hpp"

namespace weft::identity {

/// What the company has set; stored under "watermark".
struct WatermarkSettings {
  bool chat = false;      ///< over conversations among colleagues
  bool customer = false;  ///< over conversations with customers
  Text<1, 100> text{"{name} {phone} {token}"};
  List<Int<1, 2147483647>, 0, 100> departments;  ///< whose members see it; none: everybody
};
BOOST_DESCRIBE_STRUCT(WatermarkSettings, (), (chat, customer, text, departments))

struct UpdateWatermark {
  std::optional<bool> chat;
  std::optional<bool> customer;
  std::optional<Text<1, 100>> text;
  std::optional<List<Int<1, 2147483647>, 0, 100>> departments;
};
BOOST_DESCRIBE_STRUCT(UpdateWatermark, (), (chat, customer, text, departments))

enum class Screen { chat, customer };
BOOST_DESCRIBE_ENUM(Screen, chat, customer)

struct GetWatermark {
  Screen screen = Screen::chat;
};
BOOST_DESCRIBE_STRUCT(GetWatermark, (), (screen))

struct Watermark {
  bool shown = false;
  std::string text;   ///< empty when not shown
  std::string token;  ///< the same; a client shows it even where the text leaves it out
  Time valid_until;   ///< ask again then
};
BOOST_DESCRIBE_STRUCT(Watermark, (), (shown, text, token, valid_until))

struct TraceWatermark {
  Text<1, 40> token;  ///< as read from a picture: case, spaces and dashes do not matter, O is 0, I and L are 1
};
BOOST_DESCRIBE_STRUCT(TraceWatermark, (), (token))

struct TracedWatermark {
  std::optional<Principal> viewer;  ///< absent: no such token was ever shown here
  std::string day;                  ///< "2026-03-01", UTC
  std::optional<Time> issued_at;    ///< when it was first shown
};
BOOST_DESCRIBE_STRUCT(TracedWatermark, (), (viewer, day, issued_at))

}  // namespace weft::identity
