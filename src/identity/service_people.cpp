// From references to principals: set-based, in the order asked.
#include "identity/store.hpp"
#include "identity/userid.hpp"
#include <weft/base/error.hpp>
#include <weft/identity/identity.hpp>

#include <unordered_map>
#include <unordered_set>

namespace weft::identity {
namespace {

[[noreturn]] void refuse_person(const PersonRef& ref, std::string field) {
  throw ApiError(Errc::invalid_argument, "no such person: " + ref.value, std::move(field));
}

/// What the references stand for, read in two statements at most.
class Directory {
 public:
  Directory(db::Tx& tx, std::span<const PersonRef> refs, bool inactive_too = false) {
    std::vector<PrincipalId> ids;
    std::vector<std::string> keys;
    for (const auto& ref : refs) {
      if (const auto id = PrincipalId::parse(ref.value)) {
        ids.push_back(*id);
      } else {
        keys.push_back(userid_key(ref.value));
      }
    }
    if (!ids.empty())
      for (const auto& id : store::known_ids(tx, ids, inactive_too))
        ids_.insert(id);
    if (!keys.empty())
      for (const auto& match : store::known_userids(tx, keys, inactive_too))
        by_userid_.emplace(match.key, match.id);
  }

  std::optional<PrincipalId> find(const PersonRef& ref) const {
    if (const auto id = PrincipalId::parse(ref.value)) return ids_.contains(*id) ? id : std::nullopt;
    const auto known = by_userid_.find(userid_key(ref.value));
    if (known == by_userid_.end()) return std::nullopt;
    return known->second;
  }

 private:
  std::unordered_set<PrincipalId> ids_;
  std::unordered_map<std::string, PrincipalId> by_userid_;
};

std::vector<PrincipalId> find_all(const Directory& directory, std::span<const PersonRef> refs, std::string_view field) {
  std::vector<PrincipalId> ids;
  ids.reserve(refs.size());
  for (std::size_t i = 0; i < refs.size(); ++i) {
    const auto id = directory.find(refs[i]);
    if (!id) refuse_person(refs[i], std::string(field) + "[" + std::to_string(i) + "]");
    ids.push_back(*id);
  }
  return ids;
}

}  // namespace

std::vector<PrincipalId> resolve(db::Tx& tx, std::span<const PersonRef> refs, std::string_view field) {
  return find_all(Directory(tx, refs), refs, field);
}

std::vector<PrincipalId> resolve_any(db::Tx& tx, std::span<const PersonRef> refs, std::string_view field) {
  return find_all(Directory(tx, refs, true), refs, field);
}

PrincipalId resolve_one(db::Tx& tx, const PersonRef& ref, std::string_view field) {
  const auto id = Directory(tx, std::span(&ref, 1)).find(ref);
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
  if (!id) throw ApiError(Errc::not_found, "no such person: " + ref.value);
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

}  // namespace weft::identity
