// Who may serve customers, and how many.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/base/error.hpp>
#include <weft/base/fields.hpp>
#include <weft/base/id.hpp>
#include <weft/db/tx.hpp>

#include <boost/describe.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::customers {

inline constexpr auto kServingSettings = "serving";

/// The company's rules; settings "serving". An employee serves customers when it is active, in the range, and verified
/// where that is asked for.
struct Serving {
  List<Int<1, 2147483647>, 0, 1000> departments{{{1}}};  ///< the range: these with all below them, and
  List<PrincipalId, 0, 1000> members;                    ///< these people
  bool verified = true;                                  ///< only whose real name somebody has verified
  Int<1, 20000> per_employee{5000};                      ///< customers of one employee
  Int<1, 1000000> in_company{50000};                     ///< relations of the company
  Int<0, 604800> refusal_s{86400};  ///< how long a customer may refuse a hand-over before it takes effect
  Int<1, 100> hand_overs{2};        ///< of one customer, on the job, in
  Int<1, 365> hand_over_days{90};   ///< so many days
  Int<0, 2592000> undo_s{86400};    ///< how long a hand-over that took effect may be undone
  bool own_hand_overs = false;      ///< employees hand over customers of their own
  Int<0, 365> silent_days{7};  ///< after which a relation ends that began by a way and in which nobody wrote; 0: never
};
BOOST_DESCRIBE_STRUCT(
    Serving, (),
    (departments, members, verified, per_employee, in_company, refusal_s, hand_overs, hand_over_days, undo_s,
     own_hand_overs, silent_days))

Serving serving(db::Tx& tx);

/// Why somebody cannot take a customer now. `inactive`: has not signed in for a year; `full`: the employee has as many
/// as it may have; `company_full`: the company has.
enum class ServingTrouble {
  unknown,
  left,
  disabled,
  not_activated,
  inactive,
  outside_range,
  not_verified,
  full,
  company_full,
};
BOOST_DESCRIBE_ENUM(
    ServingTrouble, unknown, left, disabled, not_activated, inactive, outside_range, not_verified, full, company_full)

/// One sentence for people.
std::string_view text_of(ServingTrouble trouble);

/// For each of these who cannot take one more customer now, why; who is not in the answer can. Two statements.
std::map<PrincipalId, ServingTrouble> serving_troubles(db::Tx& tx, std::span<const PrincipalId> employees);
std::optional<ServingTrouble> serving_trouble(db::Tx& tx, const PrincipalId& employee);

/// Raises forbidden (outside_range, not_verified) or conflict (the others) with what text_of says and the field.
void require_can_serve(db::Tx& tx, const PrincipalId& employee, const std::string& field);

/// The userids of all who may serve customers, of those whose customers the caller manages; as serving.list. Raises
/// forbidden for who manages none.
std::vector<std::string> userids_who_may_serve(db::Tx& tx, const api::Caller& caller);

/// Locks how many customers these have, in the order of their ids, until the transaction ends: nobody passes a limit by
/// being counted twice at once. Before the relations of several employees change in one transaction.
void lock_loads(db::Tx& tx, std::span<const PrincipalId> employees);

/// Somebody in charge saw that these members are who they say. No audit row.
void verify(db::Tx& tx, std::span<const PrincipalId> members);

/// How many customers somebody has.
std::int64_t load_of(db::Tx& tx, const PrincipalId& employee);

}  // namespace weft::customers
