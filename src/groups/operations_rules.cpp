// group.set_rules, set_notice, admins and silence.
#include "groups/operations.hpp"
#include "groups/rules.hpp"
#include <weft/conversations/groups.hpp>
#include <weft/identity/visibility.hpp>

namespace weft::groups {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;
using conversations::Circle;

struct RulesIn {
  ConversationId conversation;
  std::optional<Circle> invite;
  std::optional<Circle> rename;
  std::optional<Circle> mention_all;
  std::optional<bool> confirm_invites;
  std::optional<bool> owner_only;
  std::optional<Int<2, 2000>> member_limit;
};
BOOST_DESCRIBE_STRUCT(
    RulesIn, (), (conversation, invite, rename, mention_all, confirm_invites, owner_only, member_limit))

struct NoticeIn {
  ConversationId conversation;
  Text<0, conversations::kMaxNotice> text;
};
BOOST_DESCRIBE_STRUCT(NoticeIn, (), (conversation, text))

struct AdminsIn {
  ConversationId conversation;
  List<PersonRef, 1, conversations::kMostAdmins> members;
};
BOOST_DESCRIBE_STRUCT(AdminsIn, (), (conversation, members))

struct MuteAllIn {
  ConversationId conversation;
  bool muted = true;
  std::optional<Time> until;
};
BOOST_DESCRIBE_STRUCT(MuteAllIn, (), (conversation, muted, until))

struct MuteIn {
  ConversationId conversation;
  List<PersonRef, 1, conversations::kListedMembers> members;
  bool muted = true;
  std::optional<Time> until;
};
BOOST_DESCRIBE_STRUCT(MuteIn, (), (conversation, members, muted, until))

struct MutedOut {
  Seq seq = 0;
  std::vector<PrincipalId> changed;
};
BOOST_DESCRIBE_STRUCT(MutedOut, (), (seq, changed))

/// Until when: absent gives the voice back.
template <class In>
std::optional<Time> end_of(const In& in) {
  if (!in.muted && in.until) refuse_field("until", "is for muting");
  if (!in.muted) return std::nullopt;
  return std::min(in.until.value_or(conversations::kNoEnd), conversations::kNoEnd);
}

// A group that the caller may not know of is not found, whatever else is wrong with the request: hence that is asked
// before people are looked up.

SeqOut admins(db::Tx& tx, const Context& context, const AdminsIn& in, bool make) {
  const PrincipalId self = context.who().principal;
  conversations::may_read(tx, in.conversation, self);
  const auto people = conversations::resolve_present(
      tx, context.who(), in.conversation, in.members.items, "members", !make);
  return {set_admins(tx, in.conversation, self, people, make)};
}

MutedOut mute(db::Tx& tx, const Context& context, const MuteIn& in) {
  const PrincipalId self = context.who().principal;
  conversations::may_read(tx, in.conversation, self);
  const auto people = identity::resolve_met(tx, context.who(), in.members.items, "members", true);
  Muted muted = mute_members(tx, in.conversation, self, people, end_of(in));
  return {muted.seq, std::move(muted.who)};
}

SeqOut rules(db::Tx& tx, const Context& context, const RulesIn& in) {
  RuleChange change{in.invite, in.rename, in.mention_all, in.confirm_invites, in.owner_only, {}};
  if (in.member_limit) change.member_limit = in.member_limit->value;
  return {set_rules(tx, in.conversation, context.who().principal, change)};
}

}  // namespace

std::vector<api::Operation> rule_operations(const Shared& use) {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<RulesIn, SeqOut>(
      Declaration(
          "group.set_rules", Method::put, kGroupPath + "/rules", Policy::signed_in,
          "Who may do what in a group; its owner and admins. Who manages it and how large it may become: its owner."),
      rules));
  table.push_back(api::transactional<NoticeIn, SeqOut>(
      Declaration(
          "group.set_notice", Method::put, kGroupPath + "/notice", Policy::signed_in,
          "What everybody in the group is to know; its owner and admins. Empty: none."),
      [use](db::Tx& tx, const Context& context, const NoticeIn& in) {
        conversations::may_manage_group(tx, in.conversation, context.who().principal);
        conversations::screen_text(use->screen, tx, context.who().principal, in.conversation, "text", in.text);
        return SeqOut{set_notice(tx, in.conversation, context.who().principal, in.text)};
      }));
  table.push_back(api::transactional<AdminsIn, SeqOut>(
      Declaration(
          "group.add_admins", Method::post, kGroupPath + "/admins", Policy::signed_in,
          "Makes members admins, 50 at most; the owner only."),
      [](db::Tx& tx, const Context& context, const AdminsIn& in) { return admins(tx, context, in, true); }));
  table.push_back(api::transactional<AdminsIn, SeqOut>(
      Declaration(
          "group.remove_admins", Method::post, kGroupPath + "/admins/remove", Policy::signed_in,
          "Makes admins ordinary members again; the owner only."),
      [](db::Tx& tx, const Context& context, const AdminsIn& in) { return admins(tx, context, in, false); }));
  table.push_back(api::transactional<MuteAllIn, SeqOut>(
      Declaration(
          "group.mute_all", Method::put, kGroupPath + "/mute", Policy::signed_in,
          "Only the owner and the admins write, until a time or until it is lifted; by them."),
      [](db::Tx& tx, const Context& context, const MuteAllIn& in) {
        return SeqOut{mute_all(tx, in.conversation, context.who().principal, end_of(in))};
      }));
  table.push_back(api::transactional<MuteIn, MutedOut>(
      Declaration(
          "group.mute_members", Method::put, kGroupPath + "/members/mute", Policy::signed_in,
          "Silences ordinary members, until a time or until it is lifted; by the owner and the admins."),
      mute));
  return table;
}

}  // namespace weft::groups
