// Looks for those whom a message calls among those who are in the group.
#include "groups/robot_store.hpp"
#include <weft/base/json.hpp>
#include <weft/directory/mobile.hpp>
#include <weft/groups/mentions.hpp>

#include <algorithm>
#include <set>

namespace weft::groups {
namespace {

constexpr std::string_view kEverybody = "@all";

std::string key_of(std::string userid) {
  std::transform(userid.begin(), userid.end(), userid.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return userid;
}

/// The next `<@userid>` in a text from `at` on.
struct Tag {
  std::size_t begin = std::string::npos, end = 0;
  std::string userid;
};
Tag next_tag(const std::string& text, std::size_t at) {
  for (Tag tag{text.find("<@", at), 0, {}}; tag.begin != std::string::npos;
       tag.begin = text.find("<@", tag.begin + 2)) {
    const auto close = text.find('>', tag.begin);
    if (close == std::string::npos) break;
    tag.userid = text.substr(tag.begin + 2, close - tag.begin - 2);
    if (tag.userid.empty() || tag.userid.size() > 64 || tag.userid.find_first_of(" \n<") != std::string::npos) continue;
    tag.end = close + 1;
    return tag;
  }
  return {};
}

}  // namespace

void Mentions::add_tags(const std::string& text) {
  for (Tag tag = next_tag(text, 0); !tag.userid.empty(); tag = next_tag(text, tag.end))
    userids_.push_back(tag.userid);
}

void Mentions::look_up(db::Tx& tx, const ConversationId& group) {
  std::vector<std::string> userid_keys, mobile_keys;
  for (const std::string& userid : userids_)
    userid_keys.push_back(key_of(userid));
  for (const std::string& mobile : mobiles_)
    if (const auto key = directory::mobile_key(mobile)) mobile_keys.push_back(*key);
  if (!userid_keys.empty() || !mobile_keys.empty())
    present_ = store::present_among(tx, group, userid_keys, mobile_keys);
}

std::string Mentions::with_names(const std::string& text) const {
  std::string out;
  std::size_t at = 0;
  for (Tag tag = next_tag(text, 0); !tag.userid.empty(); tag = next_tag(text, tag.end)) {
    const auto* person = by_userid(tag.userid);
    out += text.substr(at, tag.begin - at);
    out += person == nullptr ? text.substr(tag.begin, tag.end - tag.begin) : "@" + person->name;
    at = tag.end;
  }
  return out + text.substr(at);
}

void Mentions::write_to(Json& body) const {
  Json ids = Json::array();
  for (const Present& person : present_)
    ids.push_back(person.id.str());
  if (!ids.empty()) body["mentions"] = std::move(ids);
  if (everybody_) body["mention_all"] = true;
}

std::vector<std::string> Mentions::missing() const {
  std::set<std::string> missing;
  for (const std::string& userid : userids_)
    if (by_userid(userid) == nullptr) missing.insert(userid);
  for (const std::string& mobile : mobiles_)
    if (!has_mobile(mobile)) missing.insert(mobile);
  return {missing.begin(), missing.end()};
}

void Mentions::add(const std::optional<MentionList>& list, std::vector<std::string>& to) {
  if (!list) return;
  for (const auto& name : *list) {
    if (name.value == kEverybody) {
      everybody_ = true;
    } else {
      to.push_back(name.value);
    }
  }
}

const Present* Mentions::by_userid(const std::string& userid) const {
  const auto found = std::find_if(present_.begin(), present_.end(), [key = key_of(userid)](const auto& person) {
    return person.userid_key == key;
  });
  return found == present_.end() ? nullptr : &*found;
}

bool Mentions::has_mobile(const std::string& mobile) const {
  const auto key = directory::mobile_key(mobile);
  return key && std::any_of(present_.begin(), present_.end(), [&](const auto& one) { return one.mobile_key == *key; });
}

}  // namespace weft::groups
