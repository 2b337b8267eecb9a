// What a member's name, number, address and other values must look like.
#include "directory/profile.hpp"

#include <weft/base/json.hpp>

#include <algorithm>

namespace weft::directory {
namespace {

// Lengths of WeCom's members (document 90195).
constexpr std::size_t kName = 100;
constexpr std::size_t kOtherName = 64;
constexpr std::size_t kTitle = 128;
constexpr std::size_t kTelephone = 32;
constexpr std::size_t kMinEmail = 6;
constexpr std::size_t kMaxEmail = 64;
constexpr std::size_t kMinDigits = 5;
constexpr std::size_t kMaxDigits = 20;

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void check_text(const std::optional<std::string>& text, std::size_t max, const std::string& field) {
  if (!text) return;
  if (count_characters(*text) > max) refuse_field(field, "must be at most " + std::to_string(max) + " characters");
  if (std::any_of(text->begin(), text->end(), is_control)) refuse_field(field, "must not hold control characters");
}

void check_name(const std::optional<std::string>& name) {
  if (name && name->find_first_not_of(' ') == std::string::npos) refuse_field("name", "must not be blank");
  check_text(name, kName, "name");
}

void check_mobile(const std::optional<std::string>& mobile) {
  if (!mobile || mobile->empty()) return;
  const auto digits = static_cast<std::size_t>(std::count_if(mobile->begin(), mobile->end(), is_digit));
  const bool fits = mobile->size() <= kTelephone && digits >= kMinDigits && digits <= kMaxDigits &&
                    mobile->find_first_not_of("0123456789 -+()") == std::string::npos &&
                    mobile->find('+', 1) == std::string::npos;
  if (!fits) refuse_field("mobile", "must be a number of 5 to 20 digits, with + in front, spaces, - ( ) as you like");
}

void check_telephone(const std::optional<std::string>& telephone) {
  if (!telephone) return;
  if (telephone->size() > kTelephone || telephone->find_first_not_of("0123456789 -+,()") != std::string::npos)
    refuse_field("telephone", "must be at most 32 of digits, spaces, - + , ( )");
}

void check_email(const std::optional<std::string>& email) {
  if (!email || email->empty()) return;
  const auto at = email->find('@');
  const auto odd = [](char c) { return is_control(c) || c == ' ' || c == ',' || c == ';' || c == '<' || c == '>'; };
  const bool fits = email->size() >= kMinEmail && email->size() <= kMaxEmail && at != std::string::npos && at > 0 &&
                    email->find('@', at + 1) == std::string::npos && email->find('.', at) != std::string::npos &&
                    email->back() != '.' && (*email)[at + 1] != '.' && std::none_of(email->begin(), email->end(), odd);
  if (!fits) refuse_field("email", "must be an e-mail address of 6 to 64 bytes");
}

const Field& definition_of(const std::vector<Field>& definitions, std::int64_t number, const std::string& field) {
  const auto found = std::find_if(
      definitions.begin(), definitions.end(), [number](const Field& one) { return one.number == number; });
  if (found == definitions.end()) refuse_field(field, "there is no field " + std::to_string(number));
  return *found;
}

}  // namespace

void check_change(const MemberChange& change) {
  check_name(change.name);
  check_text(change.name_en, kOtherName, "name_en");
  check_text(change.alias, kOtherName, "alias");
  check_text(change.title, kTitle, "title");
  check_mobile(change.mobile);
  check_email(change.email);
  check_telephone(change.telephone);
  if (change.avatar && !change.avatar->empty() && !parse_uuid(*change.avatar))
    refuse_field("avatar", "must be the id of a file");
}

std::optional<std::string> mobile_key(const std::string& mobile) {
  std::string digits;
  for (const char c : mobile)
    if (is_digit(c) || c == '+') digits += c;
  if (digits.starts_with("+86")) digits.erase(0, 3);
  if (digits.empty()) return std::nullopt;
  return digits;
}

std::optional<std::string> email_key(const std::string& email) {
  if (email.empty()) return std::nullopt;
  std::string key = email;
  std::transform(key.begin(), key.end(), key.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return key;
}

std::string with_fields(db::Tx& tx, const std::string& stored, const std::vector<FieldValue>& changes) {
  Json values = Json::parse(stored);
  const auto definitions = list_fields(tx);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const std::string place = "fields[" + std::to_string(i) + "]";
    const Field& definition = definition_of(definitions, changes[i].field, place + ".field");
    const std::string key = std::to_string(changes[i].field);
    if (changes[i].value.empty()) {
      values.erase(key);
    } else {
      values[key] = checked_value(definition, changes[i].value, place + ".value");
    }
  }
  return values.dump();
}

}  // namespace weft::directory
