// JSON schemas (2020-12) of the shapes that described structs are made of. Not templates: a schema is built once for an
// operation, and code for it in every file that declares one costs more to compile than everything else there.
#pragma once
#include <weft/base/json_fwd.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <span>

namespace weft::schema {

using Names = std::span<const char* const>;

Json of_type(const char* type);
Json of_integer(std::int64_t min, std::int64_t max);
/// `format`: uuid, date-time, password ...
Json of_format(const char* format);
Json of_text(std::size_t min, std::size_t max);
Json of_list(Json items);
Json of_list(Json items, std::size_t min, std::size_t max);
Json of_map(Json values);
Json of_enum(Names names);
/// That, or null.
Json or_null(Json schema);

/// An object with no other than these fields; add() them in turn.
class Object {
 public:
  void add(const char* name, bool required, Json schema);
  Json done() const;

 private:
  Json properties_ = Json::object();
  Json required_ = Json::array();
};

}  // namespace weft::schema
