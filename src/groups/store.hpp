// SQL of requests to join and of links: rows in, structs out. All within the tenant of the transaction.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::groups {

using RequestId = Id<struct RequestTag>;
using LinkId = Id<struct LinkTag>;

}  // namespace weft::groups

namespace weft::groups::store {

struct Request {
  RequestId id;
  PrincipalId principal;
  std::optional<PrincipalId> invited_by;
  Time created_at;
};

/// Puts those down who do not wait already; how many that were.
std::int64_t insert_requests(
    db::Tx& tx, const ConversationId& group, std::span<const PrincipalId> people,
    const std::optional<PrincipalId>& invited_by);
bool waits(db::Tx& tx, const ConversationId& group, const PrincipalId& principal);
std::int64_t count_waiting(db::Tx& tx, const ConversationId& group);
/// Those that wait, of people who are not in by now, oldest first.
std::vector<Request> list_requests(
    db::Tx& tx, const ConversationId& group, const std::optional<RequestId>& after, std::int64_t limit);
/// Closes one that waits; nothing when there is none such.
std::optional<Request> decide(
    db::Tx& tx, const ConversationId& group, const RequestId& request, const PrincipalId& by, bool approved);

struct Link {
  LinkId id;
  ConversationId conversation;
  PrincipalId created_by;
  Time created_at;
  Time expires_at;
  std::int64_t uses = 0;
  std::optional<std::int64_t> most_uses;
  bool approval = false;
};

void insert_link(db::Tx& tx, const Link& link, const std::string& code);
/// One that is good now.
std::optional<Link> find_link(db::Tx& tx, const std::string& code);
/// Those that are good now, oldest first.
std::vector<Link> list_links(
    db::Tx& tx, const ConversationId& group, const std::optional<LinkId>& after, std::int64_t limit);
/// What somebody is in the group now; nothing for who is not in it.
std::optional<conversations::Standing> standing_of(
    db::Tx& tx, const ConversationId& group, const PrincipalId& principal);
/// Counts a use; false when it is no longer good. The head of the group is locked.
bool use_link(db::Tx& tx, const LinkId& link);
/// False when there is no such link that is good.
bool revoke_link(db::Tx& tx, const ConversationId& group, const LinkId& link);
std::int64_t count_links(db::Tx& tx, const ConversationId& group);
/// Deletes, `limit` at most, requests that do not wait since then, and links that ended before then; how many.
std::int64_t purge_requests(db::Tx& tx, Time before, int limit);
std::int64_t purge_links(db::Tx& tx, Time before, int limit);

}  // namespace weft::groups::store
