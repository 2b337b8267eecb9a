// contact.export and contact.erase: by who holds customers_privacy, audited.
#include "customers/merging/store.hpp"
#include "customers/privacy/jobs.hpp"
#include "customers/privacy/store.hpp"
#include "customers/records/store.hpp"
#include "customers/visits/store.hpp"
#include <weft/api/define.hpp>
#include <weft/base/json.hpp>
#include <weft/groups/erasing.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/sessions.hpp>

#include <limits>

namespace weft::customers {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Permission;

struct ContactIn {
  ContactId contact;
};
BOOST_DESCRIBE_STRUCT(ContactIn, (), (contact))

api::Caller begin(db::Tx& tx, const Context& context) {
  const auto caller = identity::begin_admin(tx, context.who(), Permission::customers_privacy);
  identity::require_company(tx, caller, Permission::customers_privacy);
  return caller;
}

Contact need_contact(db::Tx& tx, const ContactId& id) {
  auto contact = load_contact(tx, id);
  if (!contact) throw ApiError(Errc::not_found, "no such customer", "contact");
  if (contact->merged_into)
    throw ApiError(Errc::conflict, "this one is part of the customer " + contact->merged_into->str(), "contact");
  return std::move(*contact);
}

db::JobId enqueue(db::Tx& tx, const char* kind, const std::string& state, const api::Caller& by, const ContactId& of) {
  db::NewJob job;
  job.kind = kind;
  job.state = {state};
  job.started_by = by.principal;
  job.unique_key = of.str();
  return db::enqueue(tx, job);
}

db::JobView carry_out(db::Tx& tx, const Context& context, const ContactIn& in) {
  const auto caller = begin(tx, context);
  need_contact(tx, in.contact);
  const auto job = enqueue(tx, kExportContactJob, to_json_text(ExportContactState{in.contact}), caller, in.contact);
  identity::audit::append(
      tx, {identity::origin_of(context), "contact.export", in.contact.str(), {Json{{"job", job.str()}}.dump()}});
  return db::load_job(tx, job).value();
}

/// Holds win: from here on nobody sets one until this commits.
void need_unheld(db::Tx& tx, const std::vector<ContactId>& family) {
  groups::line_up_to_erase(tx);
  bool held = false;
  for (const ContactId& one : family)
    held = held || groups::held_person(tx, one);
  for (const ConversationId& log : store::logs_of(tx, family, {}, std::numeric_limits<std::int32_t>::max()))
    held = held || groups::held(tx, log);
  if (held) throw ApiError(Errc::conflict, "a legal hold keeps what is known of this customer");
}

db::JobView erase(db::Tx& tx, const Context& context, const ContactIn& in, const std::vector<PrivacyPart>& parts) {
  const auto caller = begin(tx, context);
  store::lock_visitor(tx, in.contact);  // nobody becomes part of it, and nobody begins to serve it meanwhile
  if (need_contact(tx, in.contact).erased_at) throw ApiError(Errc::conflict, "this customer is erased already");
  const auto family = store::family(tx, in.contact);
  need_unheld(tx, family);
  std::int64_t relations = 0;
  for (const ContactId& one : family)
    for (const Follow& follow : follows_of(tx, one)) {
      if (follow.status != FollowStatus::active) continue;
      end_follow(tx, follow, FollowStatus::removed, caller.principal);
      ++relations;
    }
  for (const ContactId& one : family) {
    identity::end_sessions(tx, one);
    store::blank_contact(tx, one);
    store::forget_moved(tx, one);
    for (const PrivacyPart& part : parts)
      if (part.erase) part.erase(tx, one);
  }
  drop_files(tx, family);
  EraseState state;
  state.contact = in.contact;
  const auto job = enqueue(tx, kEraseContactJob, to_json_text(state), caller, in.contact);
  identity::audit::append(
      tx,
      {identity::origin_of(context), "contact.erase", in.contact.str(),
       identity::audit::change({{"erased", false}, {"relations", relations}}, {{"erased", true}, {"job", job.str()}})});
  return db::load_job(tx, job).value();
}

}  // namespace

std::vector<api::Operation> privacy_operations(std::vector<PrivacyPart> parts) {
  const std::string one = "/api/v1/contacts/{contact}";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<ContactIn, db::JobView>(
      Declaration(
          "contact.export", Method::post, one + "/export", Permission::customers_privacy,
          "Writes everything that is kept about a customer into a file; the job's result names it."),
      carry_out));
  table.push_back(api::transactional<ContactIn, db::JobView>(
      Declaration(
          "contact.erase", Method::post, one + "/erase", Permission::customers_privacy,
          "Erases a customer: personal fields at once, chats by a job. Counts stay, and legal holds forbid it."),
      [parts = std::move(parts)](db::Tx& tx, const Context& context, const ContactIn& in) {
        return erase(tx, context, in, parts);
      }));
  return table;
}

db::JobKinds privacy_jobs(
    directory::TableFiles& files, std::vector<groups::Forget> forget, std::vector<PrivacyPart> parts) {
  return {
      {kExportContactJob, {[&files, parts = std::move(parts)](db::Tx& tx, const db::Job& job) {
         return export_contact_step(tx, job, files, parts);
       }}},
      {kEraseContactJob,
       {[forget = std::move(forget)](db::Tx& tx, const db::Job& job) { return erase_contact_step(tx, job, forget); }}}};
}

}  // namespace weft::customers
