// The forms under which a person is found by the beginning of a name.
#pragma once
#include <weft/base/id.hpp>
#include <weft/db/tx.hpp>

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weft::identity {

/// Of names such as {"王伟", "David Wang"}: each in lower case and compatibility form, each of its words, and of
/// Chinese ones the pinyin and its initials ("wangwei", "ww"). At most 16 keys of at most 64 characters, sorted, each
/// once.
std::vector<std::string> name_keys(std::initializer_list<std::string_view> names);

/// One name as a key: what somebody types, made comparable.
std::string name_key(std::string_view text);

/// The keys of one member each, in the order of `members`: replaces what is there.
void set_name_keys(db::Tx& tx, std::span<const PrincipalId> members, const std::vector<std::vector<std::string>>& keys);

}  // namespace weft::identity
