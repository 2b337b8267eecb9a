// Live failpoints, read once from WEFT_FAILPOINTS ("lane.before_commit=abort@20,fanout.mid=drop@10000") and
// WEFT_MUTATION.
#include <weft/base/failpoint.hpp>

#include <unistd.h>

#include <atomic>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

namespace weft::failpoint {
namespace {

struct Point {
  std::string action;
  long every = 1;
  std::atomic<long> hits{0};
};

using Points = std::map<std::string, Point, std::less<>>;

void add_point(Points& points, std::string_view text) {
  const auto equal = text.find('='), at = text.find('@');
  if (equal == std::string_view::npos || at == std::string_view::npos || at < equal) return;
  Point& point = points[std::string(text.substr(0, equal))];
  point.action = std::string(text.substr(equal + 1, at - equal - 1));
  std::from_chars(text.data() + at + 1, text.data() + text.size(), point.every);
}

Points read_points() {
  Points points;
  const char* env = std::getenv("WEFT_FAILPOINTS");
  std::string_view rest = env ? env : "";
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    add_point(points, rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  return points;
}

}  // namespace

Effect hit(std::string_view name) {
  static Points points = read_points();
  const auto found = points.find(name);
  if (found == points.end()) return Effect::none;
  Point& point = found->second;
  const long count = ++point.hits;
  if (point.action == "abort" && count == point.every) _exit(137);  // like kill -9: nothing is flushed
  if (point.action == "error" && count % point.every == 0) return Effect::error;
  if (point.action == "drop" && count % point.every == 0) return Effect::drop;
  return Effect::none;
}

bool live() {
  return true;
}

bool mutation(std::string_view name) {
  static const char* wanted = std::getenv("WEFT_MUTATION");
  return wanted && name == wanted;
}

}  // namespace weft::failpoint
