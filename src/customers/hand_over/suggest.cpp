// Who could take somebody's customers: the nearest departments first, there the least loaded.
#include "customers/hand_over/assign.hpp"
#include "customers/hand_over/store.hpp"
#include <weft/customers/serving.hpp>

#include <algorithm>

namespace weft::customers {
namespace {

constexpr std::int64_t kLooksAt = 200;  // people of one department, least loaded first

/// "/1/5/7/" -> "/1/5/"; "" above the root.
std::string above(const std::string& path) {
  const auto slash = path.find_last_of('/', path.size() - 2);
  return slash == 0 || slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

std::vector<std::string> places_of(db::Tx& tx, const PrincipalId& employee) {
  const auto left = store::departure(tx, employee);
  auto paths = left ? left->paths : store::department_paths(tx, employee);
  if (paths.empty()) paths.push_back("/1/");
  return paths;
}

}  // namespace

std::vector<Suggested> suggest(db::Tx& tx, const PrincipalId& from, const Reach& reach, std::int64_t limit) {
  std::vector<Suggested> found;
  std::vector<PrincipalId> seen{from};
  auto paths = places_of(tx, from);
  for (int level = 0; !paths.empty() && std::ssize(found) < limit; ++level) {
    std::vector<Candidate> here;
    for (const std::string& path : paths) {
      for (Candidate& one : store::candidates_below(tx, path, seen, kLooksAt)) {
        seen.push_back(one.id);
        here.push_back(std::move(one));
      }
    }
    std::vector<PrincipalId> ids;
    for (const Candidate& one : here)
      ids.push_back(one.id);
    const auto troubles = ids.empty() ? std::map<PrincipalId, ServingTrouble>() : serving_troubles(tx, ids);
    std::stable_sort(
        here.begin(), here.end(), [](const Candidate& a, const Candidate& b) { return a.load() < b.load(); });
    for (Candidate& one : here) {
      if (std::ssize(found) == limit) break;
      if (troubles.count(one.id) == 0 && within(tx, reach, one.id)) found.push_back({std::move(one), level});
    }
    std::vector<std::string> next;
    for (const std::string& path : paths)
      if (auto up = above(path); !up.empty()) next.push_back(std::move(up));
    std::sort(next.begin(), next.end());
    next.erase(std::unique(next.begin(), next.end()), next.end());
    paths = std::move(next);
  }
  return found;
}

}  // namespace weft::customers
