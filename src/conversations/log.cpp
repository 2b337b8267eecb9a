// Access rules of a log, and appending to it.
#include "conversations/lane_answers.hpp"
#include "conversations/store.hpp"
#include "conversations/store_entries.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/conversations.hpp>
#include <weft/conversations/group_rules.hpp>
#include <weft/conversations/log.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/audit.hpp>

namespace weft::conversations {
namespace {

[[noreturn]] void not_found() {
  throw ApiError(Errc::not_found, "no such conversation", "conversation");
}

/// As in the company's list of groups: by where the owner is.
bool governs(db::Tx& tx, const api::Caller& who, const Head& head) {
  const auto reach = identity::reach(tx, who, api::Permission::groups_manage);
  return head.owner ? identity::reaches(tx, reach, *head.owner) : reach.company;
}

}  // namespace

Access may_read(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal) {
  const auto participant = store::find_participant(tx, conversation, principal);
  if (!participant) not_found();
  const auto head = store::find_head(tx, conversation);
  if (!head) not_found();
  return {*head, *participant};
}

void need_present(const Access& access) {
  if (access.participant.left_seq) throw ApiError(Errc::not_a_participant);
}

Access may_write(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal) {
  const auto head = store::lock_head(tx, conversation);
  if (!head) not_found();
  const auto participant = store::find_participant(tx, conversation, principal);
  if (!participant) not_found();
  if (head->dismissed) throw ApiError(Errc::conversation_closed);
  Access access{*head, *participant};
  need_present(access);
  return access;
}

void need_voice(const db::Tx& tx, const Access& access) {
  if (access.participant.role != Standing::member) return;
  const auto silent = [&](const std::optional<Time>& until) { return until && *until > tx.now(); };
  if (silent(access.participant.muted_until) || silent(access.head.mute_all_until)) throw ApiError(Errc::muted);
}

Head lock_group(db::Tx& tx, const ConversationId& group) {
  auto head = store::lock_head(tx, group);
  if (!head || !is_group(head->kind)) not_found();
  if (head->dismissed) throw ApiError(Errc::conversation_closed);
  return std::move(*head);
}

Access may_change_group(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal) {
  Access access = may_write(tx, conversation, principal);
  if (!is_group(access.head.kind)) throw ApiError(Errc::forbidden, "this is not a group");
  return access;
}

Access may_own_group(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal) {
  Access access = may_change_group(tx, conversation, principal);
  if (access.participant.role != Standing::owner) throw ApiError(Errc::forbidden, "only the group's owner may do this");
  return access;
}

void need_member_of_group(db::Tx& tx, const ConversationId& group, const PrincipalId& principal) {
  const Access access = may_read(tx, group, principal);
  need_present(access);
  if (!is_group(access.head.kind)) throw ApiError(Errc::forbidden, "this is not a group");
}

void need_manager_of_group(db::Tx& tx, const ConversationId& group, const PrincipalId& principal) {
  may_manage_group(tx, group, principal);
}

Access may_govern_group(db::Tx& tx, const ConversationId& conversation, const api::Caller& who) {
  if (who.may(api::Permission::groups_manage)) {
    identity::audit::lock(tx);  // before the head, as every administrative write
    const auto head = store::lock_head(tx, conversation);
    const bool running = head && is_group(head->kind) && !head->dismissed;
    if (running && !store::owner_is_active(tx, conversation) && governs(tx, who, *head))
      return {*head, store::find_participant(tx, conversation, who.principal).value_or(store::Participant{})};
  }
  return may_own_group(tx, conversation, who.principal);
}

Seq append(
    db::Tx& tx, const ConversationId& conversation, const std::string& kind, const PrincipalId& actor, const Json& body,
    bool lifts, std::vector<PrincipalId> joined, std::vector<PrincipalId> left) {
  const Entry entry = store::append_entry(tx, conversation, kind, actor, body, lifts);
  tx.emit(EntryEvent{
      conversation, entry.seq, entry_event_json(conversation, entry), std::move(joined), std::move(left), tx.corp()});
  return entry.seq;
}

Appended append_message(db::Tx& tx, const Send& send) {
  const store::Verdict verdict = store::append_send(tx, send);
  if (verdict.word == "accepted") tx.emit(event_of(send, verdict));
  auto result = result_of(verdict);
  if (auto* error = std::get_if<ApiError>(&result)) throw std::move(*error);
  return std::get<Appended>(result);
}

void tell_inboxes(
    db::Tx& tx, std::span<const PrincipalId> principals, const std::string& kind, const PrincipalId& actor,
    const Json& body) {
  for (const store::InboxEntry& told : store::append_to_inboxes(tx, principals, kind, actor, body)) {
    tx.emit(EntryEvent{told.inbox, told.entry.seq, entry_event_json(told.inbox, told.entry), {}, {}});
  }
}

Json member_list(std::span<const PrincipalId> principals) {
  Json members = Json::array();
  if (principals.size() <= kListedMembers) {
    for (const PrincipalId& principal : principals)
      members.push_back(principal.str());
  }
  return {{"members", std::move(members)}, {"member_count", principals.size()}};
}

std::string entry_event_json(const ConversationId& conversation, const Entry& entry) {
  std::string out;
  out.reserve(entry.body.text.size() + 320);
  out.append(R"({"ev":"entry","conversation":")")
      .append(conversation.str())
      .append(R"(","seq":)")
      .append(std::to_string(entry.seq));
  out.append(R"(,"kind":")").append(entry.kind).append(R"(","actor":")").append(entry.actor.str());
  out.append(R"(","at":")").append(to_rfc3339(entry.at)).append(R"(","body":)").append(entry.body.text);
  out.append(R"(,"message_no":)").append(std::to_string(entry.message_no)).append(R"(,"client_id":)");
  if (entry.client_id) {
    append_json_string(out, *entry.client_id);
  } else {
    out += "null";
  }
  return out += '}';
}

}  // namespace weft::conversations
