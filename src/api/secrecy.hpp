// What of an answer is not kept.
#pragma once
#include <weft/api/operation.hpp>

#include <string>

namespace weft::api {

/// Whether the answers of the operation hold something that is told once (ToldOnce), among its own members.
bool tells_once(const Operation& operation);

/// The answer to keep for a repeated call: null in place of what is told once.
std::string without_told_once(const Operation& operation, const std::string& answer);

}  // namespace weft::api
