// Everything from the server passes through safe() here before it reaches the terminal.
#include "app/chat/render.hpp"

#include "app/chat/text.hpp"
#include "app/terminal.hpp"
#include <weft/base/clock.hpp>

#include <algorithm>
#include <ctime>

namespace weft::app::chat {
namespace {

constexpr std::size_t kNamesListed = 5;
constexpr std::size_t kQuoted = 60;

std::string local_time(const std::string& at, const char* format) {
  const auto time = parse_time(at);
  if (!time) return "--:--";
  const std::time_t seconds = std::chrono::system_clock::to_time_t(
      std::chrono::system_clock::time_point(time->time_since_epoch()));
  std::tm local{};
  localtime_r(&seconds, &local);
  char text[64];
  return std::string(text, std::strftime(text, sizeof text, format, &local));
}

std::string dim(const std::string& text) {
  return mark::kDim + text + mark::kPlain;
}
std::string bold(const std::string& text) {
  return mark::kBold + text + mark::kPlain;
}

std::string names(const Json& ids, const View& view) {
  if (!ids.is_array()) return "nobody";
  std::string text;
  std::size_t shown = 0;
  for (const Json& id : ids) {
    if (shown == kNamesListed || !id.is_string()) break;
    text += (text.empty() ? "" : ", ") + view.name(id.get<std::string>());
    ++shown;
  }
  return ids.size() > shown ? text + " and " + std::to_string(ids.size() - shown) + " more" : text;
}

std::string location_text(const Json& body) {
  std::string text = "📍 " + safe_line(text_in(body, "name"));
  if (const std::string address = safe_line(text_in(body, "address")); !address.empty()) text += ", " + address;
  const auto degrees = [&](const char* key) {
    return body.contains(key) && body[key].is_number() ? body[key].dump() : "?";
  };
  return text + " (" + degrees("latitude") + ", " + degrees("longitude") + ")";
}

std::string link_text(const Json& body) {
  std::string text = "🔗 " + bold(safe_line(text_in(body, "title"))) + " " + mark::kUnderline +
                     safe_line(text_in(body, "url")) + mark::kPlain;
  if (const std::string more = safe(text_in(body, "description")); !more.empty()) text += "\n" + dim(more);
  return text;
}

/// " until 12 March", or nothing for what has no end.
std::string until_text(const Json& body) {
  const std::string until = text_in(body, "until");
  return until.empty() || until.starts_with("9999") ? "" : " until " + safe_line(until, 16);
}

/// Changes of a group's rules; empty for other kinds.
std::string rules_text(const Entry& entry, const View& view) {
  const Json& body = entry.body;
  const bool lifted = text_in(body, "until").empty();
  if (entry.kind == "rules") return "changed the rules of the group: " + safe_line(body.dump(), 200);
  if (entry.kind == "notice" && text_in(body, "text").empty()) return "took the notice away";
  if (entry.kind == "notice") return "put up a notice: " + safe_line(text_in(body, "text"), 200);
  if (entry.kind == "admins") return "the admins are now " + names(body.value("admins", Json::array()), view);
  if (entry.kind == "mute_all")
    return lifted ? "lets everybody write" : "lets only owner and admins write" + until_text(body);
  if (entry.kind == "members_muted")
    return (lifted ? "gave the voice back to " : "silenced ") + names(body.value("members", Json()), view) +
           until_text(body);
  return "";
}

/// Who serves a customer; empty for other kinds.
std::string serving_text(const Entry& entry, const View& view) {
  const Json& body = entry.body;
  if (entry.kind == "handed_over")
    return "handed this chat from " + view.name(text_in(body, "from")) + " to " + view.name(text_in(body, "to"));
  if (entry.kind == "reopened") return "opened this chat again";
  if (entry.kind != "closed") return "";
  const std::string reason = text_in(body, "reason");
  if (reason == "lost") return "left; nobody writes here any more";
  if (reason == "removed") return "ended this chat";
  if (reason == "merged") return "closed this chat; it goes on in the other one with the same customer";
  return "closed this chat" + (reason.empty() ? "" : ": " + safe_line(reason, 60));
}

/// "🖼 beach.jpg (3000 x 2000, 1.9 MiB)", "🎤 voice.amr (0:12, 18.0 KiB)".
std::string file_text(const std::string& kind, const Json& body) {
  const std::int64_t width = number_in(body, "width");
  const std::int64_t seconds = number_in(body, "duration_ms") / 1000;
  std::string more;
  if (width > 0 && kind != "voice")
    more = std::to_string(width) + " x " + std::to_string(number_in(body, "height")) + ", ";
  if (seconds > 0) {
    const std::string rest = std::to_string(seconds % 60);
    more += std::to_string(seconds / 60) + (rest.size() < 2 ? ":0" : ":") + rest + ", ";
  }
  more += human_size(static_cast<std::uint64_t>(std::max<std::int64_t>(0, number_in(body, "size"))));
  const char* sign = kind == "image" ? "🖼" : kind == "voice" ? "🎤" : kind == "video" ? "🎬" : "📎";
  return std::string(sign) + " " + bold(safe_line(text_in(body, "name"))) + " " + dim("(" + more + ")");
}

/// What happened, in words; empty for kinds that a newer server may have.
std::string change_text(const Entry& entry, const View& view) {
  const Json& body = entry.body;
  const std::string seq = "#" + std::to_string(number_in(body, "seq"));
  if (entry.kind == "created")
    return text_in(body, "kind").ends_with("group") ? "created the group " + safe_line(text_in(body, "name"))
                                                    : "opened this chat";
  if (entry.kind == "members_added") return "added " + names(body.value("members", Json()), view);
  if (entry.kind == "members_removed") return "removed " + names(body.value("members", Json()), view);
  if (entry.kind == "left") return "left";
  if (entry.kind == "owner_changed") return "made " + view.name(text_in(body, "owner")) + " the owner";
  if (entry.kind == "renamed") return "renamed the group to " + safe_line(text_in(body, "name"));
  if (entry.kind == "dismissed") return "dismissed the group";
  if (entry.kind == "recall") return "recalled " + seq;
  if (entry.kind == "edit")
    return "edited " + seq + ": " + preview_text(body.value("body", Json::object()), view, kQuoted);
  if (entry.kind == "reaction")
    return (flag_in(body, "on") ? "reacted " : "took back ") + safe_line(text_in(body, "emoji"), 16) + " to " + seq;
  if (entry.kind == "pin") return (flag_in(body, "pinned") ? "pinned " : "unpinned ") + seq;
  if (const std::string rules = rules_text(entry, view); !rules.empty()) return rules;
  if (const std::string serving = serving_text(entry, view); !serving.empty()) return serving;
  return "did something this client does not know (" + safe_line(entry.kind, 32) + ")";
}

std::string quote_text(const Json& body, const View& view) {
  const Seq seq = number_in(body, "reply_to");
  if (seq <= 0) return {};
  const Entry* quoted = view.entry(seq);
  const std::string said = quoted ? view.name(quoted->actor) + ": " + preview_text(quoted->body, view, kQuoted)
                                  : "a message";
  return dim("│ #" + std::to_string(seq) + " " + said) + "\n";
}

}  // namespace

std::string clock_text(const std::string& at) {
  return local_time(at, "%H:%M");
}
std::string day_text(const std::string& at) {
  return local_time(at, "%A, %-d %B %Y");
}

std::string body_text(const Json& body, const View& view) {
  const std::string kind = text_in(body, "kind");
  const std::string edited = flag_in(body, "edited") ? dim(" (edited)") : "";
  if (kind == "text") return quote_text(body, view) + safe(text_in(body, "text")) + edited;
  if (kind == "rich") return quote_text(body, view) + render_markdown(text_in(body, "markdown")) + edited;
  if (kind == "recalled") return dim("(recalled)");
  if (kind == "location") return location_text(body);
  if (kind == "link") return link_text(body);
  if (kind == "image" || kind == "file" || kind == "voice" || kind == "video") return file_text(kind, body);
  if (kind == "forward") return dim("(a forwarded message)");
  if (kind == "contact") return "👤 " + view.name(text_in(body, "principal"));
  return dim("(" + safe_line(kind, 32) + ": this client cannot show it)");
}

std::string preview_text(const Json& body, const View& view, std::size_t columns) {
  const std::string kind = text_in(body, "kind");
  if (kind == "text") return safe_line(text_in(body, "text"), columns);
  if (kind == "rich") return safe_line(styled(render_markdown(text_in(body, "markdown")), false), columns);
  return safe_line(styled(body_text(body, view), false), columns);
}

std::string preview_text(const Outgoing& message, const View& view, std::size_t columns) {
  Json body = message.body;
  body["kind"] = message.kind;  // the server adds it to what it stores
  return preview_text(body, view, columns);
}

std::vector<std::string> render_note(const std::string& text, const View& view) {
  std::vector<std::string> lines = paragraph(text, view.columns);
  for (std::string& line : lines)
    line = styled(line, view.colours);
  if (view.colours && !lines.empty()) lines.back() += "\x1b[0m";
  return lines;
}

/// "  2 Bob Carter      (3)   see you then": title and preview share what the columns leave.
std::string render_listed(std::size_t number, const Conversation& conversation, const View& view) {
  constexpr std::size_t kNumber = 4, kCount = 7;
  const std::size_t rest = std::max<std::size_t>(view.columns, 32) - kNumber - kCount - 2;
  const std::size_t title = std::clamp<std::size_t>(rest / 2, 10, 28);
  const std::int64_t unread = conversation.unread;
  const std::string count = unread > 999 ? "(999+)" : unread > 0 ? "(" + std::to_string(unread) + ")" : "";
  char index[16];
  std::snprintf(index, sizeof index, "%3zu ", number);
  const std::string name = padded(conversation.title(), title);
  const std::string line = index + (unread > 0 ? bold(name) : name) + " " +
                           (unread > 0 ? mark::kCode + padded(count, kCount) + mark::kPlain : padded(count, kCount)) +
                           dim(safe_line(conversation.preview, rest - title));
  return styled(line, view.colours);
}

std::vector<std::string> render_entry(const Entry& entry, const View& view) {
  const std::string number = "#" + std::to_string(entry.seq);
  std::string text = dim(number + " " + clock_text(entry.at)) + " ";
  const std::string who = safe_line(view.name(entry.actor), 40);
  if (entry.kind == "message") {
    const std::string body = body_text(entry.body, view);
    const bool quotes = number_in(entry.body, "reply_to") > 0;
    text += (entry.actor == view.me ? mark::kDim + who + mark::kPlain : bold(who)) + ":" + (quotes ? "\n" : " ") + body;
  } else {
    text += dim("— " + who + " " + change_text(entry, view));
  }
  return render_note(text, view);
}

std::string render_elsewhere(const std::string& title, const Entry& entry, const View& view) {
  const std::string place = safe_line(title, 24);
  const std::string who = safe_line(view.name(entry.actor), 24);
  const std::string head = place == who ? who : place + " · " + who;
  const std::size_t used = width(head) + 6;
  const std::size_t left = view.columns > used + 10 ? view.columns - used : 10;
  return styled(
      mark::kCode + std::string("● ") + mark::kPlain + bold(head) + ": " + preview_text(entry.body, view, left),
      view.colours);
}

}  // namespace weft::app::chat
