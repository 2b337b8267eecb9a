// What a company says about keeping messages.
#pragma once
#include <weft/base/fields.hpp>
#include <weft/db/tx.hpp>
#include <weft/groups/retention.hpp>

#include <boost/describe.hpp>

namespace weft::groups {

/// How long entries are kept; 0: for good.
using Days = Int<0, 180>;

struct RetentionSettings {
  Days days{0};  ///< of direct chats, and of groups that have no days of their own
};
BOOST_DESCRIBE_STRUCT(RetentionSettings, (), (days))

RetentionSettings load_retention(db::Tx& tx);

}  // namespace weft::groups
