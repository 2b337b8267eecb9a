// Filter expressions over relations: what lists, exports and broadcasts choose customers by.
//
// A filter is a JSON tree. A node has exactly one member: "all" or "any" (a list of nodes), "not" (a node), or one of
// the conditions of `Condition`. At most 8 levels and 60 nodes. It is compiled to parameters of statements whose text
// never changes.
#pragma once
#include <weft/base/fields.hpp>
#include <weft/base/json.hpp>
#include <weft/customers/contact_tags.hpp>
#include <weft/customers/events.hpp>
#include <weft/customers/reach.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weft::customers {

inline constexpr std::size_t kFilterDepth = 8;
inline constexpr std::size_t kFilterNodes = 60;

/// The relation has one of these tags; or all of them. One of the two is given.
struct TagsTest {
  std::optional<List<TagNumber, 1, 200>> any;
  std::optional<List<TagNumber, 1, 200>> all;
};
BOOST_DESCRIBE_STRUCT(TagsTest, (), (any, all))

/// From a moment on, before a moment, or in the last so many days when it is asked; at least one is given.
struct TimeTest {
  std::optional<Time> from;
  std::optional<Time> until;
  std::optional<Int<1, 3660>> last_days;
};
BOOST_DESCRIBE_STRUCT(TimeTest, (), (from, until, last_days))

/// One of the company's own fields: has one of these values; has one at all, or none; or, of numbers and dates, is not
/// less than `from` and less than `until`.
struct FieldTest {
  TagNumber field;
  std::optional<List<Text<1, 2048>, 1, 100>> is;
  std::optional<bool> present;
  std::optional<Text<1, 40>> from;
  std::optional<Text<1, 40>> until;
};
BOOST_DESCRIBE_STRUCT(FieldTest, (), (field, is, present, from, until))

/// Something of these kinds happened with the contact, then.
struct EventTest {
  List<EventKind, 1, 23> kinds;
  std::optional<Time> from;
  std::optional<Time> until;
  std::optional<Int<1, 3660>> last_days;
};
BOOST_DESCRIBE_STRUCT(EventTest, (), (kinds, from, until, last_days))

/// Exactly one is given. Of lists: one of these.
struct Condition {
  std::optional<TagsTest> tags;
  std::optional<bool> tagged;                                   ///< has any tag
  std::optional<List<PersonRef, 1, 200>> owners;                ///< who serves
  std::optional<List<Int<1, 2147483647>, 1, 100>> departments;  ///< of who serves, with all below
  std::optional<TimeTest> added;                                ///< the last time the relation became active
  std::optional<TimeTest> active;                               ///< when something was last written in the chat
  std::optional<List<FollowStatus, 1, 4>> status;               ///< without one: active
  std::optional<List<FollowSource, 1, 6>> sources;
  std::optional<List<WayId, 1, 100>> ways;
  std::optional<List<State, 1, 100>> states;  ///< of the way
  std::optional<List<ContactType, 1, 3>> types;
  std::optional<List<Gender, 1, 3>> genders;
  std::optional<FieldTest> field;
  std::optional<EventTest> event;
};
BOOST_DESCRIBE_STRUCT(
    Condition, (),
    (tags, tagged, owners, departments, added, active, status, sources, ways, states, types, genders, field, event))

/// A filter as it came: the tree, read strictly.
struct Filter {
  enum class Kind { condition, all, any, none };
  Kind kind = Kind::all;
  std::vector<Filter> parts;  ///< of all and any; one of none ("not")
  Condition condition;
};

/// Which relations are asked for.
struct Audience {
  std::optional<PrincipalId> employee = {};  ///< those of this one; else those of everybody within
  bool own = false;                          ///< by the employee itself: what it handed over is not told
  Reach reach = {};
  std::optional<Filter> filter = {};
  std::string query = {};  ///< in the contact's name, or in remark or company
};

/// A filter compiled for one moment; see compile().
struct Compiled;
struct CompiledDeleter {
  void operator()(Compiled* compiled) const;
};
using CompiledAudience = std::unique_ptr<Compiled, CompiledDeleter>;

/// Raises invalid_argument naming the member below `field`: unknown tags, people, departments and fields are refused.
CompiledAudience compile(db::Tx& tx, const Audience& audience, const std::string& field);

/// The newest relations first, before `before` (an empty id: from the start).
std::vector<FollowId> select_follows(db::Tx& tx, const Compiled& audience, const FollowId& before, std::int64_t limit);

struct AudienceCount {
  std::int64_t follows = 0;
  std::int64_t contacts = 0;  ///< each once
  bool more = false;          ///< than 10,000 relations; these were counted
};
BOOST_DESCRIBE_STRUCT(AudienceCount, (), (follows, contacts, more))
AudienceCount count_follows(db::Tx& tx, const Compiled& audience);

}  // namespace weft::customers

namespace weft::json_detail {

template <>
struct Codec<customers::Filter> {
  static customers::Filter read(const Json& json, const std::string& path);
  static void write(std::string& out, const customers::Filter& filter);
  static Json schema();
};

}  // namespace weft::json_detail
