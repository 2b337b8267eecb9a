// SQL for store.cpp files: statements with parameters on a Tx, rows out. The only header that shows pqxx to a feature
// room.
#pragma once
#include <weft/base/json_fwd.hpp>
#include <weft/db/tx.hpp>

#include <boost/describe.hpp>
#include <pqxx/pqxx>

#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace weft::db {

using Rows = pqxx::result;
using Row = pqxx::row;

namespace detail {

/// Parameters as libpqxx 6.4 takes them: text, numbers, bool, or null.
template <class Tag>
std::string to_param(const Id<Tag>& id) {
  return id.str();
}
inline std::string to_param(Time time) {
  return to_rfc3339(time);
}
inline const std::string& to_param(const std::string& text) {
  return text;
}
inline std::string to_param(std::string_view text) {
  return std::string(text);
}
inline std::string to_param(const char* text) {
  return text;
}
inline const std::string& to_param(const RawJson& json) {
  return json.text;
}
inline std::nullptr_t to_param(std::nullptr_t) {
  return nullptr;
}
template <class T>
requires std::is_arithmetic_v<T> T to_param(T value) {
  return value;
}
/// An absent value is NULL: handed over as an optional string.
template <class T>
std::optional<std::string> to_param(const std::optional<T>& value) {
  if (!value) return std::nullopt;
  if constexpr (std::is_arithmetic_v<T>) {
    return pqxx::to_string(*value);
  } else {
    return std::string(to_param(*value));
  }
}

}  // namespace detail

/// Runs statements on a transaction. Errors of PostgreSQL leave as ApiError (see Tx) or, when they are our own fault,
/// as std::exception (unique violations and the like too: write `ON CONFLICT ... RETURNING` where input may cause
/// them).
class SqlAccess {
 public:
  explicit SqlAccess(Tx& tx) : tx_(tx) {}
  /// One statement (no `;` lists). Numbered parameters; see detail::to_param for what they may be. Each connection
  /// prepares it once and keeps it: the texts must be constants, never made of input.
  template <class... Args>
  Rows exec(const std::string& sql, const Args&... args) {
    pqxx::transaction_base& work = begin();
    try {
      return work.exec_prepared(prepare(sql), detail::to_param(args)...);
    } catch (const std::exception& error) {
      fail(error);
    }
  }

 private:
  pqxx::transaction_base& begin();
  std::string prepare(const std::string& sql);
  [[noreturn]] void fail(const std::exception& error);
  Tx& tx_;
};

/// `exec(tx, "SELECT ... $1", id)`: the everyday form.
template <class... Args>
Rows exec(Tx& tx, const std::string& sql, const Args&... args) {
  return SqlAccess(tx).exec(sql, args...);
}

/// Reads columns. An id or time column that is NULL or malformed is a programming error and throws.
template <class IdType>
IdType id_of(const pqxx::field& field) {
  const auto id = IdType::parse(std::string_view(field.c_str(), field.size()));
  if (!id) throw std::runtime_error(std::string("column ") + field.name() + " holds no id");
  return *id;
}
/// nullopt when NULL.
template <class IdType>
std::optional<IdType> optional_id(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return id_of<IdType>(field);
}
/// A described enum; an unknown word is a schema error and throws.
template <class E>
E enum_of(const pqxx::field& field) {
  E value{};
  if (!boost::describe::enum_from_string(field.c_str(), value))
    throw std::runtime_error(std::string("unknown word in column ") + field.name());
  return value;
}
Time time_of(const pqxx::field& field);
std::optional<Time> optional_time(const pqxx::field& field);  ///< nullopt when NULL
std::string text_of(const pqxx::field& field);                ///< "" when NULL
std::optional<std::string> optional_text(const pqxx::field& field);
inline std::int64_t number_of(const pqxx::field& field) {
  return field.as<std::int64_t>();
}
inline bool bool_of(const pqxx::field& field) {
  return field.as<bool>();
}

/// Where a list of the newest begins that goes on behind `before`: a value of its own, as no index is searched with
/// what a statement computes.
template <class Tag>
std::string first_before(const Id<Tag>& before) {
  return before.empty() ? "ffffffff-ffff-ffff-ffff-ffffffffffff" : before.str();
}
template <class Tag>
std::string first_before(const std::optional<Id<Tag>>& before) {
  return first_before(before.value_or(Id<Tag>{}));
}
/// The same for the oldest.
template <class Tag>
std::string first_after(const std::optional<Id<Tag>>& after) {
  return after.value_or(Id<Tag>{}).str();
}

/// '{a,b}' array literals for `$1::uuid[]`, `$1::bigint[]`, `$1::text[]`.
template <class Tag>
std::string array_literal(std::span<const Id<Tag>> ids) {
  std::string text = "{";
  for (const auto& id : ids)
    text.append(text.size() > 1 ? "," : "").append(id.str());
  return text + "}";
}
template <class Tag>
std::string array_literal(const std::vector<Id<Tag>>& ids) {
  return array_literal(std::span<const Id<Tag>>(ids));
}
std::string array_literal(const std::vector<std::int64_t>& numbers);
std::string array_literal(const std::vector<std::string>& texts);

}  // namespace weft::db
