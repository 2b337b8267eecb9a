// SQL of apps and of who is in their range: rows in, structs out. Of the tenant of the transaction.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>
#include <weft/base/json_fwd.hpp>
#include <weft/db/tx.hpp>

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::platform {

enum class CallbackStyle { xml, json };
BOOST_DESCRIBE_ENUM(CallbackStyle, xml, json)

/// What of the company an app asks to be told, by WeCom's names.
enum class CompanyEvent { change_contact, change_external_contact, change_external_chat, change_external_tag };
BOOST_DESCRIBE_ENUM(CompanyEvent, change_contact, change_external_contact, change_external_chat, change_external_tag)

namespace store {

struct CallbackRow {
  CallbackStyle style = CallbackStyle::json;
  std::string url;
  std::optional<std::string> token;  ///< absent: sealed with another key, or none
  std::optional<std::string> key;    ///< the same
  std::vector<CompanyEvent> events = {};
};

struct AppRow {
  PrincipalId id;
  std::int64_t number = 0;
  std::string name;
  std::string description;
  std::optional<FileId> logo;
  std::optional<std::string> home_url;
  bool everybody = false;
  bool enabled = true;
  std::string secret_hash;  ///< hexadecimal
  Time secret_at;
  std::optional<CallbackRow> callback;
  bool report_enter = false;
  std::vector<std::string> trusted_hosts;
  std::optional<RawJson> menu;
  PrincipalId created_by;
  Time created_at;
  Time changed_at;
};

/// Who sees an app, beside everybody.
struct RangeRow {
  std::vector<PrincipalId> members;
  std::vector<std::int64_t> departments;
  std::vector<std::int64_t> tags;
};

std::int64_t next_number(db::Tx& tx);
std::int64_t count_apps(db::Tx& tx);
/// With the principal that it writes as.
void insert_app(db::Tx& tx, const AppRow& app);
std::optional<AppRow> find_app(db::Tx& tx, std::int64_t number);
std::optional<AppRow> find_app(db::Tx& tx, const PrincipalId& id);
/// Whose secret has this digest (hexadecimal).
std::optional<std::int64_t> number_of_secret(db::Tx& tx, const std::string& hash);
/// The same, and nobody changes it while this transaction runs: not its secret, and not whether it is enabled.
std::optional<AppRow> hold_app(db::Tx& tx, std::int64_t number);
/// The same, and locks its row.
std::optional<AppRow> lock_app(db::Tx& tx, std::int64_t number);
/// By number, after `after`.
std::vector<AppRow> list_apps(db::Tx& tx, std::int64_t after, std::int64_t limit);
/// Those that the member sees, by number.
std::vector<AppRow> list_shown(db::Tx& tx, const PrincipalId& member, std::int64_t after, std::int64_t limit);
/// name, description, logo, home_url, everybody, report_enter, trusted_hosts.
void save_app(db::Tx& tx, const AppRow& app);
void set_enabled(db::Tx& tx, const PrincipalId& app, bool enabled);
void set_secret(db::Tx& tx, const PrincipalId& app, const std::string& hash);
void set_callback(db::Tx& tx, const PrincipalId& app, const std::optional<CallbackRow>& callback);
void set_menu(db::Tx& tx, const PrincipalId& app, const std::optional<RawJson>& menu);
void delete_app(db::Tx& tx, const PrincipalId& app);

/// The company by its handle, for who is not signed in: sets nothing.
std::optional<CorpId> find_company(db::Tx& tx, const std::string& handle);

RangeRow range_of(db::Tx& tx, const PrincipalId& app);
void save_range(db::Tx& tx, const PrincipalId& app, const RangeRow& range);
/// The first of these that does not exist.
std::optional<std::int64_t> missing_department(db::Tx& tx, std::span<const std::int64_t> numbers);
std::optional<std::int64_t> missing_tag(db::Tx& tx, std::span<const std::int64_t> numbers);
/// Whether a member is in the range, and active.
bool shows(db::Tx& tx, const PrincipalId& app, const PrincipalId& member);

/// The chat of an app and a member, when there is one.
std::optional<ConversationId> chat_of(db::Tx& tx, const PrincipalId& app, const PrincipalId& member);
/// A message, as the log has it now.
struct Written {
  PrincipalId actor;
  Time at;
  RawJson body;
};
std::optional<Written> find_written(db::Tx& tx, const ConversationId& conversation, Seq seq);
void keep_chat(db::Tx& tx, const PrincipalId& app, const PrincipalId& member, const ConversationId& conversation);

}  // namespace store
}  // namespace weft::platform
