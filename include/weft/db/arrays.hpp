// Columns of rows as array literals, for `FROM unnest($1::uuid[], $2::text[])`: many rows in one statement.
#pragma once
#include <weft/db/sql.hpp>

namespace weft::db {

/// What is absent is NULL.
std::string array_literal(const std::vector<std::optional<std::string>>& texts);

/// What `of` says of each row; ids, numbers, texts, or texts that may be absent.
template <class Rows, class Of>
std::string column(const Rows& rows, Of of) {
  std::vector<std::decay_t<decltype(of(*rows.begin()))>> values;
  values.reserve(rows.size());
  for (const auto& row : rows)
    values.push_back(of(row));
  return array_literal(values);
}

/// For such a column.
template <class Tag>
std::optional<std::string> text_or_null(const std::optional<Id<Tag>>& id) {
  if (!id) return std::nullopt;
  return id->str();
}
std::optional<std::string> text_or_null(const std::optional<Time>& time);

}  // namespace weft::db
