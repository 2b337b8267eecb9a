// What the company tells those apps that asked for it, beside what members do with them: changes of its people, its
// customers, their groups and tags. The facts are those that webhooks hear; here is what WeCom calls them.
#pragma once
#include "platform/apps/store.hpp"
#include <weft/db/outbox.hpp>

#include <string>

namespace weft::platform {

/// Tells the app from now on what its callback asks for; nothing without one, or while it is disabled.
void listen(db::Tx& tx, const store::AppRow& app);

/// Whether the delivery is such a fact, and not something that a member did with the app.
bool is_company_event(const db::Delivery& delivery);

/// WeCom's XML of it, before it is sealed. Raises db::Undeliverable for what is not there any more or WeCom has no word
/// for.
std::string company_xml(db::Tx& tx, const db::Delivery& delivery, const std::string& corp, const PrincipalId& app);
/// {"type":"member.created","timestamp","data"}: as webhooks are told it, with the number of the app in `data`, and
/// with `welcome_code` where the app may greet a customer who came.
std::string company_json(db::Tx& tx, const db::Delivery& delivery, const PrincipalId& app, std::int64_t number);

namespace store {

/// A member as the directory has it now; also of who has left, by the userid that it had.
struct TellableMember {
  struct Attribute {
    std::string name, value;
    bool link = false;
  };
  std::string userid, name, alias, title, gender, status;
  std::vector<std::int64_t> departments;  ///< the main one first
  std::vector<bool> leads;                ///< of each
  std::vector<Attribute> attributes;      ///< the company's own fields that are shown to all
};
std::optional<TellableMember> find_tellable(db::Tx& tx, const PrincipalId& member);

struct TellableDepartment {
  std::string name;
  std::int64_t parent = 0;  ///< of the root 0
  std::int64_t position = 0;
};
std::optional<TellableDepartment> find_tellable(db::Tx& tx, std::int64_t department);

/// Userids of these members, of who has left as they were, in their order.
std::vector<std::string> tellable_userids(db::Tx& tx, const std::vector<PrincipalId>& members);

}  // namespace store
}  // namespace weft::platform
