// Failpoints of the real server: none.
#include <weft/base/failpoint.hpp>

namespace weft::failpoint {

Effect hit(std::string_view) {
  return Effect::none;
}
bool live() {
  return false;
}
bool mutation(std::string_view) {
  return false;
}

}  // namespace weft::failpoint
