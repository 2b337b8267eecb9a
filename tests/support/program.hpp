// What the main function of every test program does beside running tests.
#pragma once

namespace weft::test {

/// Stops the cluster and removes the scratch directories.
void clean_up();

}  // namespace weft::test
