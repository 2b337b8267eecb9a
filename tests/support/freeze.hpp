// A PostgreSQL that stands still, as in a machine that is frozen or cut off: it answers nothing and closes nothing.
#pragma once
#include <filesystem>

namespace weft::test {

/// Stops a postmaster and every process of its cluster, until thaw() or the end.
class Frozen {
 public:
  explicit Frozen(int postmaster);
  ~Frozen() { thaw(); }
  Frozen(const Frozen&) = delete;
  Frozen& operator=(const Frozen&) = delete;
  void thaw() const;

 private:
  const std::filesystem::path cluster_;  ///< where all its processes work
};

}  // namespace weft::test
