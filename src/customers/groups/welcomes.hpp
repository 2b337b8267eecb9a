// Greetings for who comes into a group: the company's library, and saying them.
#pragma once
#include "customers/groups/store_welcomes.hpp"
#include <weft/api/define.hpp>
#include <weft/customers/customer_groups.hpp>

namespace weft::customers {

inline constexpr std::size_t kMostWelcomes = 100;
inline constexpr auto kGreetJob = "group_welcome";
/// So long others may come who are greeted together with the first.
inline constexpr auto kGreetingWait = std::chrono::seconds(5);

/// The wire object `GroupWelcome`.
struct GroupWelcome {
  WelcomeId id;
  std::string name;
  Greeting greeting;
  PrincipalId created_by;
  Time created_at;
  Time changed_at;
};
BOOST_DESCRIBE_STRUCT(GroupWelcome, (), (id, name, greeting, created_by, created_at, changed_at))

struct CreateWelcome {
  Text<1, 50> name;
  Greeting greeting;
};
BOOST_DESCRIBE_STRUCT(CreateWelcome, (), (name, greeting))

struct UpdateWelcome {
  WelcomeId welcome;
  std::optional<Text<1, 50>> name;
  std::optional<Greeting> greeting;
};
BOOST_DESCRIBE_STRUCT(UpdateWelcome, (), (welcome, name, greeting))

struct WelcomeList {
  std::vector<GroupWelcome> items;
};
BOOST_DESCRIBE_STRUCT(WelcomeList, (), (items))

GroupWelcome create_welcome(
    db::Tx& tx, const api::Context& context, const CreateWelcome& in, const EntranceParts& parts);
GroupWelcome update_welcome(
    db::Tx& tx, const api::Context& context, const UpdateWelcome& in, const EntranceParts& parts);
void delete_welcome(db::Tx& tx, const api::Context& context, const WelcomeId& id);
WelcomeList all_welcomes(db::Tx& tx);

/// Before anybody is let in by the way: a step that greets begins after the transaction, and a little later. Takes the
/// job of the way, which comes before its row.
void expect_arrivals(db::Tx& tx, const WayId& way);
/// Puts somebody down who came in and is to be greeted, if so.
void note_arrival(db::Tx& tx, const group_store::Way& way, const group_store::Group& group, const ContactId& contact);

}  // namespace weft::customers
