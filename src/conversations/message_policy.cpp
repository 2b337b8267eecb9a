// The company's rules of recalling and editing.
#include <weft/conversations/message_policy.hpp>
#include <weft/identity/settings.hpp>

namespace weft::conversations {

MessagePolicy message_policy(db::Tx& tx, const Rules& rules) {
  auto policy = identity::load_settings<MessagePolicy>(tx, kMessageSettings);
  if (!policy.recall_window_s) policy.recall_window_s = WindowSeconds{rules.recall_window.count()};
  if (!policy.edit_window_s) policy.edit_window_s = WindowSeconds{rules.edit_window.count()};
  return policy;
}

}  // namespace weft::conversations
