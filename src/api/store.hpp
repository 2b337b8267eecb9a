// SQL of the api room: remembered answers.
#pragma once
#include <weft/api/operation.hpp>

#include <optional>
#include <string>

namespace weft::api::store {

struct Remembered {
  std::string digest;
  std::string answer;
};

/// Claims the key for this transaction. When somebody else holds or has used it: waits for them, then returns what they
/// left.
std::optional<Remembered> claim(db::Tx& tx, const Caller& caller, const std::string& key, const std::string& digest);
/// What was left under the key, if anything.
std::optional<Remembered> find(db::Tx& tx, const Caller& caller, const std::string& key);
void set_answer(db::Tx& tx, const Caller& caller, const std::string& key, const std::string& answer);
std::int64_t purge(db::Tx& tx, int limit);

}  // namespace weft::api::store
