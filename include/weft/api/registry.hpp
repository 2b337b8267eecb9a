// All operations of the server, by name and by route.
#pragma once
#include <weft/api/event_kinds.hpp>
#include <weft/api/operation.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace weft::api {

class Registry {
 public:
  /// Throws std::logic_error on a name or route that is taken, a path field that the input lacks, or an operation
  /// without exactly one handler.
  void add(std::vector<Operation> operations);

  const std::vector<std::unique_ptr<Operation>>& all() const { return operations_; }
  const Operation* find(std::string_view name) const;

  /// Throws std::logic_error on a name that is taken.
  void add_events(const EventKinds& kinds);
  const EventKinds& events() const { return events_; }

  struct Match {
    const Operation* operation = nullptr;                     ///< null: no such route
    bool path_known = false;                                  ///< the path exists with another method: 405
    std::vector<Method> allowed;                              ///< methods of the path, for the Allow header
    std::vector<std::pair<std::string, std::string>> fields;  ///< percent-decoded path fields
  };
  Match route(Method method, std::string_view path) const;

 private:
  std::vector<std::unique_ptr<Operation>> operations_;
  std::map<std::string, const Operation*, std::less<>> by_name_;
  EventKinds events_;
  std::map<std::size_t, std::vector<std::pair<std::vector<std::string>, const Operation*>>>
      by_length_;  ///< segments of the path
};

/// Puts a path or query value into `input` as the type that the operation's schema gives the field ("5" -> 5 for an
/// integer, "a,b" -> list); text that does not fit stays a string, so that the strict reader names the field.
void put_text_field(const Operation& operation, Json& input, const std::string& name, const std::string& text);

/// The OpenAPI 3.1 document of all operations and events.
Json openapi(const Registry& registry, std::string_view version);

/// A readable page of the same: plain HTML, no script.
std::string docs_page(const Registry& registry, std::string_view version);

}  // namespace weft::api
