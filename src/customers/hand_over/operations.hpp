// The tables of operations of hand-over, by noun, and what their handlers share.
#pragma once
#include "customers/hand_over/assign.hpp"
#include "customers/hand_over/store.hpp"
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>
#include <weft/base/fields.hpp>
#include <weft/identity/identity.hpp>

namespace weft::customers {

std::vector<api::Operation> begin_operations(conversations::Screen* screen);
std::vector<api::Operation> list_operations();
std::vector<api::Operation> visit_operations();
std::vector<api::Operation> assign_operations(conversations::Screen* screen);

struct Named {
  PrincipalId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Named, (), (id, name))

/// The wire object `HandOver`.
struct HandOverView {
  HandOverId id;
  HandOverKind kind = HandOverKind::on_job;
  HandOverStatus status = HandOverStatus::waiting;
  std::string reason;
  Named customer;
  Named from;
  Named to;
  ConversationId conversation;
  std::string message;
  PrincipalId begun_by;
  std::optional<db::JobId> bulk;
  Time begun_at;
  Time effective_at;
  std::optional<Time> ended_at;
  std::optional<Time> undo_until;
  std::optional<Time> undone_at;
};
BOOST_DESCRIBE_STRUCT(
    HandOverView, (),
    (id, kind, status, reason, customer, from, to, conversation, message, begun_by, bulk, begun_at, effective_at,
     ended_at, undo_until, undone_at))

std::vector<HandOverView> views_of(db::Tx& tx, std::span<const HandOver> hand_overs);
HandOverView view_of(db::Tx& tx, const HandOver& hand_over);

/// Whom a reference in the body means, whatever the status; raises "no such person" with the field for nobody that the
/// caller sees.
PrincipalId person_in(db::Tx& tx, const api::Caller& caller, const PersonRef& ref, const std::string& field);

/// What is to be said to the customers, shown to the screen as a message is; "" where nothing is. Raises
/// content_blocked.
std::string said(
    db::Tx& tx, const api::Context& context, conversations::Screen* screen, const std::optional<Text<0, 200>>& message);

std::map<PrincipalId, Named> names_of(db::Tx& tx, std::vector<PrincipalId> people);

/// Whose customers the caller hands over: of those who work on, or of those who have left.
Reach hand_over_reach(db::Tx& tx, const api::Caller& caller, HandOverKind kind);
/// The reach for the customers of this employee, who is here or has left. Raises forbidden where it is not inside.
Reach need_reach(db::Tx& tx, const api::Caller& caller, const PrincipalId& from);

/// One that the caller may know of: a side of it, who began it, or who manages customers of a side. Raises not_found.
HandOver seen_hand_over(db::Tx& tx, const api::Caller& caller, const HandOverId& id);

}  // namespace weft::customers
