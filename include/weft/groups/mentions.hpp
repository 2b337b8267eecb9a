// Whom a message in a group calls, as programs say it: by userid, by mobile number, and by `<@userid>` in its text.
#pragma once
#include <weft/base/fields.hpp>
#include <weft/base/id.hpp>
#include <weft/base/json_fwd.hpp>
#include <weft/db/tx.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::groups {

/// userids or mobile numbers, or "@all".
using MentionList = List<Text<1, 64>, 0, 200>;

/// Somebody in the group, by what it may be called.
struct Present {
  PrincipalId id;
  std::string userid_key;
  std::string mobile_key;
  std::string name;
};

class Mentions {
 public:
  void add_userids(const std::optional<MentionList>& list) { add(list, userids_); }
  void add_mobiles(const std::optional<MentionList>& list) { add(list, mobiles_); }
  /// `<@userid>` in a text.
  void add_tags(const std::string& text);

  /// Before what follows: who of them is in the group.
  void look_up(db::Tx& tx, const ConversationId& group);
  /// The text with names in place of tags; what names nobody here stays as it is.
  std::string with_names(const std::string& text) const;
  /// `mentions` and `mention_all` of a body.
  void write_to(Json& body) const;
  /// Who was named and is not there.
  std::vector<std::string> missing() const;

 private:
  void add(const std::optional<MentionList>& list, std::vector<std::string>& to);
  const Present* by_userid(const std::string& userid) const;
  bool has_mobile(const std::string& mobile) const;

  std::vector<std::string> userids_, mobiles_;
  std::vector<Present> present_;
  bool everybody_ = false;
};

}  // namespace weft::groups
