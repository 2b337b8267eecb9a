// `weft user ...`: members, straight in the database, also while a server runs; what its open sockets must know goes
// there as a hint.
#include "app/commands.hpp"
#include "app/database.hpp"
#include "app/hints.hpp"
#include "app/terminal.hpp"
#include <weft/base/error.hpp>
#include <weft/base/json.hpp>
#include <weft/conversations/conversations.hpp>
#include <weft/identity/admin.hpp>

#include <cstdio>

namespace weft::app {
namespace {

constexpr std::int64_t kListed = 500;  // members read at once

/// Runs `body` on the member that the options name, in the tenant of the company that they name; prints what it says
/// once that is committed.
void with_member(const UserOptions& options, const std::function<std::string(db::Tx&, const PrincipalId&)>& body) {
  std::string done;
  const auto database = Database::open(read_config(options.config), Database::Need::schema);
  transact(database->options("weft user"), [&](db::Tx& tx) {
    tx.set_corp(identity::choose_company(tx, options.company).id);
    PrincipalId member;
    try {
      member = identity::find_person(tx, PersonRef{options.userid});
    } catch (const ApiError& error) {
      if (error.code() != Errc::not_found) throw;
      throw OperatorError("there is no member " + options.userid + "; weft user list shows all");
    }
    done = body(tx, member);
  });
  std::printf("%s\n", done.c_str());
}

api::Role role_of(const std::string& name) {
  api::Role role{};
  if (!boost::describe::enum_from_string(name.c_str(), role))
    throw OperatorError("a role is member, admin or owner, not \"" + name + "\"", 2);
  return role;
}

const char* words(identity::PrincipalStatus status) {
  return boost::describe::enum_to_string(status, "");
}
const char* words(api::Role role) {
  return boost::describe::enum_to_string(role, "");
}

std::string lower(std::string text) {
  std::transform(
      text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool fits(const identity::Principal& member, const std::string& query) {
  return query.empty() || lower(member.userid).find(lower(query)) != std::string::npos ||
         lower(member.name).find(lower(query)) != std::string::npos;
}

void print_member(const identity::Principal& member, bool json) {
  if (json) {
    std::printf("%s\n", to_json_text(member).c_str());
  } else {
    std::printf(
        "%-24s %-8s %-8s %s%s%s\n", member.userid.c_str(), words(member.role), words(member.status),
        member.name.c_str(), member.department.empty() ? "" : "  ", member.department.c_str());
  }
}

}  // namespace

int user_add(const UserOptions& options) {
  const Config config = read_config(options.config);
  identity::NewMember member;
  member.userid = options.userid;
  member.name = options.name.empty() ? options.userid : options.name;
  member.title = options.title;
  member.department = options.department;
  member.role = role_of(options.role);
  const std::string password = new_password(options.password_stdin, options.userid);
  identity::check_new_password(password, options.userid, "password");
  member.password_hash = identity::hash_password(password);
  const auto database = Database::open(config, Database::Need::schema);
  transact(database->options("weft user"), [&](db::Tx& tx) {
    tx.set_corp(identity::choose_company(tx, options.company).id);
    const PrincipalId id = identity::create_member(tx, member);
    conversations::make_inboxes(tx, std::span(&id, 1));
  });
  std::printf(
      "%s (%s) is a member now, with the role %s\n", member.userid.c_str(), member.name.c_str(), options.role.c_str());
  return 0;
}

int user_list(const UserOptions& options) {
  const auto database = Database::open(read_config(options.config), Database::Need::schema);
  std::size_t shown = 0;
  transact(database->options("weft user"), [&](db::Tx& tx) {
    tx.set_corp(identity::choose_company(tx, options.company).id);
    std::string after;
    for (auto page = identity::list_members(tx, after, kListed); !page.empty();
         page = identity::list_members(tx, after, kListed)) {
      after = page.back().userid;
      for (const identity::Principal& member : page) {
        if (!fits(member, options.query)) continue;
        print_member(member, options.json);
        ++shown;
      }
    }
  });
  if (shown == 0 && !options.json) std::printf("nobody\n");
  return 0;
}

int user_passwd(const UserOptions& options) {
  const std::string password = new_password(options.password_stdin, options.userid);
  identity::check_new_password(password, options.userid, "password");
  const std::string hash = identity::hash_password(password);
  with_member(options, [&](db::Tx& tx, const PrincipalId& member) {
    const std::int64_t ended = identity::set_password(tx, member, hash);
    hint_revoked(tx, member);
    return "the password of " + options.userid + " is set; sessions ended: " + std::to_string(ended);
  });
  return 0;
}

int user_disable(const UserOptions& options) {
  with_member(options, [&](db::Tx& tx, const PrincipalId& member) {
    identity::set_status(tx, member, identity::PrincipalStatus::disabled);
    hint_revoked(tx, member);
    return options.userid + " is disabled and signed out everywhere";
  });
  return 0;
}

int user_enable(const UserOptions& options) {
  with_member(options, [&](db::Tx& tx, const PrincipalId& member) {
    identity::set_status(tx, member, identity::PrincipalStatus::active);
    return options.userid + " may sign in again";
  });
  return 0;
}

int user_revoke(const UserOptions& options) {
  with_member(options, [&](db::Tx& tx, const PrincipalId& member) {
    const std::int64_t ended = identity::revoke_sessions(tx, member);
    hint_revoked(tx, member);
    return options.userid + " is signed out; sessions ended: " + std::to_string(ended);
  });
  return 0;
}

int user_role(const UserOptions& options) {
  const api::Role role = role_of(options.role);
  with_member(options, [&](db::Tx& tx, const PrincipalId& member) {
    identity::set_role(tx, member, role);
    return options.userid + " has the role " + words(role) + " now";
  });
  return 0;
}

}  // namespace weft::app
