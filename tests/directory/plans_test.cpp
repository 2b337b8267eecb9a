// No statement of the directory reads a table from end to end that grows with the use of the server.
#include "support/plans.hpp"

#include "directory/store_departments.hpp"
#include "directory/store_fields.hpp"
#include "directory/store_members.hpp"
#include "directory/store_offboarding.hpp"
#include "directory/store_rules.hpp"
#include "directory/world.hpp"

namespace weft::directory {
namespace {

void read_departments(db::Tx& tx, const identity::View& view) {
  const Node node = store::department(tx, 1).value();
  store::has_child_named(tx, 1, "x", 0);
  store::department_count(tx);
  store::deepest_level(tx, "/1/");
  store::has_children(tx, 1);
  store::has_members(tx, 1);
  store::department_at(tx, "Sales", false);
  store::children(tx, 1, view, std::nullopt, 10);
  store::tops(tx, view);
  store::subtree(tx, "/1/", view, "", 10);
  store::census(tx, {1}, view, true);
  store::members_of(tx, node, view, std::nullopt, 10);
  store::members_below(tx, "/1/", view, "", 10);
}

void change_departments(db::Tx& tx) {
  store::take_department_number(tx, std::nullopt);
  Node node = store::department(tx, 2).value();
  node.number = 50;
  node.path = "/1/50/";
  node.name = "Fifty";
  node.full_name = "Fifty";
  store::insert_department(tx, node);
  store::update_department(tx, node);
  store::set_parent(tx, 50, 1);
  store::rewrite_subtree(tx, node, node);
  store::rewrite_departures(tx, "/1/50/", "/1/2/50/");
  store::delete_department(tx, 50);
  store::count_departments(tx, -1);
}

void members(db::Tx& tx, const identity::View& view, const PrincipalId& anna) {
  const auto profile = store::profile(tx, anna).value();
  store::update_profile(tx, anna, profile, std::nullopt, std::nullopt);
  store::mobile_taken(tx, "1", anna);
  store::email_taken(tx, "a", anna);
  store::places(tx, std::span(&anna, 1));
  store::known_departments(tx, {1});
  store::not_here(tx, {anna});
  store::replace_places(tx, {{anna, {1, true}, {}, {}}}, {anna});
  store::set_leaders(tx, 1, std::span(&anna, 1));
  store::leaders(tx, 1);
  store::inside(tx, 1, std::span(&anna, 1));
  store::tags_of(tx, anna);
  store::without_keys(tx, 10);
  store::search(tx, view, "an", "", 10);
  store::clear_places(tx, anna);
}

void fields_tags_rules(db::Tx& tx, const identity::View& view, const PrincipalId& anna) {
  Field field;
  field.number = store::take_field_number(tx);
  field.name = "F";
  store::insert_field(tx, field);
  store::update_field(tx, field);
  store::fields(tx);
  store::field_name_taken(tx, "F", 0);
  store::delete_field(tx, field.number);
  const auto tag = store::take_tag_number(tx, std::nullopt).value();
  store::insert_tag(tx, tag, "T");
  store::rename_tag(tx, tag, "U");
  store::tag_name(tx, tag);
  store::tag_name_taken(tx, "U", 0);
  store::tag_count(tx);
  store::mark(tx, tag, std::span(&anna, 1));
  store::tags(tx, view, 0, 10);
  store::tag_members(tx, tag, view, {}, 10);
  store::unmark(tx, tag, std::span(&anna, 1));
  store::mark_departments(tx, tag, {2});
  store::departments_marked(tx, tag);
  store::tag_departments(tx, tag, view, 0, 10);
  store::unmark_departments(tx, tag, {2});
  store::delete_tag(tx, tag);
  Rule rule{store::take_rule_number(tx), RuleKind::hide, {}, {2, std::nullopt}};
  store::insert_rule(tx, rule);
  store::rules(tx, std::nullopt, 0, 10);
  store::rules(tx, RuleKind::hide, 0, 10);
  store::rule(tx, rule.number);
  store::same_rule(tx, rule);
  store::rule_count(tx);
  store::delete_rule(tx, rule.number);
  store::delete_rules_of(tx, anna);
}

void offboarding(db::Tx& tx, const PrincipalId& anna) {
  store::insert_offboarding(tx, {anna, "anna", std::nullopt, "", "[]", {"/1/"}});
  store::strip_member(tx, anna);
  store::rename_userid(tx, anna, "anna");
  store::groups_of(tx, anna, 10);
  store::owner_of(tx, ConversationId::make());
  store::insert_left_group(tx, anna, {ConversationId::make(), false}, std::nullopt);
  store::finish_offboarding(tx, anna);
  store::offboarding(tx, anna);
  store::offboardings(tx, std::nullopt, std::nullopt, 10);
  store::counts(tx, anna);
  store::left_groups(tx, anna, {}, 10);
  store::left_chats(tx, anna, {}, 10);
}

TEST(DirectoryPlans, UseAnIndexForEveryTableThatGrows) {
  World world;
  const PrincipalId anna = world.member("anna", "Sales");
  world.in_corp([&](db::Tx& tx) {
    identity::View view;
    view.ruled = true;
    read_departments(tx, view);
    change_departments(tx);
    members(tx, view, anna);
    fields_tags_rules(tx, view, anna);
    offboarding(tx, anna);
    for (const std::string& read : test::whole_reads(tx))
      ADD_FAILURE() << read;
    EXPECT_GT(test::prepared_count(tx), 60U);
  });
}

}  // namespace
}  // namespace weft::directory
