// Greetings for who comes into a group. Who came is a row; the step of a job that says the greeting deletes it in the
// same transaction, so everybody is greeted once, and those who came within a few seconds together.
#include "customers/groups/welcomes.hpp"

#include <weft/base/json.hpp>
#include <weft/conversations/customer_chats.hpp>
#include <weft/conversations/groups.hpp>
#include <weft/files/files.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/audit.hpp>

#include <algorithm>

namespace weft::customers {

using group_store::Welcome;

namespace {

constexpr std::size_t kMostBytes = 3000;
constexpr std::int64_t kTogether = 20;  // named in one greeting

GroupWelcome view_of(const Welcome& welcome) {
  return {welcome.id,         welcome.name,       greeting_of(welcome.greeting),
          welcome.created_by, welcome.created_at, welcome.changed_at};
}

Json told(const Welcome& welcome) {
  return {{"name", welcome.name}, {"greeting", Json::parse(welcome.greeting.text)}};
}

KeptGreeting keep(
    db::Tx& tx, const api::Caller& caller, const Greeting& greeting, const std::optional<KeptGreeting>& before,
    const EntranceParts& parts) {
  if (greeting.text && greeting.text->value.size() > kMostBytes)
    refuse_field("greeting.text", "must be at most 3000 bytes");
  KeptGreeting kept = keep_greeting(tx, greeting, before, caller.principal, parts.attachments, "greeting");
  for (const auto& [file, owner] : files_of(kept)) {
    api::Caller as = caller;
    as.principal = owner;
    files::attach(tx, as, file, {files::Use::Kind::result, owner, std::nullopt});
  }
  return kept;
}

api::Caller begin(db::Tx& tx, const api::Context& context) {
  const auto caller = identity::begin_admin(tx, context.who(), api::Permission::contact_ways_manage);
  identity::require_company(tx, caller, api::Permission::contact_ways_manage);
  return caller;
}

Welcome need_welcome(db::Tx& tx, const WelcomeId& id) {
  auto welcome = group_store::find_welcome(tx, id);
  if (!welcome) throw ApiError(Errc::not_found, "no such welcome", "welcome");
  return std::move(*welcome);
}

void audit(db::Tx& tx, const api::Context& context, const char* action, const WelcomeId& id, RawJson detail) {
  identity::audit::append(tx, {identity::origin_of(context), action, id.str(), std::move(detail)});
}

std::string names_of(db::Tx& tx, std::span<const ContactId> contacts) {
  std::string names;
  for (const auto& contact : identity::load_principals(tx, contacts))
    names += (names.empty() ? "" : ", ") + contact.name;
  return names;
}

/// Nobody is greeted who has gone again, nobody speaks in a group that is over.
void greet(db::Tx& tx, const group_store::Arrivals& arrivals, const EntranceParts& parts) {
  const auto head = conversations::lock_log(tx, arrivals.group);
  const auto present = conversations::present_among(tx, arrivals.group, arrivals.contacts);
  std::vector<ContactId> greeted;
  for (const ContactId& contact : arrivals.contacts)
    if (std::find(present.begin(), present.end(), contact) != present.end()) greeted.push_back(contact);
  const auto welcome = group_store::find_welcome(tx, arrivals.welcome);
  if (head.dismissed || greeted.empty() || !welcome || !head.owner) return;
  const auto card = cards(tx, nullptr, std::span(&*head.owner, 1));
  if (card.empty()) return;
  const Places places{names_of(tx, greeted), card.front().name, card.front().company, {}};
  say(tx, {arrivals.group, *head.owner, places}, welcome->greeting, parts.screen, parts.attachments);
}

}  // namespace

GroupWelcome create_welcome(
    db::Tx& tx, const api::Context& context, const CreateWelcome& in, const EntranceParts& parts) {
  const api::Caller caller = begin(tx, context);
  if (group_store::list_welcomes(tx, kMostWelcomes).size() >= kMostWelcomes)
    throw ApiError(Errc::conflict, "there are 100 welcomes already: delete one first");
  const Welcome made{WelcomeId::make(), in.name,  keep(tx, caller, in.greeting, {}, parts),
                     caller.principal,  tx.now(), tx.now()};
  group_store::insert_welcome(tx, made);
  audit(tx, context, "group_welcome.create", made.id, identity::audit::change(nullptr, told(made)));
  return view_of(made);
}

GroupWelcome update_welcome(
    db::Tx& tx, const api::Context& context, const UpdateWelcome& in, const EntranceParts& parts) {
  const api::Caller caller = begin(tx, context);
  Welcome welcome = need_welcome(tx, in.welcome);
  const Json before = told(welcome);
  if (in.name) welcome.name = *in.name;
  if (in.greeting) welcome.greeting = keep(tx, caller, *in.greeting, welcome.greeting, parts);
  if (told(welcome) == before) return view_of(welcome);
  welcome.changed_at = tx.now();
  group_store::update_welcome(tx, welcome);
  audit(tx, context, "group_welcome.update", welcome.id, identity::audit::change(before, told(welcome)));
  return view_of(welcome);
}

void delete_welcome(db::Tx& tx, const api::Context& context, const WelcomeId& id) {
  begin(tx, context);
  const Welcome welcome = need_welcome(tx, id);
  group_store::delete_welcome(tx, id);
  audit(tx, context, "group_welcome.delete", id, identity::audit::change(told(welcome), nullptr));
}

WelcomeList all_welcomes(db::Tx& tx) {
  WelcomeList list;
  for (const Welcome& welcome : group_store::list_welcomes(tx, kMostWelcomes))
    list.items.push_back(view_of(welcome));
  return list;
}

void expect_arrivals(db::Tx& tx, const WayId& way) {
  if (!group_store::greets(tx, way)) return;
  db::NewJob job;
  job.kind = kGreetJob;
  job.state.text = Json{{"way", way.str()}}.dump();
  job.not_before = tx.now() + kGreetingWait;
  job.unique_key = way.str();
  db::enqueue(tx, job);
}

void note_arrival(db::Tx& tx, const group_store::Way& way, const group_store::Group& group, const ContactId& contact) {
  const auto welcome = way.welcome ? way.welcome : group.extras.welcome;
  if (welcome) group_store::insert_arrival(tx, way.id, group.id, contact, *welcome);
}

db::JobKinds group_jobs(const EntranceParts& parts) {
  const auto step = [parts](db::Tx& tx, const db::Job& job) {
    const auto way = WayId::parse(Json::parse(job.state.text).at("way").get<std::string>()).value();
    db::Step out;
    out.state.text = "null";
    const auto arrivals = group_store::take_arrivals(tx, way, kTogether);
    if (!arrivals) return out;
    greet(tx, *arrivals, parts);
    out.next = db::Next::again;
    out.done = job.done + std::ssize(arrivals->contacts);
    return out;
  };
  return {{kGreetJob, {step}}};
}

}  // namespace weft::customers
