// A view as parameters of a statement, for store.cpp files: `own` as $a::text[] and so on.
#pragma once
#include <weft/db/sql.hpp>
#include <weft/identity/visibility.hpp>

namespace weft::identity {

struct ViewParams {
  explicit ViewParams(const View& view)
      : hidden(db::array_literal(view.hidden)),
        shown(db::array_literal(view.shown)),
        hidden_members(db::array_literal(view.hidden_members)),
        shown_members(db::array_literal(view.shown_members)) {
    if (view.own) own = db::array_literal(*view.own);
  }
  std::optional<std::string> own;
  std::string hidden, shown, hidden_members, shown_members;
};

}  // namespace weft::identity
