// What Tab puts in.
#include "app/chat/screen.hpp"
#include "app/chat/text.hpp"

#include <algorithm>

namespace weft::app::chat {

/// Completes a command at the front of the line, else the last word: names of conversations after /open and /forward,
/// userids elsewhere.
Completion Screen::complete(const std::string& line) const {
  const std::size_t space = line.find(' ');
  std::vector<std::string> all;
  std::string begun;
  if (line.starts_with("/") && space == line.npos) {
    begun = line.substr(1);
    for (const Command& command : commands())
      all.emplace_back(command.name);
  } else {
    const bool titles = line.starts_with("/open ");
    begun = titles ? line.substr(space + 1)
                   : line.substr(line.find_last_of(" @") == line.npos ? 0 : line.find_last_of(" @") + 1);
    for (const Conversation* conversation : listed())
      all.push_back(titles && conversation->peer.userid.empty() ? conversation->title() : conversation->peer.userid);
    for (const auto& [id, person] : talk_.people())
      all.push_back(person.userid);
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  std::erase_if(all, [&](const std::string& word) { return word.size() <= begun.size() || !word.starts_with(begun); });
  if (all.empty()) return {};
  std::string common = all.front();
  for (const std::string& word : all) {
    const auto end = std::mismatch(common.begin(), common.end(), word.begin(), word.end()).first;
    common.erase(end, common.end());
  }
  while (!common.empty() && (static_cast<unsigned char>(common.back()) & 0xc0) == 0x80 && all.size() > 1)
    common.pop_back();  // whole characters
  if (all.size() == 1) return {safe_line(common.substr(begun.size())) + " ", {}};
  if (common.size() > begun.size()) return {safe_line(common.substr(begun.size())), {}};
  if (all.size() > 40) all.resize(40);
  return {{}, all};
}

}  // namespace weft::app::chat
