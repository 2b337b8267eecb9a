// What the endpoints of customers share: whom their ids mean, what the app needs, and how people are called.
#pragma once
#include "wecom/desk.hpp"
#include <weft/customers/types.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weft::wecom {

namespace code {
// NOLINTBEGIN(readability-identifier-naming): written code::no_user, as enumerators are
inline constexpr int not_verified = 40098;
inline constexpr int not_activated = 41054;
inline constexpr int not_a_customer = 84061;
inline constexpr int not_serving = 84074;
// NOLINTEND(readability-identifier-naming)
}  // namespace code

/// The member with this userid, whatever its status: raises 60111.
PrincipalId member_named(const Desk& desk, const std::string& userid);
/// The same for a field that is needed: raises 40003 without it.
PrincipalId need_member(const Desk& desk, std::string_view field);
/// Members in a list of userids, in their order.
std::vector<PrincipalId> members_named(const Desk& desk, std::span<const std::string> userids);

/// Raises 41054, 40098 or 84074 for members who may not serve customers; how many they have is no matter.
void need_servers(const Desk& desk, std::span<const PrincipalId> members);
/// Where anybody sees the QR code of a way with this code.
std::string qr_address(const Desk& desk, const std::string& code);

/// A customer of the company: raises 40096.
customers::ContactId customer_named(const std::string& external_userid, const Desk& desk);
customers::ContactId need_customer(const Desk& desk, std::string_view field = "external_userid");
/// The relation of `userid` and `external_userid`, while it lasts: raises 84061.
customers::Follow need_follow(const Desk& desk);

/// What principals are called by WeCom: members by userid, customers by their id, others "".
class Names {
 public:
  explicit Names(const Desk& desk) : desk_(desk) {}
  /// Looks up those that are not known yet, in one statement.
  void learn(std::span<const PrincipalId> ids);
  std::string of(const PrincipalId& id);
  /// Of an id as operations answer it; null is nobody.
  std::string of(const Json& id);

 private:
  const Desk& desk_;
  std::map<PrincipalId, std::string> known_;
};

/// How a listing is walked of which only some rows are told: in large pages, of which a request reads few. What it
/// leaves is for its cursor, so that a page may be short, even empty. No page brings more than is still wanted.
class Walk {
 public:
  explicit Walk(std::int64_t wanted) : wanted_(wanted), page_(std::min(kPage, wanted)) {}
  /// How many rows to ask for at a time.
  std::int64_t page() const { return page_; }
  /// Whether to read one more page, with so many rows told.
  bool goes_on(const Json& told) { return read_++ < kPages && std::ssize(told) + page_ <= wanted_; }

 private:
  static constexpr std::int64_t kPage = 200;  // the most that operations give at a time
  static constexpr int kPages = 10;
  std::int64_t wanted_, page_;
  int read_ = 0;
};

/// A field that may be left out.
template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

/// A time in seconds since 1970. Raises 40058 for what is before.
std::int64_t need_seconds(const Desk& desk, const char* field);
/// Seconds since 1970 of a time as operations answer it; of null 0.
std::int64_t seconds(const Json& time);
std::int64_t seconds(Time time);

}  // namespace weft::wecom
