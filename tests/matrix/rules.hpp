// The permission matrix: what each operation is tried with, and what each role is to be answered.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/base/json.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace weft::test {

/// Who calls. The group at hand has `owner_of_group`, `admin_of_group` and `participant` in it; `left_group` was in it.
enum class Who {
  anonymous,
  junk_token,
  expired_session,
  revoked_session,
  disabled,
  off_boarded,
  outsider,     ///< a member who was never in the group
  participant,  ///< also the author of the message at hand
  other_participant,
  owner_of_group,
  admin_of_group,
  left_group,
  admin,
  owner,           ///< of the company
  auditor,         ///< the built-in role
  regional_admin,  ///< directory administrator of the departments that `person` is in
  far_admin,       ///< the same of others
  role_holder,     ///< of a role of the company's own: members_manage and roles_manage
  other_admin,     ///< admin of another company
  customer,        ///< of `chat`, which `participant` is in charge of
  other_customer,  ///< of nobody
  app,             ///< the one at hand, with a token
  other_app,       ///< of another company
  program,         ///< an app that holds the built-in role admin
};
BOOST_DESCRIBE_ENUM(
    Who, anonymous, junk_token, expired_session, revoked_session, disabled, off_boarded, outsider, participant,
    other_participant, owner_of_group, admin_of_group, left_group, admin, owner, auditor, regional_admin, far_admin,
    role_holder, other_admin, customer, other_customer, app, other_app, program)

std::vector<Who> everybody();

/// The rule about the object at hand, after the operation's policy.
enum class Rule {
  none,         ///< whoever passes the policy
  own_people,   ///< body names people of the company to an app: of another company 400
  own_company,  ///< path names a person: of another company 404
  body_person,  ///< body names a person: of another company 400
  read,         ///< who is or was in the group; others 404
  write,        ///< who is in the group; who left 403; others 404
  present,      ///< like write, without changing anything
  group_owner,  ///< the group's owner; others in it 403
  manager,      ///< its owner and its admins; others in it 403
  author,       ///< who wrote the message
  starter,      ///< who started the job, and administrators; others 404
  author_or_manager,
  manages_person,  ///< path names a member: who manages members there; of another company 404, others 403
  lower_role,      ///< path names a member; of another company 404, outside one's departments 403
  in_region,       ///< names the department of `person`; who holds the permission elsewhere 403
  in_root,         ///< names the root department: who holds the permission for others 403
  of_root,         ///< path names something of the root department: the same; of another company 404
  unseen_root,     ///< the same, and who does not reach it is told 404
  holds_role,      ///< gives, takes or changes a role whose permissions only an owner holds here
  role_reader,     ///< who may read roles
  own_file,        ///< who uploaded it; others 404
  robot_manager,   ///< who manages the group or the company's robots; others in it 403
  robot_reader,    ///< who is in the group, and who manages the company's robots
  keeps_groups,    ///< makes groups with customers for `participant`: it, and who manages customers; others 403
  reads_figures,   ///< who reads figures of customer service; others 403
  hands_over,      ///< names `participant`: who manages customers; of another company 400, others 403
  any_manager,     ///< who manages customers somewhere; others 403
  takes_back,      ///< who manages customers; `participant` 403, others 404
  either_side,     ///< the same, and `participant`
  chat_customer,   ///< the customer of the chat; others 404
  chat_member,     ///< who is in the chat, the customer among them; others 404
  chat_owner,      ///< who is in charge of the chat; others 404
  starts,          ///< who made the broadcast; who may send for it 403; others 404
  chat_manager,    ///< who is in charge of it, and who manages customers; others 404
  own_app,         ///< names the app at hand: of another company 404
  own_code,        ///< names what only the app at hand may: another app 400
};

/// What a cell's world offers to fill in.
struct Place {
  std::string conversation;
  std::string person;      ///< userid of a member nobody else uses
  std::string fresh_user;  ///< a userid that is not taken
  std::string session;     ///< id of the caller's own session
  std::string job;         ///< started by `participant`
  std::string invitation;  ///< with approval, into the root
  std::string invitation_code;
  std::string join_request;  ///< waits
  std::string activation_code;
  std::string request;     ///< of `person`, to join the group
  std::string link;        ///< into the group
  std::string code;        ///< of that link
  std::string hold;        ///< on the group
  std::string role;        ///< of the company's own, held by `holder`
  std::string spare_role;  ///< held by nobody
  std::string holder;
  std::string upload;     ///< begun by `participant`
  std::string file;       ///< stored by `participant`, attached to nothing
  std::string word_rule;  ///< of the company
  std::string robot;      ///< of the group
  std::string robot_key;
  std::string delivery;  ///< to that robot: failed
  std::string webhook;
  std::string webhook_delivery;  ///< to it: failed
  std::string contact;           ///< the customer of `chat`
  std::string stranger;          ///< a contact that nobody serves
  std::string chat;
  std::string follow;            ///< of `participant` and `contact`
  std::string hand_over;         ///< of `contact` from `participant` to `person`; waits
  std::string past_hand_over;    ///< from `person` to `participant`; took effect. Also the id of a large assignment
  std::string draft;             ///< a broadcast of `participant` to `contact`
  std::string broadcast;         ///< the same, on its way
  std::string paused;            ///< the same, paused
  std::string asked;             ///< a broadcast of the company that `participant` is to confirm
  std::int64_t contact_tag = 0;  ///< of the company, in a group of its own
  std::int64_t contact_tag_group = 0;
  std::int64_t contact_field = 0;
  std::string quick_reply;   ///< of `participant`
  std::string content;       ///< a file
  std::string content_code;  ///< of a link to it
  std::string way;           ///< to `participant`, for customers
  std::string way_code;
  std::string customer_request;     ///< of another contact, to `participant`
  std::string rule_group;           ///< owned by `participant`
  std::int64_t rule_tag_group = 0;  ///< inside; its tag has the same number
  std::string segment;              ///< of `participant` alone
  std::string customer_group;       ///< of `participant`, with the customer in it
  std::string join_way;             ///< into that
  std::string welcome;              ///< of the library
  std::int64_t app = 0;             ///< whom everybody sees
  std::string app_secret;
  std::string app_key;        ///< of it
  std::string app_message;    ///< of that app to `participant`: a card with the button `yes`
  std::string app_file;       ///< that it brought
  std::string app_chat;       ///< of that app and `participant`
  std::string app_delivery;   ///< to that app: failed
  std::string app_code;       ///< for the card
  std::string app_group;      ///< that it made, with `participant` in it
  std::int64_t app_card = 0;  ///< where the card stands in it
};

struct Sample {
  std::function<Json(const Place&)> input;
  Rule rule = Rule::none;
  int allowed = 200;  ///< status of a call that passed every gate
};

/// The samples of one topic, each in a file of its own.
using Samples = std::map<std::string, Sample>;
Samples job_samples();
Samples invitation_samples();
Samples group_samples();
Samples access_samples();
Samples directory_samples();
Samples file_samples();
Samples word_samples();
Samples import_samples();
Samples robot_samples();
Samples way_samples();
Samples visit_samples();
Samples figure_samples();
Samples hand_over_samples();
Samples broadcast_samples();
Samples contact_samples();
Samples library_samples();
Samples rule_group_samples();
Samples customer_group_samples();
Samples app_samples();
Samples webhook_samples();

/// A sample for each operation by name.
const std::map<std::string, Sample>& samples();

/// The status that `who` is to be given; over_socket: on a WebSocket, where nothing but hello comes before hello.
int expected_status(const api::Operation& operation, const Sample& sample, Who who, bool over_socket);

}  // namespace weft::test
