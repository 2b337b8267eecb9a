// The objects of the conversations room as they appear on the wire.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/fields.hpp>
#include <weft/base/id.hpp>
#include <weft/base/json_fwd.hpp>
#include <weft/identity/identity.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::conversations {

/// customer: a customer, the employee in charge (its owner) and colleagues who take part; notes: what colleagues say to
/// each other about it; customer_group: customers and employees; app: a member, and a program of the company.
enum class Kind { direct, group, inbox, customer, customer_group, notes, app };
BOOST_DESCRIBE_ENUM(Kind, direct, group, inbox, customer, customer_group, notes, app)

enum class Standing { member, admin, owner };
BOOST_DESCRIBE_ENUM(Standing, member, admin, owner)

enum class Notify { all, mentions, none };
BOOST_DESCRIBE_ENUM(Notify, all, mentions, none)

/// text_card, template_card: of apps alone.
enum class MessageKind {
  text,
  rich,
  location,
  link,
  contact,
  forward,
  image,
  file,
  voice,
  video,
  news,
  text_card,
  template_card,
};
BOOST_DESCRIBE_ENUM(
    MessageKind, text, rich, location, link, contact, forward, image, file, voice, video, news, text_card,
    template_card)

constexpr bool is_card(MessageKind kind) {
  return kind == MessageKind::text_card || kind == MessageKind::template_card;
}

inline constexpr std::size_t kMaxText = 10000;  ///< characters of a text or rich message
inline constexpr std::size_t kListedMembers =
    100;  ///< members named in a `created` or `members_added` entry; beyond it only counted

/// A seq as input: what JSON numbers hold exactly.
using SeqField = Int<1, INT64_C(9007199254740991)>;

/// The newest message of a conversation, for lists.
struct LastMessage {
  Seq seq = 0;
  PrincipalId actor;
  Time at;
  std::string kind;     ///< text, rich, ..., recalled
  std::string preview;  ///< at most 100 characters of its text
};
BOOST_DESCRIBE_STRUCT(LastMessage, (), (seq, actor, at, kind, preview))

/// A conversation as one of its participants sees it; for who has left, as it was at left_seq.
struct Conversation {
  ConversationId id;
  Kind kind = Kind::group;
  std::string name;
  std::optional<PrincipalId> owner;
  std::optional<identity::Principal>
      peer;  ///< the other one of a direct chat; of a customer's, the customer or who is in charge
  std::int64_t member_count = 0;
  Seq head_seq = 0;
  std::int64_t message_count = 0;
  Seq read_seq = 0;
  std::int64_t unread = 0;
  bool pinned = false;
  Notify notify = Notify::all;
  Standing role = Standing::member;
  Seq joined_seq = 0;
  std::optional<Seq> left_seq;  ///< set in `hello` for a conversation that ended for the caller while it was away
  bool dismissed = false;
  std::optional<Time> muted_until;     ///< the caller, an ordinary member, writes nothing until then
  std::optional<Time> mute_all_until;  ///< nor does any other ordinary member
  Seq first_seq = 1;                   ///< the oldest entry that is left: retention has taken those below
  Time active_at;
  std::optional<LastMessage> last;
};
BOOST_DESCRIBE_STRUCT(
    Conversation, (),
    (id, kind, name, owner, peer, member_count, head_seq, message_count, read_seq, unread, pinned, notify, role,
     joined_seq, left_seq, dismissed, muted_until, mute_all_until, first_seq, active_at, last))

struct Member {
  identity::Principal principal;
  Standing role = Standing::member;
  Seq joined_seq = 0;
  Seq read_seq = 0;
  std::optional<Time> muted_until;
};
BOOST_DESCRIBE_STRUCT(Member, (), (principal, role, joined_seq, read_seq, muted_until))

/// One entry of a log. `client_id` is null but for messages.
struct Entry {
  Seq seq = 0;
  std::string kind;
  PrincipalId actor;
  Time at;
  RawJson body;
  std::int64_t message_no = 0;
  std::optional<std::string> client_id;
};
BOOST_DESCRIBE_STRUCT(Entry, (), (seq, kind, actor, at, body, message_no, client_id))

/// The `entry` event: the same bytes for every receiver.
std::string entry_event_json(const ConversationId& conversation, const Entry& entry);

/// Limits and windows a company can set.
struct Rules {
  std::int64_t group_members = 2000;
  std::chrono::seconds recall_window{120};
  std::chrono::seconds edit_window{900};
};

}  // namespace weft::conversations
