// What a company lets its people do with messages that are sent.
#pragma once
#include <weft/base/fields.hpp>
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <optional>

namespace weft::conversations {

using WindowSeconds = Int<1, INT64_C(30) * 86400>;

struct MessagePolicy {
  bool recall = true;                            ///< by who sent it, within the window
  std::optional<WindowSeconds> recall_window_s;  ///< none: the server's
  bool recall_by_managers = true;                ///< by who manages the group, whoever sent it, at any time
  bool edit = true;                              ///< by who sent it, within the window
  std::optional<WindowSeconds> edit_window_s;
};
BOOST_DESCRIBE_STRUCT(MessagePolicy, (), (recall, recall_window_s, recall_by_managers, edit, edit_window_s))

inline constexpr auto kMessageSettings = "messages";

/// The company's; where it has set no window, that of `rules`.
MessagePolicy message_policy(db::Tx& tx, const Rules& rules);

}  // namespace weft::conversations
