// Groups and people: who is in, who comes, who goes.
#include "app/chat/screen.hpp"
#include "app/chat/text.hpp"
#include "app/chat/words.hpp"

namespace weft::app::chat {

void Screen::cmd_who(const std::string&) {
  if (!need_open()) return;
  ask("conversation.members", {{"conversation", open_}, {"limit", 60}},
      [this, count = current()->member_count](const Json& ok) {
        Json ids = Json::array();
        std::map<std::string, std::string> names;
        for (const Json& item : ok.value("items", Json::array())) {
          const Person person = read_person(item.value("principal", Json::object()));
          talk_.learn(person);
          ids.push_back(person.id);
          names[person.id] = safe_line(person.name, 30) + " (" + safe_line(person.userid, 30) + ")" +
                             (text_in(item, "role") == "owner" ? " owner" : "");
        }
        ask("presence.get", {{"principals", ids}}, [this, names, count](const Json& online) {
          std::string text;
          for (const Json& item : online.value("items", Json::array())) {
            const auto name = names.find(text_in(item, "principal"));
            if (name != names.end())
              text += (text.empty() ? "" : ", ") + name->second + (flag_in(item, "online") ? " ●" : "");
          }
          const std::int64_t more = count - static_cast<std::int64_t>(names.size());
          editor_.print(render_note(text + (more > 0 ? ", and " + std::to_string(more) + " more" : ""), view(nullptr)));
        });
      });
}

void Screen::cmd_people(const std::string& arguments) {
  Json input = {{"limit", 50}};
  if (!arguments.empty()) input["query"] = arguments;
  ask("member.list", input, [this](const Json& ok) {
    std::vector<std::string> lines;
    for (const Json& item : ok.value("items", Json::array())) {
      const Person person = read_person(item);
      talk_.learn(person);
      const std::size_t column = std::min<std::size_t>(editor_.columns() / 3, 24);
      lines.push_back(safe_line(
          "  " + padded(person.userid, column) + " " + padded(person.name, column) + " " + person.title,
          editor_.columns() - 1));
    }
    if (lines.empty()) lines.emplace_back("nobody like that");
    if (!text_in(ok, "next_cursor").empty()) lines.emplace_back("  ... and more; /people TEXT looks for some of them");
    editor_.print(lines);
  });
}

void Screen::cmd_group(const std::string& arguments) {
  const Words words = words_of(arguments);
  if (words.size() < 2) return complain("/group NAME USERID... needs a name and one person or more");
  ask("group.create", {{"name", words.front()}, {"members", Words(words.begin() + 1, words.end())}},
      [this, wish = ++wish_](const Json& ok) {
        const std::string id = talk_.sync().learn(ok).id;
        if (wish == wish_) open(id);
      });
}

void Screen::change_group(const std::string& op, const std::string& arguments, const char* field, bool list) {
  if (!need_open()) return;
  if (field && arguments.empty()) return complain("this command needs more; /help shows what");
  Json input = {{"conversation", open_}};
  if (field && list) input[field] = words_of(arguments);
  if (field && !list) input[field] = arguments;
  ask(op, std::move(input));
}

void Screen::cmd_add(const std::string& arguments) {
  change_group("group.add_members", arguments, "members", true);
}
void Screen::cmd_remove(const std::string& arguments) {
  change_group("group.remove_members", arguments, "members", true);
}
void Screen::cmd_rename(const std::string& arguments) {
  change_group("group.update", arguments, "name", false);
}
void Screen::cmd_leave(const std::string&) {
  change_group("group.leave", {}, nullptr, false);
}

}  // namespace weft::app::chat
