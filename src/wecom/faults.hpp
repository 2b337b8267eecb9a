// The errors of WeCom's API: a number that programs look at, and a sentence for people.
#pragma once
#include <weft/api/note.hpp>
#include <weft/base/error.hpp>

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace weft::wecom {

/// Numbers that several endpoints use; the others stand where they are raised.
/// Source: WeCom's "global error codes" (developer.work.weixin.qq.com/document/path/90313).
namespace code {
// NOLINTBEGIN(readability-identifier-naming): written code::no_user, as enumerators are
inline constexpr int busy = -1;
inline constexpr int no_such_path = 404;  ///< ours: no endpoint of WeCom has it
inline constexpr int bad_secret = 40001;
inline constexpr int bad_userid = 40003;
inline constexpr int bad_media = 40007;
inline constexpr int bad_corpid = 40013;
inline constexpr int bad_token = 40014;
inline constexpr int bad_parameter = 40035;
inline constexpr int bad_chat = 40050;
inline constexpr int bad_agent = 40056;
inline constexpr int invalid_parameter = 40058;
inline constexpr int bad_departments = 40066;
inline constexpr int bad_tag = 40068;
inline constexpr int bad_customer = 40096;
inline constexpr int no_token = 41001;
inline constexpr int expired_token = 42001;
inline constexpr int not_json = 47001;
inline constexpr int rate = 45009;
inline constexpr int not_permitted = 48002;
inline constexpr int no_privilege = 60011;
inline constexpr int no_user = 60111;
// NOLINTEND(readability-identifier-naming)
}  // namespace code

/// A refusal in WeCom's terms. It leaves a transaction as every ApiError does.
class Fault : public ApiError {
 public:
  /// `field`: of the operation that refused, not of the request.
  Fault(int number, std::string text, Errc kind = Errc::invalid_argument, std::string field = {})
      : ApiError(kind, std::move(text), std::move(field)), number_(number) {}
  int number() const { return number_; }

 private:
  int number_;
};

/// Which number stands for which error of an operation, where it is not the usual one.
using Numbers = std::map<Errc, int>;

/// What a refusal is called: by its kind and the field that it names. A field stands for itself and for what is in it
/// ("departments" for "departments[2].department"), "" for every one.
struct Called {
  Errc code;
  std::string_view field;
  int number;
};
/// Raises what was refused as a Fault, by the first name that fits; by none, as number_of() has it.
[[noreturn]] void raise_called(const ApiError& error, std::initializer_list<Called> names);
/// Does the work. What it refuses leaves by these names.
template <class Work>
auto called(std::initializer_list<Called> names, Work work) {
  try {
    return work();
  } catch (const api::NotedError&) {
    throw;  // with its note
  } catch (const ApiError& error) {
    raise_called(error, names);
  }
}

/// The number of an operation's error.
int number_of(const ApiError& error, const Numbers& special = {});

/// `{"errcode":N,"errmsg":"TEXT, hint: [...], from ip: ..."}`.
std::string fault_json(int number, std::string_view text, const std::string& address, const std::string& request_id);

}  // namespace weft::wecom
