// Ways into a group beside being added: a proposal that somebody approves, and links.
#pragma once
#include "groups/store.hpp"
#include <weft/conversations/groups.hpp>
#include <weft/conversations/types.hpp>
#include <weft/identity/identity.hpp>

#include <string>

namespace weft::groups {

/// Lets somebody in who waits, or does not. By who manages the group; not_found for what does not wait any more.
conversations::Changed decide(
    db::Tx& tx, const ConversationId& group, const RequestId& request, const PrincipalId& by, bool approved,
    std::int64_t most_members);

struct NewLink {
  store::Link link;
  std::string code;  ///< 144 random bits, told this once
};
struct LinkTerms {
  std::chrono::seconds life;
  std::optional<std::int64_t> most_uses;
  bool approval = false;
};
/// By who may add people. What an ordinary member makes asks for approval where the group confirms invitations.
NewLink make_link(db::Tx& tx, const ConversationId& group, const PrincipalId& by, const LinkTerms& terms);
/// Of each of these good links of a group, whether its maker may add people by the rules of now: join() refuses the
/// others.
std::vector<bool> open_now(db::Tx& tx, const ConversationId& group, std::span<const store::Link> links);
void revoke_link(db::Tx& tx, const ConversationId& group, const LinkId& link, const PrincipalId& by);

struct Joined {
  ConversationId conversation;
  Seq seq = 0;           ///< of the entry that let the caller in
  bool waiting = false;  ///< somebody has to approve
};
/// A code that is unknown, used up, revoked or over is not_found, whichever it is, and so is one whose maker is not in
/// the group any more or may not add people by its rules of now. Who is in already uses nothing up.
Joined join(db::Tx& tx, const std::string& code, const PrincipalId& who, std::int64_t most_members);

/// Raises not_found unless the code is good now.
void need_link(db::Tx& tx, const std::string& code);

/// What a code leads to.
struct Preview {
  std::string name;
  std::int64_t member_count = 0;
  bool approval = false;
  bool inside = false;
};
Preview preview(db::Tx& tx, const std::string& code, const PrincipalId& who);

}  // namespace weft::groups
