// The SQL of identity: rows in, structs out, no rules. Everything but the companies is seen through the tenant of the
// transaction.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/db/tx.hpp>
#include <weft/identity/admin.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/identity.hpp>
#include <weft/identity/roles.hpp>
#include <weft/identity/visibility.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::identity::store {

// ---- companies

/// False when the handle is taken. Needs the owner of the database.
bool insert_company(db::Tx& tx, const Company& company);
/// The start of the audit chain of the tenant.
void insert_audit_head(db::Tx& tx);
/// The root of the tenant's departments.
void insert_root_department(db::Tx& tx, const std::string& name);
std::vector<Company> companies(db::Tx& tx, int limit);
std::optional<Company> company_by_handle(db::Tx& tx, const std::string& handle);
/// The tenant itself.
Company own_company(db::Tx& tx);

// ---- principals and members

struct Match {
  std::string key;  ///< the id or userid_key that was asked for
  PrincipalId id;
};
struct Known {
  std::vector<Match> people;
  bool ruled = false;  ///< somebody may not see or write to somebody, or to who has left; said where somebody was found
};
/// Those of `ids` that exist, without the disabled and departed ones unless `inactive_too`, without customers unless
/// `customers_too`.
Known known_ids(db::Tx& tx, const std::vector<PrincipalId>& ids, bool inactive_too, bool customers_too);
Known known_userids(db::Tx& tx, const std::vector<std::string>& userid_keys, bool inactive_too);
std::optional<PrincipalId> id_of_userid(db::Tx& tx, const std::string& userid_key);
/// In the order of `ids`; unknown ones are left out.
std::vector<Principal> principals(db::Tx& tx, const std::vector<PrincipalId>& ids);
/// Who a session is of, and what its device is called.
struct Self {
  Principal principal;
  std::string device;
};
/// nullopt when the session was revoked or its principal is not active.
std::optional<Self> principal_of_session(db::Tx& tx, const SessionId& session, const PrincipalId& id);
/// The numbers down to the department that a path of names means ("/1/5/").
std::optional<std::string> path_of_department(db::Tx& tx, const std::string& names);
/// By userid_key, after `after`. Not those who have left, nor who is not seen.
std::vector<Principal> list_members(db::Tx& tx, const View& view, const std::string& after, std::int64_t limit);
/// Of these, the ones whose userid or name begins with `query`, whatever the case.
std::vector<Principal> find_members(
    db::Tx& tx, const View& view, const std::string& after, const std::string& query, std::int64_t limit);
/// The keys of these members become `keys`, each of the one at its place in `owners`.
void replace_name_keys(
    db::Tx& tx, const std::vector<PrincipalId>& members, const std::vector<PrincipalId>& owners,
    const std::vector<std::string>& keys);

/// What the rules about a member need.
struct Account {
  PrincipalId id;
  std::string userid;
  api::Role role = api::Role::member;
  PrincipalStatus status = PrincipalStatus::active;
  std::optional<std::string> password_hash;
};
std::optional<Account> account_of_userid(db::Tx& tx, const std::string& userid_key);
/// nullopt for an unknown id and for who is not a member.
std::optional<Account> account(db::Tx& tx, const PrincipalId& id);
/// Active owners beside `other_than`.
std::int64_t count_other_owners(db::Tx& tx, const PrincipalId& other_than);

/// The first of these that is taken already.
std::optional<std::string> taken_userid(db::Tx& tx, const std::vector<std::string>& userid_keys);
/// One statement for all of them; `not_activated` where there is no password.
void insert_members(db::Tx& tx, std::span<const PrincipalId> ids, std::span<const NewMember> members);
/// Puts them into the departments that their paths name, which are made where they are missing; how many departments
/// there are now.
std::int64_t place_members(db::Tx& tx, std::span<const PrincipalId> ids, std::span<const NewMember> members);
void update_status(db::Tx& tx, const PrincipalId& id, PrincipalStatus status);
void update_password(db::Tx& tx, const PrincipalId& id, const std::string& hash);

// ---- roles (the rest is in store_roles.hpp)

void insert_builtin_roles(db::Tx& tx);
/// All roles of a person with what they give; none of one who is not active, unless `inactive_too`.
std::vector<Grant> grants(db::Tx& tx, const PrincipalId& principal, bool inactive_too);
/// Of the departments that somebody is in; nullopt when there is no such member.
std::optional<std::vector<std::string>> department_paths(db::Tx& tx, const PrincipalId& member);
/// By number; unknown ones are left out.
std::map<std::int64_t, std::string> paths_of(db::Tx& tx, const std::vector<std::int64_t>& departments);

// ---- sessions

/// weft_enter: also sets the tenant of the transaction.
std::optional<api::Caller> enter(db::Tx& tx, const api::Credential& credential);

struct NewSession {
  SessionId id;
  PrincipalId principal;
  std::string token_hash;  ///< 32 bytes
  std::string device;
  std::string address;
  std::chrono::seconds idle_for;
  std::chrono::seconds at_most;
  std::optional<std::string> name = {};             ///< of a key
  std::optional<api::PermissionSet> narrowed = {};  ///< of a key
};
/// Whose live session this is, when its principal is active.
std::optional<PrincipalId> session_owner(db::Tx& tx, const std::string& token_hash);
/// Before the tenant is known.
bool has_expired(db::Tx& tx, const std::string& token_hash);
/// When it ends if it is not used.
Time insert_session(db::Tx& tx, const NewSession& session);

struct SessionRow {
  SessionId id;
  std::string device;
  std::string address;
  Time created_at;
  Time last_seen_at;
};
/// The live ones, newest first, older than `before`.
std::vector<SessionRow> sessions(
    db::Tx& tx, const PrincipalId& principal, const std::optional<SessionId>& before, std::int64_t limit);
void name_device(db::Tx& tx, const SessionId& session, const std::string& device);
bool revoke_session(db::Tx& tx, const PrincipalId& principal, const SessionId& session);
/// All live ones but `keep` and keys; their ids.
std::vector<SessionId> revoke_sessions(db::Tx& tx, const PrincipalId& principal, const std::optional<SessionId>& keep);
/// The live ones beyond the `most` last used, without keys; their ids.
std::vector<SessionId> revoke_surplus(db::Tx& tx, const PrincipalId& principal, int most);
struct KeyRow {
  SessionId id;
  std::string name;
  std::optional<api::PermissionSet> permissions;
  Time created_at;
  Time last_used_at;
  Time ends_at;
};
/// The live keys, oldest first.
std::vector<KeyRow> keys(db::Tx& tx, const PrincipalId& principal);
/// What a key leaves its app, when it leaves something out.
std::optional<api::PermissionSet> narrowed(db::Tx& tx, const SessionId& session);
/// Keys, or one of them; those that ended by it.
std::vector<SessionId> revoke_keys(db::Tx& tx, const PrincipalId& principal, const std::optional<SessionId>& only);
/// Live ones of `from` become those of `to`; their ids. With `only`, of these.
std::vector<SessionId> move_sessions(
    db::Tx& tx, const PrincipalId& from, const PrincipalId& to, const std::optional<std::vector<SessionId>>& only);
std::int64_t delete_dead_sessions(db::Tx& tx, Time before, int limit);

// ---- settings

std::optional<std::string> settings(db::Tx& tx, const std::string& name);
void upsert_settings(db::Tx& tx, const std::string& name, const std::string& value);

// ---- the audit log

struct Head {
  std::int64_t seq = 0;
  std::string hash;    ///< hexadecimal
  std::string detail;  ///< the given JSON as PostgreSQL prints it
};
/// Locks the chain until the end of the transaction.
Head lock_head(db::Tx& tx, const std::string& detail);
Head read_head(db::Tx& tx);

struct AuditRecord {
  AuditRow row;
  std::int64_t at_us = 0;  ///< row.at in microseconds, as precise as the column
  std::string prev_hash;   ///< hexadecimal
};
/// Adds the record and moves the head to it.
void insert_audit(db::Tx& tx, const AuditRecord& record);
/// The addresses of the rows of this action and target since then, among the last 100 of the target.
std::vector<std::string> audited_addresses(
    db::Tx& tx, const std::string& action, const std::string& target, Time since);
/// JSON objects as PostgreSQL prints them, which is what the chain is made of.
std::vector<std::string> as_stored(db::Tx& tx, const std::vector<std::string>& details);
/// Not empty, in the order of their seq.
void insert_audits(db::Tx& tx, std::span<const AuditRecord> records);
/// Oldest first, after `seq`.
std::vector<AuditRecord> audit_after(db::Tx& tx, std::int64_t seq, int limit);

/// What is asked of the log. first <= seq < end; the rest where it is set.
struct AuditFilter {
  std::int64_t first = 0;
  std::int64_t end = INT64_MAX;
  std::optional<PrincipalId> actor;
  std::string action;  ///< the beginning of it
  std::optional<std::string> target;
  std::optional<Time> from, to;
};
struct AuditFound {
  std::vector<AuditRow> rows;  ///< newest first
  bool more = false;           ///< not all were looked at: there may be others before `lowest`
  std::int64_t lowest = 0;
};
/// Looks at 5,000 rows at most: those of the actor, else of the target, else all.
AuditFound audit_matching(db::Tx& tx, const AuditFilter& filter, std::int64_t limit);
/// Of the first row, by time, that is not before `at`.
std::optional<std::int64_t> audit_seq_at(db::Tx& tx, Time at);

}  // namespace weft::identity::store
