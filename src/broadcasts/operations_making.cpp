// broadcast.create, .add_recipients, .delete: drafts, which send nothing.
#include "broadcasts/operations.hpp"
#include "broadcasts/quota.hpp"
#include <weft/base/error.hpp>
#include <weft/base/fold.hpp>
#include <weft/conversations/screening.hpp>
#include <weft/directory/departments.hpp>
#include <weft/files/files.hpp>
#include <weft/identity/finding.hpp>

#include <set>

namespace weft::broadcasts {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

constexpr std::int64_t kOpen = 100;  ///< broadcasts of one author that are not over
constexpr std::size_t kGroupsACall = 2000;

struct CreateIn {
  Kind kind = Kind::own;
  std::optional<Target> target;
  std::optional<Text<0, 100>> title;
  customers::Greeting content;
  std::optional<AudienceSpec> audience;
  std::optional<bool> allow_select;
  std::optional<Time> send_at;
  std::optional<Hours> hours;
  std::optional<Int<1, 30>> days;
};
BOOST_DESCRIBE_STRUCT(CreateIn, (), (kind, target, title, content, audience, allow_select, send_at, hours, days))

struct AddIn {
  BroadcastId broadcast;
  List<PersonRef, 1, 10000> recipients;
  std::optional<PersonRef> sender;  ///< those of this employee alone
};
BOOST_DESCRIBE_STRUCT(AddIn, (), (broadcast, recipients, sender))

enum class AddCode { already, unknown };
BOOST_DESCRIBE_ENUM(AddCode, already, unknown)

struct NotAdded {
  std::string recipient;
  AddCode code = AddCode::unknown;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(NotAdded, (), (recipient, code, text))

struct AddOut {
  std::int64_t added = 0;
  std::vector<NotAdded> results;
};
BOOST_DESCRIBE_STRUCT(AddOut, (), (added, results))

void check_audience(const Broadcast& one) {
  const AudienceSpec& spec = one.audience;
  const auto only = [&](bool given, Target target, const char* field) {
    if (given && one.target != target) refuse_field(std::string("audience.") + field, "is not what the target is");
  };
  only(spec.customers.has_value(), Target::customers, "customers");
  only(spec.groups.has_value(), Target::customer_groups, "groups");
  only(spec.employees.has_value(), Target::employees, "employees");
  if (spec.employees && !spec.employees->departments && !spec.employees->tags)
    refuse_field("audience.employees", "needs departments or tags");
  if (one.target == Target::employees && one.kind != Kind::own)
    refuse_field("kind", "employees are written to by who makes the broadcast: own");
}

/// What it says is shown to the screen once, for all that it is sent to.
void screen_content(db::Tx& tx, const Context& context, const Broadcast& one, conversations::Screen* screen) {
  conversations::Utterance utterance{tx.corp(), context.who().principal, {}, {}, {}};
  for (const customers::Line& line : customers::lines_of(one.content))
    for (const char* part : {"text", "title", "description"})
      if (line.body.contains(part)) utterance.shown.push_back({std::string("content.") + part, line.body.at(part)});
  const auto findings = conversations::screen(screen, tx, utterance);
  if (!findings.empty()) screen->record(tx, utterance, findings, {});
}

void hold_files(db::Tx& tx, const Context& context, const Broadcast& one) {
  for (const auto& [file, owner] : customers::files_of(one.content))
    files::attach(tx, context.who(), file, {files::Use::Kind::result, holder_of(one.id), {}, {}});
}

/// Departments and tags that there are.
void need_places(db::Tx& tx, const EmployeesIn& among) {
  const std::string in = "audience.employees.";
  const auto field = [&](const char* list, std::size_t i) { return in + list + "[" + std::to_string(i) + "]"; };
  for (std::size_t i = 0; among.departments && i < among.departments->size(); ++i)
    directory::need_department(tx, among.departments->items[i], field("departments", i));
  for (std::size_t i = 0; among.tags && i < among.tags->size(); ++i) {
    const std::int64_t tag = among.tags->items[i];
    if (!store::is_tag(tx, tag)) refuse_field(field("tags", i), "there is no tag " + std::to_string(tag));
  }
}

/// What the audience says is looked at now, though it is asked again when it is frozen.
void try_audience(db::Tx& tx, const api::Caller& caller, const Broadcast& one) {
  scope_of(tx, caller, one);
  if (one.audience.customers) customers::compile(tx, audience_for(tx, caller, one), "audience.customers.filter");
  if (one.audience.groups) owners_for(tx, caller, one);
  if (one.audience.employees) need_places(tx, *one.audience.employees);
}

Broadcast draft_of(db::Tx& tx, const Context& context, const CreateIn& in, const Parts& parts) {
  Broadcast one;
  one.id = BroadcastId::make();
  one.kind = in.kind;
  one.target = in.target.value_or(Target::customers);
  if (in.title) one.title = in.title->value;
  if (in.content.text && fold(in.content.text->value).find_first_not_of(' ') == std::string::npos)
    refuse_field("content.text", "must not be blank");
  one.content = customers::keep_greeting(tx, in.content, {}, context.who().principal, parts.attachments, "content");
  if (in.audience) one.audience = *in.audience;
  one.allow_select = in.allow_select.value_or(false);
  if (in.send_at && *in.send_at < tx.now()) refuse_field("send_at", "must not be in the past");
  one.send_at = in.send_at;
  if (in.hours) need_hours(*in.hours, "hours");
  one.hours = in.hours;
  one.rules = rules(tx);
  if (in.days) one.rules.days.value = in.days->value;
  one.created_by = context.who().principal;
  one.created_at = tx.now();
  return one;
}

BroadcastView create(db::Tx& tx, const Context& context, const CreateIn& in, const Parts& parts) {
  if (in.kind != Kind::own || in.target == Target::employees) identity::audit::lock(tx);
  const Broadcast one = draft_of(tx, context, in, parts);
  check_audience(one);
  try_audience(tx, context.who(), one);
  if (store::count_open(tx, one.created_by) >= kOpen)
    throw ApiError(Errc::conflict, "100 of your broadcasts are not over, which is the most");
  screen_content(tx, context, one, parts.screen);
  store::insert(tx, one);
  hold_files(tx, context, one);
  audit(tx, context, "broadcast.create", {}, one);
  return view_of(tx, one);
}

void need_draft(const Broadcast& one) {
  if (one.status != Status::draft) throw ApiError(Errc::conflict, "this broadcast was started");
}

template <class IdType>
std::vector<IdType> ids_of(const List<PersonRef, 1, 10000>& refs) {
  std::vector<IdType> ids;
  for (std::size_t i = 0; i < refs.size(); ++i) {
    const auto id = IdType::parse(refs.items[i].value);
    if (!id) refuse_field("recipients[" + std::to_string(i) + "]", "must be an id");
    ids.push_back(*id);
  }
  return ids;
}

/// Employees by id or userid; who is unknown stands for nobody.
std::vector<PrincipalId> employees_of(db::Tx& tx, const List<PersonRef, 1, 10000>& refs) {
  std::vector<PrincipalId> ids;
  for (const auto& id : identity::find_any(tx, refs.items))
    ids.push_back(id.value_or(PrincipalId{}));
  return ids;
}

/// Only what this employee sends, who is one of those for whom the author may.
void narrow(db::Tx& tx, const PersonRef& ref, const Broadcast& one, Scope& scope) {
  if (one.target == Target::employees) refuse_field("sender", "is for customers and their groups");
  const PrincipalId sender = identity::resolve_any(tx, std::span(&ref, 1), "sender").front();
  if (!customers::reaches(tx, scope.reach, sender) && scope.only != sender)
    throw ApiError(Errc::forbidden, "you may not send for this employee", "sender");
  scope.reach = {{}, {sender}};
}

/// What became of each of the list, in its order.
std::vector<ledger::Named> freeze(db::Tx& tx, const api::Caller& caller, Broadcast one, const AddIn& in) {
  one.rules = rules(tx);
  Scope scope = scope_of(tx, caller, one);
  if (in.sender) narrow(tx, *in.sender, one, scope);
  const ledger::Freezing into{one.id, one.kind, tx.now()};
  if (one.target == Target::customers)
    return ledger::freeze_customers(tx, into, ids_of<customers::ContactId>(in.recipients), scope.reach, scope.only);
  if (one.target == Target::employees)
    return ledger::freeze_employees(tx, into, employees_of(tx, in.recipients), one.created_by, scope.reach.departments);
  if (in.recipients.size() > kGroupsACall) refuse_field("recipients", "names more than 2000 groups");
  return ledger::freeze_groups(tx, into, ids_of<ConversationId>(in.recipients), scope.reach, scope.only);
}

AddOut add(db::Tx& tx, const Context& context, const AddIn& in) {
  const Broadcast one = held_for_change(tx, context, in.broadcast);
  need_draft(one);
  if (!one.audience.listed()) throw ApiError(Errc::conflict, "this broadcast has an audience: it takes no list");
  AddOut out;
  std::set<RecipientId> counted;
  const auto frozen = freeze(tx, context.who(), one, in);
  for (std::size_t i = 0; i < frozen.size(); ++i) {
    const ledger::Named& named = frozen[i];
    const std::string& recipient = in.recipients.items[i].value;
    if (named.added && counted.insert(named.recipient).second) {
      ++out.added;
    } else if (named.there) {
      out.results.push_back({recipient, AddCode::already, "is among them already"});
    } else {
      out.results.push_back({recipient, AddCode::unknown, "nobody whom you may send for reaches it"});
    }
  }
  if (out.added > 0) audit(tx, context, "broadcast.add_recipients", one, one);
  return out;
}

api::Nothing remove(db::Tx& tx, const Context& context, const BroadcastIn& in) {
  const Broadcast one = held_for_change(tx, context, in.broadcast);
  need_draft(one);
  for (const auto& [file, owner] : customers::files_of(one.content))
    files::detach(tx, files::Use::Kind::result, holder_of(one.id), file);
  store::remove(tx, one.id);
  audit(tx, context, "broadcast.delete", one, {});
  return {};
}

}  // namespace

std::vector<api::Operation> making_operations(const Parts& parts) {
  const std::string all = "/api/v1/broadcasts", one = all + "/{broadcast}";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<CreateIn, BroadcastView>(
      Declaration(
          "broadcast.create", Method::post, all, Policy::staff,
          "A draft: what is to be sent, and to whom. Sends nothing."),
      [parts](db::Tx& tx, const Context& context, const CreateIn& in) { return create(tx, context, in, parts); }));
  table.push_back(api::transactional<AddIn, AddOut>(
      Declaration(
          "broadcast.add_recipients", Method::post, one + "/recipients", Policy::staff,
          "Adds recipients one by one to a draft without an audience; says which were not added, and why."),
      add));
  table.push_back(api::transactional<BroadcastIn, api::Nothing>(
      Declaration("broadcast.delete", Method::del, one, Policy::staff, "Deletes a draft."), remove));
  return table;
}

}  // namespace weft::broadcasts
