// Writes runs of entries and resync, read, typing and presence events.
#include "fanout/wire.hpp"

#include <weft/base/clock.hpp>

namespace weft::fanout::wire {

FramePtr frame(std::string_view payload, std::uint32_t messages) {
  auto result = std::make_shared<Frame>();
  result->bytes = encode_text_frame(payload);
  result->messages = messages;
  return result;
}

FramePtr entries(std::span<const Arrived> run) {
  std::size_t payload = run.size() - 1;
  for (const Arrived& arrived : run)
    payload += arrived.entry->json.size();
  auto result = std::make_shared<Frame>();
  result->bytes.reserve(payload + 10);
  append_text_header(result->bytes, payload);
  for (const Arrived& arrived : run) {
    if (&arrived != run.data()) result->bytes += '\n';
    result->bytes += arrived.entry->json;
  }
  result->messages = static_cast<std::uint32_t>(run.size());
  result->committed = run.front().committed;
  return result;
}

void append_resync(std::string& out, const ConversationId& conversation, Seq head) {
  out += R"({"ev":"resync","conversation":")";
  out += conversation.str();
  out += R"(","head":)";
  out += std::to_string(head);
  out += '}';
}

std::string read(const ConversationId& conversation, std::span<const ReadMark> marks) {
  std::string out = R"({"ev":"read","conversation":")" + conversation.str() + R"(","items":[)";
  for (const ReadMark& mark : marks) {
    if (&mark != marks.data()) out += ',';
    out += R"({"principal":")" + mark.principal.str() + R"(","seq":)" + std::to_string(mark.seq) + '}';
  }
  return out + "]}";
}

std::string typing(const ConversationId& conversation, std::span<const PrincipalId> principals) {
  std::string out = R"({"ev":"typing","conversation":")" + conversation.str() + R"(","principals":[)";
  for (const PrincipalId& principal : principals) {
    if (&principal != principals.data()) out += ',';
    out += '"' + principal.str() + '"';
  }
  return out + "]}";
}

std::string presence(std::span<const Watching::Change> changes) {
  std::string out = R"({"ev":"presence","items":[)";
  for (const auto& change : changes) {
    if (&change != changes.data()) out += ',';
    out += R"({"principal":")" + change.principal.str() + R"(","online":)" + (change.online ? "true" : "false");
    out += R"(,"last_seen_at":")" + to_rfc3339(change.at) + R"("})";
  }
  return out + "]}";
}

}  // namespace weft::fanout::wire
