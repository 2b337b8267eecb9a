// Apps: programs of the company. They write to members who are in their range, each in a chat of its own, and are told
// what these answer, press and open.
//
// An app has a number that the company knows it by (WeCom's agentid), a secret that it gets tokens with, and a range:
// members, departments with all below, tags. Who is not in the range is told of no app; what it may not see is not
// found.
#pragma once
#include <weft/api/dispatcher.hpp>
#include <weft/api/operation.hpp>
#include <weft/base/fields.hpp>
#include <weft/conversations/screening.hpp>
#include <weft/conversations/types.hpp>
#include <weft/db/jobs.hpp>
#include <weft/db/outbox.hpp>
#include <weft/files/files.hpp>
#include <weft/identity/sign_in_limits.hpp>

#include <boost/describe.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weft::platform {

using AppNumber = Int<1, 2147483647>;
using AppMessageId = Id<struct AppMessageTag>;
using AppGroupName = Text<1, 50>;

inline constexpr auto kAppTokenLife = std::chrono::hours(2);

/// Settings "apps": what apps may do how often. What is over a member's limits is dropped and said so; over a day's,
/// all of a message is refused. 0: no limit.
struct AppLimits {
  Int<0, 1000000> day_per_account{200};      ///< person-messages of an app on a day, for each account of the company
  Int<0, 1000000> member_minute{30};         ///< messages of an app to one member
  Int<0, 1000000> member_hour{1000};         ///< the same
  Int<0, 1000000> groups_day{1000};          ///< groups that apps make on a day
  Int<0, 1000000> group_changes_hour{1000};  ///< changes of such groups
};
BOOST_DESCRIBE_STRUCT(AppLimits, (), (day_per_account, member_minute, member_hour, groups_day, group_changes_hour))
inline constexpr auto kAppSettings = "apps";

/// What apps need from outside.
struct AppParts {
  api::Dispatcher& dispatcher;
  const Clock& clock;
  conversations::Screen* screen = nullptr;  ///< what apps say is screened as what people say
  files::Files* files = nullptr;            ///< null: apps send no pictures and files
  identity::SignInRules secrets = {};       ///< how often a wrong secret may be tried
  /// Why nothing can be told to this address, or "".
  std::function<std::string(const std::string& url)> trouble_with = {};
  /// A GET there, or with a body a POST: blocks, does not throw.
  std::function<db::Reply(const db::Letter& letter, bool get)> ask = {};
  /// Runs what waits for somebody outside, on a thread that may. Raises busy.
  std::function<void(std::function<void()>)> aside = {};
};

/// app.*, app_token.*, app_key.*, app_message.*, app_card.*, app_menu.*, app_group.*, app_media.*.
std::vector<api::Operation> app_operations(const AppParts& parts);
/// What apps are told, and what becomes of their answers.
db::DeliveryKinds app_deliveries(const AppParts& parts);
db::JobKinds app_jobs(const AppParts& parts);

/// What an app is known by.
struct AppFace {
  std::int64_t number = 0;
  PrincipalId id;
  std::string name;
};
/// Apps that are there, disabled ones too.
std::optional<AppFace> app_with_number(db::Tx& tx, std::int64_t number);
std::optional<AppFace> app_with_id(db::Tx& tx, const PrincipalId& id);

/// Sees to it that jobs look at who came into the ranges of apps and who left them. Changes of the directory are
/// followed without that: by a job that its triggers begin.
void keep_ranges(db::Tx& tx);
/// Person-messages that an app sent on a day of the company's clock: 0 today, 1 yesterday.
std::int64_t sent_on_day(db::Tx& tx, const PrincipalId& app, int days_ago);
/// Throws away what apps sent 180 days ago and codes that are over, some at a time; `limit` when there may be more.
std::int64_t purge_apps(db::Tx& tx, std::int64_t limit);

}  // namespace weft::platform
