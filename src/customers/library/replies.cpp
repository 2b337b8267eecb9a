// quick_reply.*: who has which, who changes them, and what comes of using one.
#include "customers/library/placeholders.hpp"
#include "customers/library/store.hpp"
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>
#include <weft/base/fold.hpp>
#include <weft/customers/company_time.hpp>
#include <weft/customers/contacts.hpp>
#include <weft/customers/library.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/identity.hpp>

#include <algorithm>

namespace weft::customers {
namespace library {

enum class ReplyScope { personal, team, company };
BOOST_DESCRIBE_ENUM(ReplyScope, personal, team, company)

using Title = Text<1, 100>;
using Body = Text<1, 4000>;
using FolderName = Text<0, 50>;
using Department = Int<1, 2147483647>;

struct ReplyView {
  ReplyId id;
  ReplyScope scope = ReplyScope::personal;
  std::optional<std::int64_t> department;
  std::string folder;
  std::string title;
  std::string text;
  std::int64_t uses = 0;
  PrincipalId created_by;
  Time created_at;
  Time updated_at;
  std::optional<Time> last_used_at;
};
BOOST_DESCRIBE_STRUCT(
    ReplyView, (), (id, scope, department, folder, title, text, uses, created_by, created_at, updated_at, last_used_at))

struct CreateReply {
  ReplyScope scope = ReplyScope::personal;
  std::optional<Department> department;  ///< of a team's
  std::optional<FolderName> folder;
  Title title;
  Body text;
};
BOOST_DESCRIBE_STRUCT(CreateReply, (), (scope, department, folder, title, text))

struct UpdateReply {
  ReplyId reply;
  std::optional<FolderName> folder;
  std::optional<Title> title;
  std::optional<Body> text;
};
BOOST_DESCRIBE_STRUCT(UpdateReply, (), (reply, folder, title, text))

struct ReplyIn {
  ReplyId reply;
};
BOOST_DESCRIBE_STRUCT(ReplyIn, (), (reply))

struct UseReply {
  ReplyId reply;
  std::optional<ConversationId> conversation;
};
BOOST_DESCRIBE_STRUCT(UseReply, (), (reply, conversation))

struct UsedReply {
  std::string text;
  std::int64_t uses = 0;
};
BOOST_DESCRIBE_STRUCT(UsedReply, (), (text, uses))

struct ListReplies {
  std::optional<ReplyScope> scope;
  std::optional<FolderName> folder;
  std::optional<Text<1, 64>> query;
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListReplies, (), (scope, folder, query, limit, cursor))

struct FolderView {
  ReplyScope scope = ReplyScope::personal;
  std::optional<std::int64_t> department;
  std::string folder;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(FolderView, (), (scope, department, folder, count))

struct FolderList {
  std::vector<FolderView> items;
};
BOOST_DESCRIBE_STRUCT(FolderList, (), (items))

struct RenameFolder {
  ReplyScope scope = ReplyScope::personal;
  std::optional<Department> department;
  Text<1, 50> folder;
  FolderName name;
};
BOOST_DESCRIBE_STRUCT(RenameFolder, (), (scope, department, folder, name))

struct Renamed {
  std::int64_t changed = 0;
};
BOOST_DESCRIBE_STRUCT(Renamed, (), (changed))

namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

constexpr std::int64_t kMostOfOne = 1000;  // of one person, team or company
const std::string kPath = "/api/v1/quick-replies";

ReplyScope scope_of(const std::string& home) {
  if (home[0] == 'p') return ReplyScope::personal;
  return home[0] == 't' ? ReplyScope::team : ReplyScope::company;
}

std::optional<std::int64_t> department_of(const std::string& home) {
  if (home[0] != 't') return std::nullopt;
  return std::stoll(home.substr(1));
}

std::string home_of(ReplyScope scope, const PrincipalId& person, const std::optional<Department>& department) {
  if (scope == ReplyScope::personal) return "p" + person.str();
  if (scope == ReplyScope::company) return "c";
  if (!department) refuse_field("department", "is needed for a team's");
  return "t" + std::to_string(department->value);
}

/// Where somebody finds replies.
std::vector<std::string> homes_of(db::Tx& tx, const PrincipalId& person, const std::optional<ReplyScope>& scope) {
  std::vector<std::string> homes{"p" + person.str(), "c"};
  for (const std::int64_t department : store::chain_of(tx, person))
    homes.push_back("t" + std::to_string(department));
  if (scope) std::erase_if(homes, [&](const std::string& home) { return scope_of(home) != *scope; });
  return homes;
}

ReplyView view_of(const store::Reply& reply) {
  return {reply.id,   scope_of(reply.home), department_of(reply.home), reply.folder,     reply.title,       reply.body,
          reply.uses, reply.created_by,     reply.created_at,          reply.updated_at, reply.last_used_at};
}

Json json_of(const store::Reply& reply) {
  return {{"home", reply.home}, {"folder", reply.folder}, {"title", reply.title}, {"text", reply.body}};
}

bool is_shared(const std::string& home) {
  return home[0] != 'p';
}

/// Whoever changes what others use is in the company's line. A team's are its leaders' too.
void require_change(db::Tx& tx, const api::Caller& caller, const std::string& home) {
  if (!is_shared(home)) return;
  identity::audit::lock(tx);
  const auto department = department_of(home);
  if (department && !store::unknown_departments(tx, {*department}).empty())
    throw ApiError(Errc::not_found, "there is no such department", "department");
  if (department && store::leads(tx, caller.principal, *department)) return;
  identity::require_company(tx, caller, api::Permission::library_manage);
}

void audit_change(
    db::Tx& tx, const Context& context, const char* action, const std::string& home, const std::string& target,
    const Json& before, const Json& after) {
  if (!is_shared(home)) return;
  identity::audit::append(tx, {identity::origin_of(context), action, target, identity::audit::change(before, after)});
}

/// One that the caller may use.
store::Reply need_reply(db::Tx& tx, const api::Caller& caller, const ReplyId& id) {
  auto reply = store::load_reply(tx, id);
  const auto homes = homes_of(tx, caller.principal, {});
  const bool seen = reply && (std::find(homes.begin(), homes.end(), reply->home) != homes.end() ||
                              (is_shared(reply->home) && caller.may(api::Permission::library_manage)));
  if (!seen) throw ApiError(Errc::not_found, "no such quick reply", "reply");
  return std::move(*reply);
}

ReplyView create(db::Tx& tx, const Context& context, const CreateReply& in) {
  const PrincipalId& me = context.who().principal;
  if (in.scope != ReplyScope::team && in.department) refuse_field("department", "is for a team's");
  const std::string home = home_of(in.scope, me, in.department);
  require_change(tx, context.who(), home);
  if (store::count_replies(tx, home) >= kMostOfOne)
    throw ApiError(Errc::conflict, "there are " + std::to_string(kMostOfOne) + " already");
  const store::Reply reply{
      ReplyId::make(), home, in.folder ? in.folder->value : "", in.title.value, in.text.value, 0, me, tx.now(),
      tx.now(),        {}};
  store::save_reply(tx, reply);
  audit_change(tx, context, "quick_reply.create", home, reply.id.str(), Json(), json_of(reply));
  return view_of(reply);
}

ReplyView update(db::Tx& tx, const Context& context, const UpdateReply& in) {
  need_reply(tx, context.who(), in.reply);
  require_change(tx, context.who(), need_reply(tx, context.who(), in.reply).home);
  store::Reply reply = need_reply(tx, context.who(), in.reply);  // as it is now that it is ours to change
  const Json before = json_of(reply);
  if (in.folder) reply.folder = in.folder->value;
  if (in.title) reply.title = in.title->value;
  if (in.text) reply.body = in.text->value;
  reply.updated_at = tx.now();
  store::save_reply(tx, reply);
  audit_change(tx, context, "quick_reply.update", reply.home, reply.id.str(), before, json_of(reply));
  return view_of(reply);
}

api::Nothing remove(db::Tx& tx, const Context& context, const ReplyIn& in) {
  require_change(tx, context.who(), need_reply(tx, context.who(), in.reply).home);
  const store::Reply reply = need_reply(tx, context.who(), in.reply);
  store::delete_reply(tx, in.reply);
  audit_change(tx, context, "quick_reply.delete", reply.home, reply.id.str(), json_of(reply), Json());
  return {};
}

api::Page<ReplyView> list(db::Tx& tx, const Context& context, const ListReplies& in) {
  store::ReplyFilter filter;
  filter.homes = homes_of(tx, context.who().principal, in.scope);
  if (in.folder) filter.folder = in.folder->value;
  if (in.query) filter.query = fold(in.query->value);
  if (in.cursor) filter.after = api::cursor_id<ReplyId>(api::decode_cursor("quick replies", *in.cursor, 1)[0]);
  const std::int64_t limit = api::limit_of(in.limit);
  filter.limit = limit + 1;
  std::vector<ReplyView> views;
  for (const auto& reply : store::replies(tx, filter))
    views.push_back(view_of(reply));
  return api::make_page(
      std::move(views), limit, "quick replies", [](const ReplyView& one) { return std::vector{one.id.str()}; });
}

/// The customer's name as this employee calls it; of a chat that the caller is in.
std::string customer_in(db::Tx& tx, const api::Caller& caller, const ConversationId& chat) {
  const auto follow = follow_of(tx, chat);
  if (!follow || !store::is_in(tx, chat, caller.principal))
    throw ApiError(Errc::not_found, "no such chat with a customer", "conversation");
  if (!follow->remark.empty() && follow->employee == caller.principal) return follow->remark;
  return identity::load_principals(tx, std::span(&follow->contact, 1)).front().name;
}

UsedReply use(db::Tx& tx, const Context& context, const UseReply& in) {
  const api::Caller& caller = context.who();
  const store::Reply reply = need_reply(tx, caller, in.reply);
  const auto me = identity::load_principals(tx, std::span(&caller.principal, 1)).front();
  std::map<std::string, std::string> values{
      {"employee", me.name}, {"title", me.title}, {"company", store::company_name(tx)}, {"date", to_text(today(tx))}};
  if (in.conversation) values["name"] = customer_in(tx, caller, *in.conversation);
  return {filled(reply.body, values), store::use_reply(tx, reply.id)};
}

FolderList folders(db::Tx& tx, const Context& context, const api::Nothing&) {
  FolderList out;
  for (const auto& one : store::folders(tx, homes_of(tx, context.who().principal, {})))
    out.items.push_back({scope_of(one.home), department_of(one.home), one.folder, one.count});
  return out;
}

Renamed rename(db::Tx& tx, const Context& context, const RenameFolder& in) {
  const std::string home = home_of(in.scope, context.who().principal, in.department);
  require_change(tx, context.who(), home);
  const std::int64_t changed = store::rename_folder(tx, home, in.folder.value, in.name.value);
  if (changed == 0) throw ApiError(Errc::not_found, "there is no such folder", "folder");
  audit_change(
      tx, context, "quick_reply.rename_folder", home, home, {{"folder", in.folder.value}}, {{"folder", in.name.value}});
  return {changed};
}

}  // namespace

}  // namespace library

std::vector<api::Operation> quick_reply_operations() {
  using namespace library;
  std::vector<api::Operation> table;
  table.push_back(api::transactional<CreateReply, ReplyView>(
      Declaration(
          "quick_reply.create", Method::post, kPath, Policy::signed_in,
          "A text to say again: one's own; a team's, by its leaders; the company's, with library_manage."),
      create));
  table.push_back(api::transactional<ListReplies, api::Page<ReplyView>>(
      Declaration("quick_reply.list", Method::get, kPath, Policy::signed_in, "One's own, one's teams', the company's."),
      list));
  table.push_back(api::transactional<UpdateReply, ReplyView>(
      Declaration("quick_reply.update", Method::patch, kPath + "/{reply}", Policy::signed_in, "Changes what is given."),
      update));
  table.push_back(api::transactional<ReplyIn, api::Nothing>(
      Declaration("quick_reply.delete", Method::del, kPath + "/{reply}", Policy::signed_in, "Takes it away."), remove));
  table.push_back(api::transactional<UseReply, UsedReply>(
      Declaration(
          "quick_reply.use", Method::post, kPath + "/{reply}/use", Policy::signed_in,
          "The text with its places filled in for a chat; counted."),
      use));
  table.push_back(api::transactional<api::Nothing, FolderList>(
      Declaration(
          "quick_reply.folders", Method::get, "/api/v1/quick-reply-folders", Policy::signed_in,
          "The folders one finds replies in."),
      folders));
  table.push_back(api::transactional<RenameFolder, Renamed>(
      Declaration(
          "quick_reply.rename_folder", Method::put, "/api/v1/quick-reply-folders", Policy::signed_in,
          "Moves what is in a folder to one of another name."),
      rename));
  return table;
}

}  // namespace weft::customers
