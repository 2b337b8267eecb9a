// Tags of customers and their groups, as WeCom names them. Both are numbered from 1, so a group's id has a letter.
#pragma once
#include "wecom/customer_desk.hpp"
#include <weft/customers/contact_tags.hpp>

namespace weft::wecom {

inline std::string tag_id(std::int64_t number) {
  return std::to_string(number);
}
/// Raises 40068.
std::int64_t tag_number(const std::string& id);

/// Groups and names of tags, those of rule groups too.
class TagNames {
 public:
  explicit TagNames(const Desk& desk) : desk_(desk) {}
  /// {"group_name","tag_name","tag_id","type"}
  Json shown(std::int64_t number);

 private:
  void learn(const customers::TagGroup& group);
  const Desk& desk_;
  bool read_ = false;
  std::map<std::int64_t, Json> known_;
};

}  // namespace weft::wecom
