// Reads the objects of the server leniently: a newer server may say more than this client knows.
#include "app/chat/model.hpp"

namespace weft::app::chat {

std::string text_in(const Json& object, const char* key, const std::string& fallback) {
  if (!object.is_object()) return fallback;
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : fallback;
}

std::int64_t number_in(const Json& object, const char* key, std::int64_t fallback) {
  if (!object.is_object()) return fallback;
  const auto it = object.find(key);
  return it != object.end() && it->is_number_integer() ? it->get<std::int64_t>() : fallback;
}

bool flag_in(const Json& object, const char* key) {
  if (!object.is_object()) return false;
  const auto it = object.find(key);
  return it != object.end() && it->is_boolean() && it->get<bool>();
}

std::string Conversation::called() const {
  return with_one() ? (peer.name.empty() ? peer.userid : peer.name) : name;
}

std::string Conversation::title() const {
  const std::string plain = called();
  if (plain.empty()) return "(no name)";
  return kind == "customer" ? "◇ " + plain : kind == "notes" ? "✎ " + plain : plain;
}

Person read_person(const Json& object) {
  return {
      text_in(object, "id"), text_in(object, "userid"), text_in(object, "name"), text_in(object, "title"),
      text_in(object, "department")};
}

Entry read_entry(const Json& object) {
  Entry entry;
  entry.seq = number_in(object, "seq");
  entry.kind = text_in(object, "kind");
  entry.actor = text_in(object, "actor");
  entry.at = text_in(object, "at");
  entry.message_no = number_in(object, "message_no");
  entry.client_id = text_in(object, "client_id");
  if (object.contains("body") && object["body"].is_object()) entry.body = object["body"];
  return entry;
}

}  // namespace weft::app::chat
