// The clock of transactions whose time does not matter.
#pragma once
#include <weft/base/clock.hpp>

namespace weft::test {

inline const SystemClock kClock;

}  // namespace weft::test
