// A contact way as its rules see it.
#pragma once
#include <weft/customers/ways.hpp>

namespace weft::customers {

/// What everybody sees of it (`path`, `closing` and `welcome` only in a view), and what only the rules do.
struct Way : ContactWay {
  std::string code;
  std::optional<KeptGreeting> kept_closing;
  std::optional<KeptGreeting> kept_welcome;
  std::optional<Time> deleted_at;

  /// For exactly one employee.
  bool single() const { return employees.size() == 1 && departments.empty(); }
  /// Its chats end by themselves, and its code lets one customer in.
  bool temporary() const { return chat_hours.has_value(); }
};

ContactWay view_of(const Way& way);

}  // namespace weft::customers
