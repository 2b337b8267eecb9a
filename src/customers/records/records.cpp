// Records of contacts: what is shown, and what is changed in them.
#include "customers/records/fields.hpp"
#include "customers/records/store.hpp"
#include <weft/base/json.hpp>

namespace weft::customers {
namespace {

constexpr std::string_view kSiteProvider = "site";

constexpr std::size_t kAddress = 2048;

template <class T>
void replace(T& value, const std::optional<T>& by) {
  if (by) value = *by;
}

void need_characters(const std::string& text, std::size_t least, std::size_t most, const std::string& field) {
  const std::size_t count = count_characters(text);
  const bool blank = text.find_first_not_of(' ') == std::string::npos;
  if (count > most || (least > 0 && blank))
    refuse_field(field, "must be " + std::to_string(least) + " to " + std::to_string(most) + " characters");
}

/// A picture's address ends up in pages: nothing but the web.
void need_address(const std::string& address) {
  if (address.empty()) return;
  const bool schemed = address.starts_with("https://") || address.starts_with("http://");
  if (!schemed || address.size() > kAddress || address.find_first_of(" \"<>\\") != std::string::npos)
    refuse_field("avatar", "must be a link that begins with http:// or https://");
}

void need_distinct(const std::vector<OutsideId>& ids) {
  if (ids.size() > kOutsideIds) refuse_field("ids", "must be at most 20");
  for (std::size_t i = 0; i < ids.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (ids[i].provider.value == ids[j].provider.value && ids[i].value.value == ids[j].value.value)
        refuse_field("ids[" + std::to_string(i) + "]", "is there twice");
}

bool same(const std::vector<OutsideId>& a, const std::vector<OutsideId>& b) {
  return to_json_text(a) == to_json_text(b);
}

/// What the company's web site signed lets somebody in: nobody writes it by hand, and nobody takes it away by leaving
/// it out.
std::vector<OutsideId> with_signed(const Contact& contact, const std::vector<OutsideId>& given) {
  std::vector<OutsideId> kept;
  const auto is_there = [&](const OutsideId& id) {
    return std::any_of(contact.ids.begin(), contact.ids.end(), [&](const OutsideId& one) {
      return one.provider.value == id.provider.value && one.value.value == id.value.value;
    });
  };
  std::copy_if(contact.ids.begin(), contact.ids.end(), std::back_inserter(kept), [](const OutsideId& id) {
    return id.provider.value == kSiteProvider;
  });
  for (std::size_t i = 0; i < given.size(); ++i) {
    const bool is_signed = given[i].provider.value == kSiteProvider;
    if (is_signed && !is_there(given[i]))
      refuse_field("ids[" + std::to_string(i) + "].provider", "is written by the company's web site only");
    if (!is_signed) kept.push_back(given[i]);
  }
  return kept;
}

void replace_ids(db::Tx& tx, Contact& contact, const std::vector<OutsideId>& given) {
  need_distinct(given);
  const auto ids = with_signed(contact, given);
  if (same(contact.ids, ids)) return;
  const auto taken = store::taken_ids(tx, contact.id, ids);
  if (!taken.empty())
    throw ApiError(
        Errc::conflict, taken.front().provider.value + " " + taken.front().value.value + " is another contact's",
        "ids");
  store::save_ids(tx, contact.id, ids);
  contact.ids = ids;
}

}  // namespace

std::optional<Contact> load_contact(db::Tx& tx, const ContactId& contact) {
  return store::contact(tx, contact);
}

std::vector<ListedContact> load_listed(db::Tx& tx, std::span<const FollowId> follows) {
  return store::listed(tx, follows);
}

std::map<FollowId, PrincipalId> who_added(db::Tx& tx, std::span<const FollowId> follows) {
  return store::who_added(tx, follows);
}

bool update_contact(db::Tx& tx, const ContactId& id, const ContactChange& change) {
  if (!store::lock_contact(tx, id)) throw ApiError(Errc::not_found, "no such customer", "contact");
  const Contact before = store::contact(tx, id).value();
  Contact after = before;
  replace(after.name, change.name);
  replace(after.type, change.type);
  replace(after.avatar, change.avatar);
  replace(after.company, change.company);
  replace(after.position, change.position);
  replace(after.gender, change.gender);
  need_characters(after.name, 1, 100, "name");
  need_characters(after.company, 0, 128, "company");
  need_characters(after.position, 0, 64, "position");
  need_address(after.avatar);
  if (change.fields) after.fields = with_values(tx, before.fields, *change.fields);
  if (change.ids) replace_ids(tx, after, *change.ids);
  if (to_json_text(before) == to_json_text(after)) return false;
  store::save_contact(tx, after);
  return true;
}

}  // namespace weft::customers
