// content.*: what the company has to show.
#include "customers/library/contents.hpp"
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>
#include <weft/base/fold.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/visibility.hpp>

namespace weft::customers::library {

struct CreateContent {
  ContentKind kind = ContentKind::article;
  ContentBody body;
  std::optional<Visibility> visibility;
};
BOOST_DESCRIBE_STRUCT(CreateContent, (), (kind, body, visibility))

struct UpdateContent {
  ContentId content;
  std::optional<ContentBody> body;
  std::optional<Visibility> visibility;
};
BOOST_DESCRIBE_STRUCT(UpdateContent, (), (content, body, visibility))

struct ContentIn {
  ContentId content;
};
BOOST_DESCRIBE_STRUCT(ContentIn, (), (content))

struct ListContents {
  std::optional<ContentKind> kind;
  std::optional<Text<1, 64>> query;
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListContents, (), (kind, query, limit, cursor))

struct ContentPage {
  ContentId content;
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ContentPage, (), (content, limit, cursor))

struct ContentItem {
  ContentId id;
  ContentKind kind = ContentKind::article;
  std::string title;
  std::int64_t version = 1;
  bool everybody = true;
  std::int64_t opens = 0;
  Time updated_at;
};
BOOST_DESCRIBE_STRUCT(ContentItem, (), (id, kind, title, version, everybody, opens, updated_at))

struct VersionView {
  std::int64_t version = 0;
  ContentBody body;
  PrincipalId created_by;
  Time created_at;
};
BOOST_DESCRIBE_STRUCT(VersionView, (), (version, body, created_by, created_at))

struct OpenView {
  ContentOpenId id;
  ContentLinkId link;
  PrincipalId employee;
  PrincipalId contact;
  std::int64_t version = 0;
  Time at;
};
BOOST_DESCRIBE_STRUCT(OpenView, (), (id, link, employee, contact, version, at))

namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Permission;
using api::Policy;

const std::string kPath = "/api/v1/contents";

void set_visibility(db::Tx& tx, const api::Caller& caller, const Visibility& wanted, store::Content& content) {
  content.everybody = wanted.everybody;
  content.departments.assign(wanted.departments.begin(), wanted.departments.end());
  content.members = identity::resolve_seen(tx, caller, wanted.members.items, "visibility.members");
  const auto unknown = store::unknown_departments(tx, content.departments);
  if (!unknown.empty())
    refuse_field("visibility.departments", "there is no department " + std::to_string(unknown.front()));
}

/// Raises what attaching does, with the field as it is called here.
void attach(db::Tx& tx, const api::Caller& caller, const FileId& file, const PrincipalId& holder) {
  try {
    files::attach(tx, caller, file, {files::Use::Kind::result, holder, {}, {}});
  } catch (const ApiError& error) {
    throw ApiError(error.code(), error.what(), "body.file");
  }
}

/// The next version; what it is made of is held for as long as the content is.
void add_version(db::Tx& tx, const api::Caller& caller, store::Content& content, const ContentBody& body) {
  check_body(content.kind, body);
  if (body.file) {
    const PrincipalId holder = holder_of(tx, content.id).principal;
    attach(tx, caller, *body.file, holder);
    files::detach_all_but(tx, files::Use::Kind::result, holder, *body.file);
  }
  content.title = body.title;
  content.updated_at = tx.now();
  const std::string summary = body.summary ? body.summary->value : "";
  store::save_content(tx, content, fold(content.title + "\n" + summary));
  store::insert_version(tx, content.id, {content.version, RawJson{to_json_text(body)}, caller.principal, tx.now()});
}

Json told(const ContentView& view) {
  return parse_json(to_json_text(view));
}

ContentView create(db::Tx& tx, const Context& context, const CreateContent& in) {
  const api::Caller caller = identity::begin_admin(tx, context.who(), Permission::library_manage);
  if (store::count_contents(tx) >= kMostContents)
    throw ApiError(Errc::conflict, "the company has " + std::to_string(kMostContents) + " contents already");
  store::Content content;
  content.id = ContentId::make();
  content.kind = in.kind;
  content.created_by = caller.principal;
  content.created_at = tx.now();
  if (in.visibility) set_visibility(tx, caller, *in.visibility, content);
  add_version(tx, caller, content, in.body);
  ContentView view = view_of(tx, content);
  identity::audit::append(
      tx,
      {identity::origin_of(context), "content.create", content.id.str(), identity::audit::change(Json(), told(view))});
  return view;
}

ContentView update(db::Tx& tx, const Context& context, const UpdateContent& in) {
  const api::Caller caller = identity::begin_admin(tx, context.who(), Permission::library_manage);
  store::Content content = need_content(tx, caller, in.content);
  const Json before = told(view_of(tx, content));
  if (in.visibility) set_visibility(tx, caller, *in.visibility, content);
  if (in.body) {
    if (content.version >= kMostVersions) throw ApiError(Errc::conflict, "has as many versions as one may have");
    ++content.version;
    // A file that stays is the content's own by now, and need not be the caller's.
    const auto kept = body_of(tx, *store::load_content(tx, content.id, {caller.principal, {}, true})).file;
    const bool same = kept && in.body->file == kept;
    add_version(tx, same ? holder_of(tx, content.id) : caller, content, *in.body);
  } else {
    content.updated_at = tx.now();
    const ContentBody body = body_of(tx, content);
    store::save_content(tx, content, fold(content.title + "\n" + (body.summary ? body.summary->value : "")));
  }
  ContentView view = view_of(tx, content);
  identity::audit::append(
      tx,
      {identity::origin_of(context), "content.update", content.id.str(), identity::audit::change(before, told(view))});
  return view;
}

api::Nothing remove(db::Tx& tx, const Context& context, const ContentIn& in) {
  const api::Caller caller = identity::begin_admin(tx, context.who(), Permission::library_manage);
  store::Content content = need_content(tx, caller, in.content);
  const Json before = told(view_of(tx, content));
  content.deleted = true;
  content.updated_at = tx.now();
  store::save_content(tx, content, "");
  if (const auto file = body_of(tx, content).file)
    files::detach(tx, files::Use::Kind::result, holder_of(tx, content.id).principal, *file);
  identity::audit::append(
      tx, {identity::origin_of(context), "content.delete", content.id.str(), identity::audit::change(before, Json())});
  return {};
}

api::Page<ContentItem> list(db::Tx& tx, const Context& context, const ListContents& in) {
  store::ContentFilter filter;
  filter.reader = reader_of(tx, context.who());
  filter.kind = in.kind;
  if (in.query) filter.query = fold(in.query->value);
  if (in.cursor) filter.before = api::cursor_id<ContentId>(api::decode_cursor("contents", *in.cursor, 1)[0]);
  const std::int64_t limit = api::limit_of(in.limit);
  filter.limit = limit + 1;
  std::vector<ContentItem> items;
  for (const auto& one : store::contents(tx, filter))
    items.push_back({one.id, one.kind, one.title, one.version, one.everybody, one.opens, one.updated_at});
  return api::make_page(
      std::move(items), limit, "contents", [](const ContentItem& one) { return std::vector{one.id.str()}; });
}

api::Page<VersionView> versions(db::Tx& tx, const Context& context, const ContentPage& in) {
  need_content(tx, context.who(), in.content);
  const std::int64_t before = in.cursor ? api::cursor_number(api::decode_cursor("content versions", *in.cursor, 1)[0])
                                        : INT32_MAX;
  const std::int64_t limit = api::limit_of(in.limit);
  std::vector<VersionView> items;
  for (const auto& one : store::versions(tx, in.content, before, limit + 1))
    items.push_back({one.version, read_json<ContentBody>(parse_json(one.body.text)), one.created_by, one.created_at});
  return api::make_page(std::move(items), limit, "content versions", [](const VersionView& one) {
    return std::vector{std::to_string(one.version)};
  });
}

/// Who manages the library sees them all, everybody else those of their own links.
api::Page<OpenView> opens(db::Tx& tx, const Context& context, const ContentPage& in) {
  const api::Caller& caller = context.who();
  need_content(tx, caller, in.content);
  std::optional<PrincipalId> own;
  if (!caller.may(Permission::library_manage)) own = caller.principal;
  std::optional<ContentOpenId> before;
  if (in.cursor) before = api::cursor_id<ContentOpenId>(api::decode_cursor("content opens", *in.cursor, 1)[0]);
  const std::int64_t limit = api::limit_of(in.limit);
  std::vector<OpenView> items;
  for (const auto& one : store::opens(tx, in.content, own, before, limit + 1))
    items.push_back({one.id, one.link, one.employee, one.contact, one.version, one.at});
  return api::make_page(
      std::move(items), limit, "content opens", [](const OpenView& one) { return std::vector{one.id.str()}; });
}

}  // namespace

std::vector<api::Operation> contents_operations(files::Files& files) {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<CreateContent, ContentView>(
      Declaration(
          "content.create", Method::post, kPath, Permission::library_manage,
          "An article, a file, a link or a mini page to show to customers."),
      create));
  table.push_back(api::transactional<UpdateContent, ContentView>(
      Declaration(
          "content.update", Method::patch, kPath + "/{content}", Permission::library_manage,
          "A new version, or who sees it."),
      update));
  table.push_back(api::transactional<ContentIn, api::Nothing>(
      Declaration(
          "content.delete", Method::del, kPath + "/{content}", Permission::library_manage,
          "Takes it out of the library; its links say that it is gone."),
      remove));
  table.push_back(api::transactional<ContentIn, ContentView>(
      Declaration("content.get", Method::get, kPath + "/{content}", Policy::signed_in, "A content as it is now."),
      [](db::Tx& tx, const Context& context, const ContentIn& in) {
        return view_of(tx, need_content(tx, context.who(), in.content));
      }));
  table.push_back(api::transactional<ListContents, api::Page<ContentItem>>(
      Declaration("content.list", Method::get, kPath, Policy::signed_in, "What one may show, newest first."), list));
  table.push_back(api::transactional<ContentPage, api::Page<VersionView>>(
      Declaration(
          "content.versions", Method::get, kPath + "/{content}/versions", Policy::signed_in,
          "What it was, newest first."),
      versions));
  table.push_back(api::transactional<ContentPage, api::Page<OpenView>>(
      Declaration(
          "content.opens", Method::get, kPath + "/{content}/opens", Policy::signed_in,
          "Who opened which link when, newest first: of one's own links, or of all with library_manage."),
      opens));
  table.push_back(api::sending<ContentIn>(
      {"content.file", Method::get, kPath + "/{content}/file", Policy::signed_in, "The file of a content."},
      [&files](db::Tx& tx, const Context& context, const ContentIn& in) {
        const store::Content content = need_content(tx, context.who(), in.content);
        const auto file = body_of(tx, content).file;
        if (!file) throw ApiError(Errc::not_found, "this content has no file", "content");
        context.transfer->download = files::picture_of(
            files, tx, holder_of(tx, content.id), *file, "", context.who().principal.str());
      }));
  return table;
}

}  // namespace weft::customers::library
