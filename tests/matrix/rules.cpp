// Samples of every operation, and the expected answer of every cell.
#include "matrix/rules.hpp"

namespace weft::test {
namespace {

bool in_group(Who who) {
  return who == Who::participant || who == Who::other_participant || who == Who::owner_of_group ||
         who == Who::admin_of_group;
}

bool signed_in(Who who) {
  return who >= Who::outsider;
}

api::Caste caste_of(Who who) {
  if (who == Who::customer || who == Who::other_customer) return api::Caste::customer;
  return who >= Who::app ? api::Caste::app : api::Caste::member;
}

api::Role role_of(Who who) {
  if (who == Who::owner) return api::Role::owner;
  const bool admin = who == Who::admin || who == Who::other_admin || who == Who::program;
  return admin ? api::Role::admin : api::Role::member;
}

api::PermissionSet permissions_of(Who who) {
  using api::Permission;
  if (who == Who::auditor) return {Permission::audit_read};
  if (who == Who::role_holder) return {Permission::members_manage, Permission::roles_manage};
  if (who == Who::regional_admin || who == Who::far_admin)
    return {Permission::departments_manage, Permission::members_manage,    Permission::members_offboard,
            Permission::passwords_reset,    Permission::directory_see_all, Permission::directory_import,
            Permission::directory_export,   Permission::invitations_manage};
  if (role_of(who) == api::Role::member) return {};
  auto held = api::PermissionSet::all();
  if (role_of(who) == api::Role::admin) held.erase(Permission::roles_manage);
  return held;
}

/// 404 for who was never in, 403 for who was.
int refused_status(Who who) {
  return in_group(who) || who == Who::left_group ? 403 : 404;
}

bool passes_rule(Rule rule, Who who) {
  if (who == Who::program) who = Who::admin;
  switch (rule) {
    case Rule::none: return true;
    case Rule::lower_role: return who != Who::other_admin && who != Who::far_admin;
    case Rule::manages_person:
      return permissions_of(who).contains(api::Permission::members_manage) && who != Who::other_admin &&
             who != Who::far_admin;
    case Rule::in_root: return who != Who::far_admin && who != Who::regional_admin;
    case Rule::unseen_root:
    case Rule::of_root: return who != Who::far_admin && who != Who::regional_admin && who != Who::other_admin;
    case Rule::in_region: return who != Who::far_admin;
    case Rule::holds_role: return who == Who::owner;
    case Rule::role_reader: {
      const auto held = permissions_of(who);
      return held.contains(api::Permission::roles_manage) || held.contains(api::Permission::audit_read);
    }
    case Rule::keeps_groups: return who == Who::participant || who == Who::admin || who == Who::owner;
    case Rule::reads_figures: return permissions_of(who).contains(api::Permission::customer_figures_read);
    case Rule::any_manager: return permissions_of(who).contains(api::Permission::customers_manage);
    case Rule::takes_back:
    case Rule::hands_over: return who == Who::admin || who == Who::owner;
    case Rule::either_side: return who == Who::participant || who == Who::admin || who == Who::owner;
    case Rule::chat_customer: return who == Who::customer;
    case Rule::chat_member: return who == Who::customer || who == Who::participant;
    case Rule::starts:
    case Rule::chat_owner: return who == Who::participant;
    case Rule::chat_manager: return who == Who::participant || who == Who::admin || who == Who::owner;
    case Rule::own_people:
    case Rule::own_code:
    case Rule::own_app: return who != Who::other_admin && who != Who::other_app;
    case Rule::own_company:
    case Rule::body_person: return who != Who::other_admin;
    case Rule::read: return in_group(who) || who == Who::left_group;
    case Rule::write:
    case Rule::present: return in_group(who);
    case Rule::group_owner: return who == Who::owner_of_group;
    case Rule::manager: return who == Who::owner_of_group || who == Who::admin_of_group;
    case Rule::author:
    case Rule::own_file: return who == Who::participant;
    case Rule::robot_manager:
      return who == Who::owner_of_group || who == Who::admin_of_group || who == Who::admin || who == Who::owner;
    case Rule::robot_reader: return in_group(who) || who == Who::admin || who == Who::owner;
    case Rule::starter: return who == Who::participant || who == Who::admin || who == Who::owner;
    case Rule::author_or_manager:
      return who == Who::participant || who == Who::owner_of_group || who == Who::admin_of_group;
  }
  return false;
}

int rule_status(Rule rule, Who who) {
  if (who == Who::program) who = Who::admin;
  if (rule == Rule::own_people) return 400;
  if (rule == Rule::body_person) return 400;
  if (rule == Rule::in_root || (rule == Rule::of_root && who != Who::other_admin)) return 403;
  if (rule == Rule::of_root || rule == Rule::unseen_root) return 404;
  if (rule == Rule::manages_person) return who == Who::other_admin ? 404 : 403;
  if (rule == Rule::in_region || rule == Rule::holds_role || rule == Rule::role_reader) return 403;
  if (rule == Rule::lower_role && who == Who::far_admin) return 403;
  if (rule == Rule::keeps_groups) return who == Who::other_admin ? 400 : 403;
  if (rule == Rule::reads_figures) return 403;
  if (rule == Rule::any_manager || (rule == Rule::takes_back && who == Who::participant)) return 403;
  if (rule == Rule::takes_back) return 404;
  if (rule == Rule::hands_over || rule == Rule::either_side) return who == Who::other_admin ? 400 : 403;
  if (rule == Rule::starts && (who == Who::admin || who == Who::owner)) return 403;
  if (rule == Rule::own_code) return 400;
  if (rule >= Rule::chat_customer) return 404;
  if (rule == Rule::own_company || rule == Rule::lower_role || rule == Rule::starter || rule == Rule::own_file)
    return 404;
  return refused_status(who);
}

Json nothing(const Place&) {
  return Json::object();
}

/// Input that names the conversation, and more.
std::function<Json(const Place&)> in_conversation(Json more = Json::object()) {
  return [more](const Place& place) {
    Json input = more;
    input["conversation"] = place.conversation;
    return input;
  };
}

std::function<Json(const Place&)> with_person(const std::string& field, Json more = Json::object()) {
  return [field, more](const Place& place) {
    Json input = more;
    input[field] = place.person;
    return input;
  };
}

std::function<Json(const Place&)> with_people(
    const std::string& field, Json more = Json::object(), bool conversation = false) {
  return [field, more, conversation](const Place& place) {
    Json input = more;
    input[field] = Json::array({place.person});
    if (conversation) input["conversation"] = place.conversation;
    return input;
  };
}

std::map<std::string, Sample> identity_samples() {
  return {
      {"session.create", {[](const Place& place) {
         return Json{{"company", "acme"}, {"user", place.person}, {"password", "correct horse"}, {"device", "matrix"}};
       }}},
      {"session.list", {nothing}},
      {"session.revoke", {[](const Place& place) {
         return Json{{"session", place.session}};
       }}},
      {"session.revoke_all", {nothing}},
      {"me.get", {nothing}},
      {"me.change_password",
       {[](const Place&) {
          return Json{{"old_password", "not mine"}, {"new_password", "another long one"}};
        },
        Rule::none, 400}},
      {"principal.get", {with_person("principal"), Rule::own_company}},
      {"member.create",
       {[](const Place& place) {
          return Json{{"userid", place.fresh_user}, {"name", "Fresh"}, {"department", "North/Sales"}};
        },
        Rule::in_region}},
      {"member.list", {nothing}},
      {"member.set_role", {with_person("member", {{"role", "member"}}), Rule::lower_role}},
      {"member.set_status", {with_person("member", {{"status", "active"}}), Rule::lower_role}},
      {"member.reset_password", {with_person("member", {{"password", "correct horse"}}), Rule::lower_role}},
  };
}

std::map<std::string, Sample> conversation_samples() {
  const Json send = {{"client_id", "matrix"}, {"kind", "text"}, {"body", {{"text", "hi"}}}};
  return {
      {"hello", {nothing}},
      {"presence.get", {with_people("principals"), Rule::body_person}},
      {"conversation.open_direct", {with_person("peer"), Rule::body_person}},
      {"conversation.list", {nothing}},
      {"conversation.get", {in_conversation(), Rule::read}},
      {"conversation.members", {in_conversation(), Rule::present}},
      {"conversation.read", {in_conversation({{"seq", 1}}), Rule::present}},
      {"conversation.read_list", {in_conversation({{"seq", 2}}), Rule::present}},
      {"conversation.typing", {in_conversation(), Rule::present}},
      {"conversation.preferences", {in_conversation({{"pinned", true}}), Rule::present}},
      {"entry.list", {in_conversation(), Rule::read}},
      {"search.messages", {in_conversation({{"query", "hi"}}), Rule::read}},
      {"search.counts", {in_conversation({{"query", "hi"}}), Rule::read}},
      {"search.groups", {[](const Place&) {
         return Json{{"query", "a"}};
       }}},
      {"group.create", {with_people("members", {{"name", "New"}}), Rule::body_person}},
      {"group.update", {in_conversation({{"name", "Renamed"}}), Rule::write}},
      {"group.add_members", {with_people("members", {}, true), Rule::write}},
      {"group.remove_members", {with_people("members", {}, true), Rule::manager}},
      {"group.leave", {in_conversation(), Rule::write}},
      {"group.transfer_owner", {in_conversation({{"owner", "pat"}}), Rule::group_owner}},
      {"group.dismiss", {in_conversation(), Rule::group_owner}},
      {"message.send", {in_conversation(send), Rule::write}},
      {"message.recall", {in_conversation({{"seq", 2}}), Rule::author_or_manager}},
      {"message.edit", {in_conversation({{"seq", 2}, {"body", {{"text", "better"}}}}), Rule::author}},
      {"message.react", {in_conversation({{"seq", 2}, {"emoji", "👍"}, {"on", true}}), Rule::write}},
      {"message.pin", {in_conversation({{"seq", 2}, {"pinned", true}}), Rule::write}},
  };
}

}  // namespace

std::vector<Who> everybody() {
  std::vector<Who> all;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Who>>([&](auto e) { all.push_back(e.value); });
  return all;
}

const std::map<std::string, Sample>& samples() {
  static const auto all = [] {
    auto map = identity_samples();
    map.merge(conversation_samples());
    map.merge(job_samples());
    map.merge(invitation_samples());
    map.merge(group_samples());
    map.merge(access_samples());
    map.merge(directory_samples());
    map.merge(file_samples());
    map.merge(word_samples());
    map.merge(import_samples());
    map.merge(robot_samples());
    map.merge(way_samples());
    map.merge(visit_samples());
    map.merge(figure_samples());
    map.merge(hand_over_samples());
    map.merge(broadcast_samples());
    map.merge(contact_samples());
    map.merge(library_samples());
    map.merge(rule_group_samples());
    map.merge(customer_group_samples());
    map.merge(app_samples());
    map.merge(webhook_samples());
    return map;
  }();
  return all;
}

int expected_status(const api::Operation& operation, const Sample& sample, Who who, bool over_socket) {
  const bool anonymous = operation.policy == api::Policy::anonymous;
  if (!signed_in(who)) return anonymous && !over_socket ? sample.allowed : 401;
  if (over_socket && caste_of(who) == api::Caste::app) return 403;     // apps open no WebSocket
  if (over_socket && operation.bytes != api::Bytes::none) return 400;  // bytes are moved over REST
  if (!operation.policy.admits(permissions_of(who), caste_of(who))) return 403;
  const bool of_another = operation.policy == api::Policy::app && who == Who::program &&
                          (sample.rule == Rule::own_app || sample.rule == Rule::own_code);
  if (of_another || !passes_rule(sample.rule, who)) return rule_status(sample.rule, who);
  return sample.allowed;
}

}  // namespace weft::test
