// What references stand for: read in two statements at most, however many there are.
#pragma once
#include <weft/base/error.hpp>
#include <weft/identity/identity.hpp>

#include <unordered_map>
#include <unordered_set>

namespace weft::identity {

/// Who may be meant beside active people of the company.
struct Among {
  bool inactive = false;   ///< disabled and departed people, bots
  bool customers = false;  ///< named by id
};

class People {
 public:
  People(db::Tx& tx, std::span<const PersonRef> refs, Among among = {});

  std::optional<PrincipalId> find(const PersonRef& ref) const;
  /// Each of `refs`; raises "no such person" with the field "members[3]" for `field` = "members".
  std::vector<PrincipalId> find_all(std::span<const PersonRef> refs, std::string_view field) const;
  /// Whether the company has rules about who sees whom and who writes to whom.
  bool ruled() const { return ruled_; }

 private:
  std::unordered_set<PrincipalId> ids_;
  std::unordered_map<std::string, PrincipalId> by_userid_;
  bool ruled_ = false;
};

std::string field_of(std::string_view field, std::size_t index);
[[noreturn]] void refuse_person(const PersonRef& ref, std::string field);
/// The answer for a reference out of the path.
ApiError no_such_person(const PersonRef& ref);

}  // namespace weft::identity
