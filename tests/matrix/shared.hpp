// The one server of all tests of the matrix, and a call of an operation over REST.
#pragma once
#include "matrix/fixture.hpp"

namespace weft::test {

/// Made when it is first asked for; ended with the test program.
MatrixWorld& world();

gateway::HttpReply over_rest(const api::Operation& operation, const std::string& token, Json input);

}  // namespace weft::test
