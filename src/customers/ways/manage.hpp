// Inputs of the operations on ways, and the rules behind them.
#pragma once
#include "customers/ways/way.hpp"
#include <weft/api/paging.hpp>

namespace weft::customers {

/// What is absent stays as it is; of a new way it has the default.
struct WayChange {
  std::optional<List<PersonRef, 0, 100>> employees;
  std::optional<List<Int<1, 2147483647>, 0, 100>> departments;
  std::optional<Text<0, 50>> title;
  std::optional<Text<0, 30>> remark;
  std::optional<State> state;
  std::optional<bool> approval;
  std::optional<bool> exclusive;
  std::optional<bool> paused;
  std::optional<Balance> balance;
  std::optional<Int<1, 20000>> daily_cap;
  std::optional<Int<1, 1000000>> most_uses;
  std::optional<Time> expires_at;
  std::optional<Int<1, 336>> chat_hours;
  std::optional<Greeting> closing;
  std::optional<Greeting> welcome;
  std::optional<OpeningHours> hours;
  std::optional<PersonRef> backup;
  std::optional<PersonRef> fallback;
  std::optional<List<Int<1, 2147483647>, 0, 50>> tags;
};
BOOST_DESCRIBE_STRUCT(
    WayChange, (),
    (employees, departments, title, remark, state, approval, exclusive, paused, balance, daily_cap, most_uses,
     expires_at, chat_hours, closing, welcome, hours, backup, fallback, tags))

enum class WayField { daily_cap, most_uses, expires_at, chat_hours, closing, welcome, hours, backup, fallback };
BOOST_DESCRIBE_ENUM(WayField, daily_cap, most_uses, expires_at, chat_hours, closing, welcome, hours, backup, fallback)

struct UpdateWay : WayChange {
  WayId way;
  std::optional<List<WayField, 0, 9>> clear;  ///< what it is to have no longer
};
BOOST_DESCRIBE_STRUCT(UpdateWay, (WayChange), (way, clear))

struct WayInput {
  WayId way;
};
BOOST_DESCRIBE_STRUCT(WayInput, (), (way))

struct ListWays {
  std::optional<PersonRef> employee;  ///< default: you; those of everybody for who manages ways
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListWays, (), (employee, limit, cursor))

Way create_way(db::Tx& tx, const api::Context& context, const WayChange& in, const EntranceParts& parts);
Way get_way(db::Tx& tx, const api::Caller& caller, const WayId& way);
api::Page<ContactWay> page_of_ways(db::Tx& tx, const api::Caller& caller, const ListWays& in);
Way update_way(db::Tx& tx, const api::Context& context, const UpdateWay& in, const EntranceParts& parts);
void remove_way(db::Tx& tx, const api::Context& context, const WayId& way);

}  // namespace weft::customers
