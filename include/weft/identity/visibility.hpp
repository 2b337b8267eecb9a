// Who sees whom, and who may begin a chat with whom: what the other rooms ask. The rules themselves are kept by
// `directory`; a company without any pays nothing where people are only resolved.
#pragma once
#include <weft/identity/identity.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weft::identity {

/// What one viewer sees of the directory. A member is seen in a department whose path begins with one of `own` and none
/// of `hidden`, unless it is one of hidden_members; and in any case where the path begins with one of `shown` or it is
/// one of shown_members. Everybody sees themselves, and who is in no department (the departed, bots).
struct View {
  bool ruled = false;                           ///< false: everything is seen and the rest is empty
  std::optional<std::vector<std::string>> own;  ///< absent: not limited
  std::vector<std::string> hidden;
  std::vector<std::string> shown;
  std::vector<PrincipalId> hidden_members;
  std::vector<PrincipalId> shown_members;

  /// Whether a department with this path is seen.
  bool opens(std::string_view path) const;
};

/// The caller's view now: the company's rules, and what directory_see_all opens. An app sees its range and where its
/// permissions over members, departments and tags reach, and no more by others; it sees the company, as the rules show
/// it to everybody, where one of these is that.
View view_of(db::Tx& tx, const api::Caller& caller);

/// Of these, the ones that are seen, in their order.
std::vector<PrincipalId> visible(db::Tx& tx, const View& view, std::span<const PrincipalId> ids);

/// find_person() for somebody who must see them: who is not seen is answered as who does not exist.
/// So is a customer with whom the caller is in no conversation.
PrincipalId find_seen(db::Tx& tx, const api::Caller& caller, const PersonRef& ref);

/// A principal as the caller may see it. Raises not_found where it does not.
Principal show_person(db::Tx& tx, const api::Caller& caller, const PrincipalId& id);

/// Puts another department that is seen, or none, where a principal's main department is not seen.
void show_departments(db::Tx& tx, const View& view, std::span<Principal> principals);

/// resolve() for somebody who must see them: who is not seen is "no such person". With `customers_too` also customers
/// with whom the caller is in a conversation.
std::vector<PrincipalId> resolve_seen(
    db::Tx& tx, const api::Caller& caller, std::span<const PersonRef> refs, std::string_view field,
    bool customers_too = false);

/// Whom the references mean to somebody who meets these people in conversations; absent for nobody. A userid has to be
/// of somebody who is seen; an id is taken in any case: logs tell it to all their readers, and nobody guesses one.
/// Disabled and departed people are nobody unless `inactive_too`, customers unless `customers_too`.
std::vector<std::optional<PrincipalId>> recognise(
    db::Tx& tx, const api::Caller& caller, std::span<const PersonRef> refs, bool inactive_too,
    bool customers_too = false);
/// The same, and raises "no such person" for nobody; finds disabled and departed people too.
std::vector<PrincipalId> resolve_met(
    db::Tx& tx, const api::Caller& caller, std::span<const PersonRef> refs, std::string_view field,
    bool customers_too = false);
/// One reference: the same, with the field as given.
PrincipalId resolve_one_met(db::Tx& tx, const api::Caller& caller, const PersonRef& ref, std::string_view field);

/// The same for beginning a chat or adding to a group; raises forbidden with the field "members[3]" for who is seen but
/// must not be written to first.
std::vector<PrincipalId> resolve_to_meet(
    db::Tx& tx, const api::Caller& caller, std::span<const PersonRef> refs, std::string_view field);
/// One reference: the same, with the field as given.
PrincipalId resolve_one_to_meet(db::Tx& tx, const api::Caller& caller, const PersonRef& ref, std::string_view field);

}  // namespace weft::identity
