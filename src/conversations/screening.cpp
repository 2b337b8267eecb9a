// Shows what is about to be said to the screen, and refuses what may not be said.
#include <weft/api/note.hpp>
#include <weft/base/json.hpp>
#include <weft/conversations/screening.hpp>
#include <weft/identity/identity.hpp>

#include <algorithm>

namespace weft::conversations {
namespace {

constexpr std::size_t kDigest = 64;  // hexadecimal digits of a SHA-256

/// Words that the server put there, and times.
bool is_label(const std::string& key) {
  return key == "kind" || key == "at" || key == "userid";
}

/// Of a file people see its name; the rest is what the server found out about it.
bool is_of_file(const Json& object) {
  const auto kind = object.find("kind");
  return kind != object.end() && (*kind == "image" || *kind == "file" || *kind == "voice" || *kind == "video");
}

/// Ids and digests: a short word would be found in some of them by accident.
bool is_reference(const std::string& text) {
  if (parse_uuid(text)) return true;
  const auto hex_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.size() == kDigest && std::all_of(text.begin(), text.end(), hex_digit);
}

void collect(const Json& value, const std::string& path, std::vector<Shown>& out) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (!text.empty() && !is_reference(text)) out.push_back({path, text});
  } else if (value.is_object()) {
    const bool of_file = is_of_file(value);
    for (const auto& [key, member] : value.items())
      if (of_file ? key == "name" || key == "title" || key == "description" : !is_label(key))
        collect(member, path + "." + key, out);
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i)
      collect(value[i], path + "[" + std::to_string(i) + "]", out);
  }
}

bool is_customer(db::Tx& tx, const PrincipalId& who) {
  const auto principal = identity::load_principal(tx, who);
  return principal && principal->kind == identity::PrincipalKind::external;
}

}  // namespace

std::vector<Shown> shown_texts(const Json& body) {
  std::vector<Shown> out;
  collect(body, "body", out);
  return out;
}

std::vector<Finding> screen(Screen* screen, db::Tx& tx, const Utterance& utterance) {
  if (screen == nullptr || utterance.shown.empty() || screen->look(utterance) == Screen::Look::clean) return {};
  auto findings = screen->judge(tx, utterance);
  if (findings.empty() || findings.front().action == ScreenAction::warn) return findings;
  const Finding& first = findings.front();
  const std::string why = "the rule \"" + first.rule_name + "\" does not allow \"" + first.matched + "\"";
  const ApiError error(Errc::content_blocked, is_customer(tx, utterance.actor) ? "" : why, first.field);
  std::erase_if(findings, [](const Finding& finding) { return finding.action == ScreenAction::warn; });
  throw api::NotedError(error, [screen, utterance, findings](db::Tx& later) {
    later.set_corp(utterance.corp);
    screen->record(later, utterance, findings, std::nullopt);
  });
}

std::optional<Warning> warning_for(db::Tx& tx, const PrincipalId& sender, std::span<const Finding> findings) {
  if (findings.empty() || is_customer(tx, sender)) return std::nullopt;
  return Warning{findings.front().rule_name, findings.front().field, findings.front().matched};
}

std::optional<Warning> screen_text(
    Screen* by, db::Tx& tx, const PrincipalId& actor, const std::optional<ConversationId>& conversation,
    const std::string& field, const std::string& text) {
  const Utterance utterance{tx.corp(), actor, conversation, {{field, text}}, {}};
  const auto findings = screen(by, tx, utterance);
  if (!findings.empty()) by->record(tx, utterance, findings, std::nullopt);
  return warning_for(tx, actor, findings);
}

}  // namespace weft::conversations
