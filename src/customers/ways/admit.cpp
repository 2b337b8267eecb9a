// Lets a customer in by a way.
#include "customers/ways/admit.hpp"

#include "customers/contacts/store.hpp"
#include "customers/ways/ending.hpp"
#include "customers/ways/hours.hpp"
#include "customers/ways/store.hpp"
#include "customers/ways/store_chats.hpp"
#include <weft/base/json.hpp>
#include <weft/customers/rule_groups.hpp>
#include <weft/identity/identity.hpp>

#include <algorithm>

namespace weft::customers {
namespace {

/// Those tags of the way that are left and that this employee's customers may have: the others turn nobody away.
void give_tags(db::Tx& tx, const Way& way, const Follow& follow) {
  auto tags = way.tags;
  const auto without = [&](const std::vector<std::int64_t>& out) {
    std::erase_if(tags, [&](std::int64_t tag) { return std::find(out.begin(), out.end(), tag) != out.end(); });
  };
  without(store::unknown_tags(tx, tags));
  if (!tags.empty()) without(tags_from_elsewhere(tx, tags, follow.employee));
  if (!tags.empty()) tag(tx, follow, tags, {}, std::nullopt, "tags");
}

void welcome(db::Tx& tx, const Way& way, const Follow& follow, const EntranceParts& parts) {
  if (!way.kept_welcome) return;
  const Saying saying{follow.conversation, follow.employee, places_of(tx, follow)};
  say(tx, saying, *way.kept_welcome, parts.screen, parts.attachments);
}

}  // namespace

ConversationId admit(db::Tx& tx, const Way& way, const Admission& admission, const EntranceParts& parts) {
  const auto before = find_follow(tx, admission.contact, admission.employee);
  const bool fresh = !before || before->status != FollowStatus::active;
  const Time ends_at = tx.now() + std::chrono::hours(way.chat_hours.value_or(0));
  if (way.chat_hours && fresh) look_at_chats(tx, ends_at);
  BeginFollow begin{admission.contact, admission.employee, admission.source, {way.id, way.state}, admission.remark, {}};
  begin.actor = admission.actor;
  const Follow follow = begin_follow(tx, begin);
  if (!way.chat_hours) store::keep_open(tx, follow.conversation);
  if (!way.chat_hours && fresh && admission.source == FollowSource::way) watch_silence(tx, follow);
  if (way.chat_hours && fresh) store::set_ending(tx, follow.conversation, ends_at, way.kept_closing);
  if (fresh) store::take_turn(tx, way.id, admission.employee, day_of(tx, way.hours));
  give_tags(tx, way, follow);
  if (fresh) welcome(tx, way, follow, parts);
  return follow.conversation;
}

}  // namespace weft::customers
