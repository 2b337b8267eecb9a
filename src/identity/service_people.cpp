// From references to principals: set-based, in the order asked.
#include "identity/people.hpp"
#include "identity/store.hpp"
#include "identity/userid.hpp"
#include <weft/base/error.hpp>
#include <weft/identity/finding.hpp>

namespace weft::identity {

void refuse_person(const PersonRef& ref, std::string field) {
  throw ApiError(Errc::invalid_argument, "no such person: " + ref.value, std::move(field));
}

ApiError no_such_person(const PersonRef& ref) {
  return ApiError(Errc::not_found, "no such person: " + ref.value);
}

std::string field_of(std::string_view field, std::size_t index) {
  return std::string(field) + "[" + std::to_string(index) + "]";
}

People::People(db::Tx& tx, std::span<const PersonRef> refs, Among among) {
  std::vector<PrincipalId> ids;
  std::vector<std::string> keys;
  for (const auto& ref : refs) {
    if (const auto id = PrincipalId::parse(ref.value)) {
      ids.push_back(*id);
    } else {
      keys.push_back(userid_key(ref.value));
    }
  }
  if (!ids.empty()) {
    const auto known = store::known_ids(tx, ids, among.inactive, among.customers);
    ruled_ = known.ruled;
    for (const auto& match : known.people)
      ids_.insert(match.id);
  }
  if (!keys.empty()) {
    const auto known = store::known_userids(tx, keys, among.inactive);
    ruled_ = ruled_ || known.ruled;
    for (const auto& match : known.people)
      by_userid_.emplace(match.key, match.id);
  }
}

std::optional<PrincipalId> People::find(const PersonRef& ref) const {
  if (const auto id = PrincipalId::parse(ref.value)) return ids_.contains(*id) ? id : std::nullopt;
  const auto known = by_userid_.find(userid_key(ref.value));
  if (known == by_userid_.end()) return std::nullopt;
  return known->second;
}

std::vector<PrincipalId> People::find_all(std::span<const PersonRef> refs, std::string_view field) const {
  std::vector<PrincipalId> ids;
  ids.reserve(refs.size());
  for (std::size_t i = 0; i < refs.size(); ++i) {
    const auto id = find(refs[i]);
    if (!id) refuse_person(refs[i], field_of(field, i));
    ids.push_back(*id);
  }
  return ids;
}

std::vector<PrincipalId> resolve(db::Tx& tx, std::span<const PersonRef> refs, std::string_view field) {
  return People(tx, refs).find_all(refs, field);
}

std::vector<PrincipalId> resolve_any(db::Tx& tx, std::span<const PersonRef> refs, std::string_view field) {
  return People(tx, refs, {true, true}).find_all(refs, field);
}

std::vector<std::optional<PrincipalId>> find_any(db::Tx& tx, std::span<const PersonRef> refs) {
  const People people(tx, refs, {true, true});
  std::vector<std::optional<PrincipalId>> found;
  for (const auto& ref : refs)
    found.push_back(people.find(ref));
  return found;
}

PrincipalId resolve_one(db::Tx& tx, const PersonRef& ref, std::string_view field) {
  const auto id = People(tx, std::span(&ref, 1)).find(ref);
  if (!id) refuse_person(ref, std::string(field));
  return *id;
}

PrincipalId find_person(db::Tx& tx, const PersonRef& ref) {
  auto id = PrincipalId::parse(ref.value);
  if (id) {
    if (!load_principal(tx, *id)) id.reset();
  } else {
    id = store::id_of_userid(tx, userid_key(ref.value));
  }
  if (!id) throw no_such_person(ref);
  return *id;
}

std::vector<Principal> load_principals(db::Tx& tx, std::span<const PrincipalId> ids) {
  if (ids.empty()) return {};
  auto principals = store::principals(tx, {ids.begin(), ids.end()});
  if (principals.size() != ids.size()) throw ApiError(Errc::not_found, "one of the principals does not exist");
  return principals;
}

Principal load_self(db::Tx& tx, const api::Caller& caller, const std::string& device) {
  auto self = store::principal_of_session(tx, caller.session, caller.principal);
  if (!self) throw ApiError(Errc::unauthenticated, "the session has ended; sign in again");
  if (!device.empty() && device != self->device) store::name_device(tx, caller.session, device);
  return std::move(self->principal);
}

std::optional<Principal> load_principal(db::Tx& tx, const PrincipalId& id) {
  auto principals = store::principals(tx, {id});
  if (principals.empty()) return std::nullopt;
  return std::move(principals.front());
}

Principal public_card(Principal principal) {
  principal.userid.clear();
  principal.department.clear();
  principal.role = api::Role::member;
  principal.status = PrincipalStatus::active;
  return principal;
}

}  // namespace weft::identity
