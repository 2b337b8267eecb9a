// The desk at which one request is dealt with: what was asked, leniently read, and the operations that answer it,
// inside one transaction.
#pragma once
#include "wecom/faults.hpp"
#include <weft/api/operation.hpp>
#include <weft/api/registry.hpp>
#include <weft/base/json_fwd.hpp>
#include <weft/db/tx.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::wecom {

/// Fields of a request: of the query, and of a JSON object. WeCom's clients send numbers as text and text as numbers,
/// "" for what they do not use, and 0 or "0" for false; all of that is read here. Null is absent everywhere.
class Fields {
 public:
  Fields() : json_(Json::object()) {}
  explicit Fields(Json object, std::string path = {}) : json_(std::move(object)), path_(std::move(path)) {}

  bool has(std::string_view name) const;  ///< given, and not null
  /// Text; a number becomes its digits.
  std::optional<std::string> text(std::string_view name) const;
  /// The same, "" taken as absent.
  std::optional<std::string> filled(std::string_view name) const;
  /// A whole number, or digits as text; "" is absent.
  std::optional<std::int64_t> number(std::string_view name) const;
  /// true, false, 0, 1, "0", "1", "true", "false".
  std::optional<bool> flag(std::string_view name) const;
  /// A list of texts (numbers become text); a text is taken apart at `|`. Absent and "": none.
  std::vector<std::string> words(std::string_view name) const;
  /// A list of numbers; digits as text too. Absent: none.
  std::vector<std::int64_t> numbers(std::string_view name) const;
  /// An object inside; absent: nullopt.
  std::optional<Fields> object(std::string_view name) const;
  /// A list of objects; absent: none.
  std::vector<Fields> objects(std::string_view name) const;

  /// The same, needed: raise the number with the name of the field.
  std::string need(std::string_view name, int number = code::invalid_parameter) const;
  std::int64_t need_number(std::string_view name, int number = code::invalid_parameter) const;

  const Json& json() const { return json_; }
  /// "msg.text.content", for messages.
  std::string place(std::string_view name) const;

 private:
  const Json* find(std::string_view name) const;
  [[noreturn]] void refuse(std::string_view name, const char* what) const;
  Json json_;
  std::string path_;
};

class Desk : public Fields {
 public:
  Desk(db::Tx& tx, const api::Context& context, const api::Registry& registry, Fields fields, std::string origin = {})
      : Fields(std::move(fields)), tx_(tx), context_(context), registry_(registry), origin_(std::move(origin)) {}

  db::Tx& tx() const { return tx_; }
  const api::Context& context() const { return context_; }
  const api::Caller& who() const { return context_.who(); }
  /// The server as the client calls it: "https://chat.example.com".
  const std::string& origin() const { return origin_; }

  /// Raises 48002 without it, wherever it holds.
  void need_permission(api::Permission permission) const;

  /// Does what the operation of this name does, as the app that asks and within its rights. What is refused leaves as a
  /// Fault, with the numbers of `special`. Fields of `input` that are null are left out.
  Json call(std::string_view name, Json input, const Numbers& special = {}) const;
  /// The same, or nullopt when it was refused with one of these; nothing of it remains then.
  std::optional<Json> attempt(std::string_view name, Json input, std::initializer_list<Errc> expected) const;
  /// All items of a listing, page by page; at most `most`.
  std::vector<Json> all(std::string_view name, Json input, std::size_t most = 100000) const;
  /// A transactional operation that answers with bytes.
  api::Download download(std::string_view name, const Json& input, const Numbers& special = {}) const;

 private:
  const api::Operation& permitted(std::string_view name) const;
  db::Tx& tx_;
  const api::Context& context_;
  const api::Registry& registry_;
  std::string origin_;
};

}  // namespace weft::wecom
