// group.* and conversation.open_direct.
#include "conversations/operations.hpp"
#include "conversations/reading.hpp"
#include <weft/api/define.hpp>
#include <weft/conversations/groups.hpp>
#include <weft/conversations/log.hpp>
#include <weft/identity/visibility.hpp>

namespace weft::conversations {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

struct DirectIn {
  PersonRef peer;
};
BOOST_DESCRIBE_STRUCT(DirectIn, (), (peer))

struct CreateIn {
  Text<1, 50> name;
  List<PersonRef, 1, 5000> members;
};
BOOST_DESCRIBE_STRUCT(CreateIn, (), (name, members))

struct GroupIn {
  ConversationId conversation;
};
BOOST_DESCRIBE_STRUCT(GroupIn, (), (conversation))

struct RenameIn {
  ConversationId conversation;
  Text<1, 50> name;
};
BOOST_DESCRIBE_STRUCT(RenameIn, (), (conversation, name))

struct MembersIn {
  ConversationId conversation;
  List<PersonRef, 1, 5000> members;
};
BOOST_DESCRIBE_STRUCT(MembersIn, (), (conversation, members))

struct OwnerIn {
  ConversationId conversation;
  PersonRef owner;
};
BOOST_DESCRIBE_STRUCT(OwnerIn, (), (conversation, owner))

struct AddedOut {
  Seq seq = 0;
  std::vector<PrincipalId> added;
  std::vector<PrincipalId> waiting;  ///< they join when who manages the group approves
  std::int64_t member_count = 0;
};
BOOST_DESCRIBE_STRUCT(AddedOut, (), (seq, added, waiting, member_count))

struct RemovedOut {
  Seq seq = 0;
  std::vector<PrincipalId> removed;
  std::int64_t member_count = 0;
};
BOOST_DESCRIBE_STRUCT(RemovedOut, (), (seq, removed, member_count))

Conversation view(db::Tx& tx, const Context& context, const ConversationId& id) {
  return load_views(tx, context.who().principal, std::span(&id, 1)).at(0);
}

Conversation direct(db::Tx& tx, const Context& context, const DirectIn& in) {
  const PrincipalId peer = identity::resolve_one(tx, in.peer, "peer");
  const auto [id, made] = open_direct(tx, context.who().principal, peer);
  // A chat that is there stays open to both, whatever was ruled since. Undone with the transaction where it is refused.
  if (made) identity::resolve_one_to_meet(tx, context.who(), in.peer, "peer");
  return view(tx, context, id);
}

Conversation create(db::Tx& tx, const Context& context, const CreateIn& in, const Rules& rules, Screen* by) {
  screen_text(by, tx, context.who().principal, std::nullopt, "name", in.name);
  const auto members = identity::resolve_to_meet(tx, context.who(), in.members.items, "members");
  return view(tx, context, create_group(tx, context.who().principal, in.name, members, rules.group_members));
}

// A group that the caller may not know of is not found, whatever else is wrong with the request: hence that is asked
// first.

AddedOut add(db::Tx& tx, const Context& context, const MembersIn& in, const Dependencies& use) {
  may_read(tx, in.conversation, context.who().principal);
  const auto people = identity::resolve_to_meet(tx, context.who(), in.members.items, "members");
  Changed changed = add_members(
      tx, in.conversation, context.who().principal, people, use.rules.group_members, use.propose);
  return {changed.seq, std::move(changed.who), std::move(changed.waiting), changed.member_count};
}

/// References may name people who were disabled meanwhile: they can still be taken out.
RemovedOut remove(db::Tx& tx, const Context& context, const MembersIn& in) {
  may_read(tx, in.conversation, context.who().principal);
  const auto people = identity::resolve_met(tx, context.who(), in.members.items, "members", true);
  Changed changed = remove_members(tx, in.conversation, context.who().principal, people);
  return {changed.seq, std::move(changed.who), changed.member_count};
}

}  // namespace

std::vector<api::Operation> group_operations(const Shared& use) {
  const std::string group = "/api/v1/groups/{conversation}";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<DirectIn, Conversation>(
      Declaration(
          "conversation.open_direct", Method::post, "/api/v1/conversations/direct", Policy::signed_in,
          "The direct chat with somebody; made when there is none."),
      direct));
  table.push_back(api::transactional<CreateIn, Conversation>(
      Declaration(
          "group.create", Method::post, "/api/v1/groups", Policy::signed_in,
          "A new group with the caller as its owner, 2 to 2,000 people."),
      [use](db::Tx& tx, const Context& context, const CreateIn& in) {
        return create(tx, context, in, use->rules, use->screen);
      }));
  table.push_back(api::transactional<RenameIn, SeqOut>(
      Declaration("group.update", Method::patch, group, Policy::signed_in, "Renames a group."),
      [use](db::Tx& tx, const Context& context, const RenameIn& in) {
        may_change_group(tx, in.conversation, context.who().principal);
        screen_text(use->screen, tx, context.who().principal, in.conversation, "name", in.name);
        return SeqOut{rename_group(tx, in.conversation, context.who().principal, in.name)};
      }));
  table.push_back(api::transactional<MembersIn, AddedOut>(
      Declaration(
          "group.add_members", Method::post, group + "/members", Policy::signed_in,
          "Adds people to a group; those who are in already are passed over. Where invitations are confirmed, those of "
          "an "
          "ordinary member wait."),
      [use](db::Tx& tx, const Context& context, const MembersIn& in) { return add(tx, context, in, *use); }));
  table.push_back(api::transactional<MembersIn, RemovedOut>(
      Declaration(
          "group.remove_members", Method::post, group + "/members/remove", Policy::signed_in,
          "Takes people out of a group; its owner, and its admins ordinary members."),
      remove));
  table.push_back(api::transactional<GroupIn, SeqOut>(
      Declaration(
          "group.leave", Method::post, group + "/leave", Policy::signed_in,
          "Leaves a group; an owner's place goes to the active admin who has been in longest, else to the active "
          "member."),
      [](db::Tx& tx, const Context& context, const GroupIn& in) {
        return SeqOut{leave_group(tx, in.conversation, context.who().principal)};
      }));
  table.push_back(api::transactional<OwnerIn, SeqOut>(
      Declaration(
          "group.transfer_owner", Method::put, group + "/owner", Policy::signed_in,
          "Makes another member the owner; the owner only, or, while that is disabled, whose groups_manage "
          "reaches it."),
      [use](db::Tx& tx, const Context& context, const OwnerIn& in) {
        may_govern_group(tx, in.conversation, context.who());
        const PrincipalId owner = resolve_one_present(tx, context.who(), in.conversation, in.owner, "owner");
        return SeqOut{transfer_owner(tx, in.conversation, context, owner, use->need_server)};
      }));
  table.push_back(api::transactional<GroupIn, SeqOut>(
      Declaration(
          "group.dismiss", Method::del, group, Policy::signed_in,
          "Ends a group for everybody; its history stays readable. The owner only, or, while "
          "that is disabled, whose groups_manage reaches it."),
      [](db::Tx& tx, const Context& context, const GroupIn& in) {
        return SeqOut{dismiss_group(tx, in.conversation, context)};
      }));
  return table;
}

}  // namespace weft::conversations
