// SQL of the api room: remembered answers.
#pragma once
#include <optional>
#include <string>
#include <weft/api/operation.hpp>

namespace weft::api::store {

struct Remembered {
  std::string digest;
  std::string answer;
};

/// Claims the key for this transaction. When somebody else holds or has used it: waits for them, then returns what they left.
std::optional<Remembered> claim(db::Tx& tx, const Caller& caller, const std::string& key, const std::string& digest);
void set_answer(db::Tx& tx, const Caller& caller, const std::string& key, const std::string& answer);
std::int64_t purge(db::Tx& tx, int limit);

}  // namespace weft::api::store
