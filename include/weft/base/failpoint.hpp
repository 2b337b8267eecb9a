// Places where the fault harness may break the server on purpose. In `weft` they do nothing; `weft-faulty` is linked
// with the live ones.
#pragma once
#include <string_view>

namespace weft::failpoint {

enum class Effect {
  none,
  error,  ///< the caller behaves as if the step had failed
  drop,   ///< the caller loses the thing in hand without a word
};

/// Called at a named place. May end the process (action `abort`).
Effect hit(std::string_view name);

/// True in `weft-faulty`: hot paths may then take a longer road that has more places to fail.
bool live();

/// True when WEFT_MUTATION names this deliberate defect; always false in `weft`.
bool mutation(std::string_view name);

}  // namespace weft::failpoint
