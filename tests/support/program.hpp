// What the main function of every test program does beside running tests.
#pragma once
#include <string>

namespace weft::test {

/// Stops the cluster and removes the scratch directories.
void clean_up();

/// The path of this test program, for tests that start it again as another process.
const std::string& program_path();

}  // namespace weft::test
