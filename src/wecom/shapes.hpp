// What of an object of a request goes on to an operation: the fields that are known, leniently read.
#pragma once
#include "wecom/desk.hpp"

#include <vector>

namespace weft::wecom {

struct Shape {
  enum class Kind { text, number, flag, ratio, object, list };
  std::string_view name;
  Kind kind = Kind::text;
  std::size_t most = 0;                       ///< characters of a text, which is cut; 0: it is left as it is
  const std::vector<Shape>* inner = nullptr;  ///< of an object, or of the objects of a list
};

/// Without "", empty lists, and what is not named.
Json taken(const Fields& from, const std::vector<Shape>& shapes);

/// A template card; ids of options and styles that are none are left out, as WeCom does.
Json card_of(const Fields& card);

}  // namespace weft::wecom
