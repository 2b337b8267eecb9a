// Rows of relations as structs: what the store.cpp files of this room share.
#pragma once
#include <weft/customers/types.hpp>
#include <weft/db/sql.hpp>

#include <boost/describe.hpp>

#include <string>
#include <vector>

namespace weft::customers::store {

/// "SELECT ... FROM follows ", in the order that follows_in() reads.
extern const std::string kFollow;
std::vector<Follow> follows_in(const db::Rows& rows);

/// An enumerator as it is stored.
template <class E>
std::string word(E value) {
  return boost::describe::enum_to_string(value, "");
}

}  // namespace weft::customers::store
