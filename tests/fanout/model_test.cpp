// Random interleavings, judged by clients that know what they must see.
#include "fanout/model.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace weft::test {
namespace {

std::uint32_t number(const char* name, std::uint32_t otherwise) {
  const char* text = std::getenv(name);
  return text ? static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10)) : otherwise;
}

/// WEFT_MODEL_SEED and WEFT_MODEL_WORLDS repeat one world or try many more.
TEST(HubModel, EveryClientSeesExactlyItsEntriesOnceAndInOrder) {
  const std::uint32_t first = number("WEFT_MODEL_SEED", 1), count = number("WEFT_MODEL_WORLDS", 60);
  for (std::uint32_t seed = first; seed < first + count && !HasFailure(); ++seed) {
    ModelWorld world(seed);
    for (int i = 0; i < 1500 && !HasFailure(); ++i)
      world.step();
    world.settle_and_check();
  }
}

}  // namespace
}  // namespace weft::test
