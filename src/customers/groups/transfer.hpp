// Groups that the company gives to another employee: up to a hundred in one call, with an answer for each.
#pragma once
#include "customers/groups/store.hpp"
#include <weft/api/define.hpp>
#include <weft/base/fields.hpp>
#include <weft/customers/hand_over.hpp>

namespace weft::customers {

inline constexpr std::size_t kMostTransfers = 100;  ///< in a call

struct TransferGroups {
  List<ConversationId, 1, kMostTransfers> groups;
  PersonRef to;
};
BOOST_DESCRIBE_STRUCT(TransferGroups, (), (groups, to))

/// What a call says of one group: done, or why it stays where it is.
enum class TransferCode {
  done,
  not_a_group,  ///< none that the caller may give away
  dismissed,
  same_owner,
  out_of_reach,  ///< the new owner is outside of what the caller may manage
  long_gone,     ///< its owner left more than a year ago
  capped,        ///< changed hands on the job often enough for now
  day_full,      ///< as many groups of this owner went today as may
  unknown,       ///< the new owner, and so on: see ServingTrouble
  left,
  disabled,
  not_activated,
  inactive,
  outside_range,
  not_verified,
};
BOOST_DESCRIBE_ENUM(
    TransferCode, done, not_a_group, dismissed, same_owner, out_of_reach, long_gone, capped, day_full, unknown, left,
    disabled, not_activated, inactive, outside_range, not_verified)

struct TransferAnswer {
  ConversationId group;
  TransferCode code = TransferCode::done;
  std::string text;                 ///< one sentence for people
  std::optional<PrincipalId> from;  ///< of `done`: who had it
  std::optional<Time> allowed_at;   ///< of `capped` and `day_full`: when it may be tried again
};
BOOST_DESCRIBE_STRUCT(TransferAnswer, (), (group, code, text, from, allowed_at))

struct TransferOut {
  std::vector<TransferAnswer> results;  ///< in the order asked
};
BOOST_DESCRIBE_STRUCT(TransferOut, (), (results))

/// Everything under the company's line, so that no two calls count past a limit; the heads one by one in the order of
/// their ids. Raises forbidden for who gives no groups away.
TransferOut transfer_groups(db::Tx& tx, const api::Context& context, const TransferGroups& in);

namespace group_store {

/// A group that changed hands.
struct Transfer {
  ConversationId group;
  HandOverKind kind = HandOverKind::on_job;
  PrincipalId from;
  PrincipalId to;
  PrincipalId by;
};
void insert_transfer(db::Tx& tx, const Transfer& transfer);
/// When the group went from one who worked on to another, since then; oldest first.
std::vector<Time> transfers_on_job(db::Tx& tx, const ConversationId& group, Time since);
/// How many groups went from this employee since then.
std::int64_t transfers_from(db::Tx& tx, const PrincipalId& from, Time since);

}  // namespace group_store

}  // namespace weft::customers
