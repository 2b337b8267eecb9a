// The SQL of watermarks.
#pragma once
#include "identity/store.hpp"

namespace weft::identity::store {

/// The company's key of this name; made of `fresh` (32 bytes) when there is none yet. Raw bytes.
std::string company_secret(db::Tx& tx, const std::string& name, const std::string& fresh);

/// What a watermark may say of somebody.
struct Viewer {
  std::string name;
  std::string userid;
  std::string phone;
};
Viewer viewer(db::Tx& tx, const PrincipalId& member);

struct IssuedToken {
  PrincipalId principal;
  std::string day;
  Time issued_at;
};
std::optional<IssuedToken> issued_token(db::Tx& tx, const std::string& token);
/// False when the token is there already.
bool insert_token(db::Tx& tx, const std::string& token, const PrincipalId& principal, const std::string& day);
std::int64_t delete_tokens(db::Tx& tx, Time before, int limit);

}  // namespace weft::identity::store
