// SQL of groups with customers and of the ways into them.
#pragma once
#include <weft/base/json_fwd.hpp>
#include <weft/conversations/log.hpp>
#include <weft/customers/customer_groups.hpp>
#include <weft/customers/join_ways.hpp>
#include <weft/customers/reach.hpp>

namespace weft::customers::group_store {

/// What belongs to a group beside its conversation.
struct Extras {
  std::optional<WayId> way;
  std::optional<std::int64_t> number;
  std::optional<RawJson> hours;
  std::string off_hours;
  std::optional<WelcomeId> welcome;
};

struct Group {
  ConversationId id;
  std::string name;
  std::optional<PrincipalId> owner;
  bool ownerless = false;  ///< its owner left the company, and nobody took its place
  std::int64_t member_count = 0;
  std::int64_t customers = 0;
  Extras extras;
  Time created_at;
  bool dismissed = false;
};

void insert_group(db::Tx& tx, const ConversationId& id, const Extras& extras);
void update_group(db::Tx& tx, const ConversationId& id, const Extras& extras);
std::optional<Group> find_group(db::Tx& tx, const ConversationId& id);
void count_customer(db::Tx& tx, const ConversationId& id);

struct GroupFilter {
  std::optional<PrincipalId> owner;
  bool assignable = false;  ///< without an owner: it left the company, and nobody took its place
  bool dismissed = false;   ///< those too
  std::string name;         ///< a part of it, in any case
};
/// Those whose owner is within reach, newest first.
std::vector<Group> list_groups(
    db::Tx& tx, const Reach& reach, const GroupFilter& filter, const std::optional<ConversationId>& before,
    std::int64_t limit);
/// Those of which this employee is owner or admin, the same.
std::vector<Group> list_run_by(
    db::Tx& tx, const PrincipalId& runner, const GroupFilter& filter, const std::optional<ConversationId>& before,
    std::int64_t limit);
std::vector<GroupOfCustomer> groups_of(db::Tx& tx, const ContactId& contact, std::int64_t limit);
std::vector<Inside> inside_of(db::Tx& tx, const ConversationId& group, const std::string& provider);
std::set<ConversationId> inherited_among(db::Tx& tx, std::span<const ConversationId> groups);
/// Of these, who is not active.
std::vector<PrincipalId> inactive_among(db::Tx& tx, std::span<const PrincipalId> people);

struct Way {
  WayId id;
  std::string code;
  std::string remark;
  std::string state;
  bool auto_open = true;
  std::string prefix;
  std::int64_t next_number = 1;
  std::int64_t opened = 0;
  std::int64_t joins = 0;
  std::optional<WelcomeId> welcome;
  std::optional<Time> expires_at;
  PrincipalId created_by;
  Time created_at;
};

void insert_way(db::Tx& tx, const Way& way);
void update_way(db::Tx& tx, const Way& way);
void delete_way(db::Tx& tx, const WayId& id);
std::optional<Way> find_way(db::Tx& tx, const WayId& id);
std::optional<Way> find_code(db::Tx& tx, const std::string& code);
/// Nobody else comes in by it until the transaction ends.
std::optional<Way> lock_code(db::Tx& tx, const std::string& code);
std::optional<Way> lock_way(db::Tx& tx, const WayId& id);
/// Newest first: those whose maker is within reach, and of one maker.
std::vector<Way> list_ways(db::Tx& tx, const Reach& reach, const std::optional<WayId>& before, std::int64_t limit);
std::vector<Way> list_ways_of(
    db::Tx& tx, const PrincipalId& maker, const std::optional<WayId>& before, std::int64_t limit);
void count_join(db::Tx& tx, const WayId& id);

/// A group that a way leads to.
struct Target {
  ConversationId conversation;
  std::string name;
  std::optional<PrincipalId> owner;
  std::int64_t member_count = 0;
  bool named = true;
  bool dismissed = false;
};
/// In their order; 200 at most.
std::vector<Target> targets(db::Tx& tx, const WayId& way);
/// Those with room where somebody active runs the group, in their order; `most`: what a group without a limit holds.
std::vector<Target> open_targets(db::Tx& tx, const WayId& way, std::int64_t most, std::int64_t limit);
/// The newest that somebody active runs, full or not.
std::optional<Target> newest_target(db::Tx& tx, const WayId& way);
/// The one that the contact is in.
std::optional<Target> target_of(db::Tx& tx, const WayId& way, const ContactId& contact);
/// Whether somebody took the contact out of one of them since then, as far back as their logs go.
bool removed_since(db::Tx& tx, const WayId& way, const ContactId& contact, Time since);
/// Puts these in place of those that were named before.
void name_targets(db::Tx& tx, const WayId& way, std::span<const ConversationId> groups);
/// Behind all others; moves the running number on.
void add_opened(db::Tx& tx, const WayId& way, const ConversationId& group);

}  // namespace weft::customers::group_store
