// content_link.*: a content shown to one customer by one employee, behind an address that tells when it was opened.
#include "customers/library/contents.hpp"
#include "customers/visits/meter.hpp"
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>
#include <weft/base/crypto.hpp>
#include <weft/base/told_once.hpp>
#include <weft/customers/contacts.hpp>
#include <weft/customers/library.hpp>
#include <weft/customers/records.hpp>
#include <weft/identity/activation.hpp>
#include <weft/identity/sign_in_limits.hpp>

#include <memory>

namespace weft::customers {
namespace library {

struct CreateLink {
  ContentId content;
  ContactId contact;
};
BOOST_DESCRIBE_STRUCT(CreateLink, (), (content, contact))

struct LinkView {
  ContentLinkId id;
  ContentId content;
  PrincipalId employee;
  PrincipalId contact;
  std::int64_t opens = 0;
  Time created_at;
  std::optional<Time> last_opened_at;
};
BOOST_DESCRIBE_STRUCT(LinkView, (), (id, content, employee, contact, opens, created_at, last_opened_at))

/// The address is /k/ and the code, where people find the server.
struct CreatedLink {
  LinkView link;
  ToldOnce code;
};
BOOST_DESCRIBE_STRUCT(CreatedLink, (), (link, code))

struct ListLinks {
  std::optional<ContentId> content;
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListLinks, (), (content, limit, cursor))

struct CodeIn {
  Secret code;
};
BOOST_DESCRIBE_STRUCT(CodeIn, (), (code))

struct SharedContent {
  std::string company;
  ContentKind kind = ContentKind::article;
  ContentBody body;
};
BOOST_DESCRIBE_STRUCT(SharedContent, (), (company, kind, body))

namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

LinkView view_of(const store::Link& link) {
  return {link.id, link.content, link.employee, link.contact, link.opens, link.created_at, link.last_opened_at};
}

CreatedLink create(db::Tx& tx, const Context& context, const CreateLink& in) {
  const api::Caller& caller = context.who();
  need_content(tx, caller, in.content);
  const auto follow = find_follow(tx, in.contact, caller.principal);
  if (!follow || follow->status != FollowStatus::active)
    throw ApiError(Errc::not_found, "this is no customer of yours", "contact");
  const identity::Code code = identity::make_code(tx.corp());
  const store::Link link{ContentLinkId::make(), in.content, caller.principal, in.contact, 0, tx.now(), {}};
  store::insert_link(tx, link, code.hash);
  return {view_of(link), {code.text}};
}

api::Page<LinkView> list(db::Tx& tx, const Context& context, const ListLinks& in) {
  std::optional<ContentLinkId> before;
  if (in.cursor) before = api::cursor_id<ContentLinkId>(api::decode_cursor("content links", *in.cursor, 1)[0]);
  const std::int64_t limit = api::limit_of(in.limit);
  std::vector<LinkView> views;
  for (const auto& link : store::links(tx, context.who().principal, in.content, before, limit + 1))
    views.push_back(view_of(link));
  return api::make_page(
      std::move(views), limit, "content links", [](const LinkView& one) { return std::vector{one.id.str()}; });
}

struct Found {
  store::Link link;
  store::Content content;
};

/// What a code leads to; sets the tenant.
Found need_shared(db::Tx& tx, const Secret& secret) {
  const auto code = identity::parse_code(secret.value);
  if (code) tx.set_corp(code->corp);
  auto link = code ? store::find_link(tx, code->hash) : std::nullopt;
  auto content = link ? store::load_content(tx, link->content, {link->employee, {}, true}) : std::nullopt;
  if (!content || content->deleted) throw ApiError(Errc::not_found, "there is nothing at this address", "code");
  return {std::move(*link), std::move(*content)};
}

constexpr double kFileCost = 4;  // beside what a look costs

/// Whose link it is now; nobody's once that one was erased.
std::optional<ContactId> reader_of(db::Tx& tx, const store::Link& link) {
  const auto contact = load_contact(tx, link.contact);
  if (!contact) return std::nullopt;
  const ContactId now = contact->merged_into.value_or(contact->id);
  if (!is_contact(tx, now)) return std::nullopt;
  return now;
}

SharedContent look(db::Tx& tx, const CodeIn& in) {
  const Found found = need_shared(tx, in.code);
  const store::Link& link = found.link;
  const auto reader = reader_of(tx, link);
  if (reader && store::open_link(tx, link, found.content.version))
    note(
        tx, {*reader,
             EventKind::opened,
             link.employee,
             {},
             *reader,
             {{"content", link.content.str()}, {"link", link.id.str()}, {"version", found.content.version}}});
  return {store::company_name(tx), found.content.kind, body_of(tx, found.content)};
}

}  // namespace

std::vector<api::Operation> link_operations(files::Files& files, double per_minute) {
  const auto meter = std::make_shared<AddressMeter>(per_minute);
  std::vector<api::Operation> table;
  table.push_back(api::transactional<CreateLink, CreatedLink>(
      Declaration(
          "content_link.create", Method::post, "/api/v1/content-links", Policy::signed_in,
          "An address for one of one's customers; whoever opens it is taken for that one."),
      create));
  table.push_back(api::transactional<ListLinks, api::Page<LinkView>>(
      Declaration(
          "content_link.list", Method::get, "/api/v1/content-links", Policy::signed_in,
          "One's own links, newest first."),
      list));
  table.push_back(api::transactional<CodeIn, SharedContent>(
      Declaration(
          "content_link.look", Method::post, "/api/v1/content-links/look", Policy::anonymous,
          "What is behind a link; counted once a minute."),
      [meter](db::Tx& tx, const Context& context, const CodeIn& in) {
        meter->take(context.address, 1, tx.now());
        return look(tx, in);
      }));
  table.push_back(api::sending<CodeIn>(
      {"content_link.file", Method::get, "/api/v1/content-links/{code}/file", Policy::anonymous,
       "The file behind a link."},
      [&files, meter](db::Tx& tx, const Context& context, const CodeIn& in) {
        meter->take(context.address, 1 + kFileCost, tx.now());
        const Found found = need_shared(tx, in.code);
        const auto file = body_of(tx, found.content).file;
        if (!file) throw ApiError(Errc::not_found, "there is no file at this address", "code");
        context.transfer->download = files::picture_of(
            files, tx, holder_of(tx, found.content.id), *file, "", identity::limited_address(context.address));
        context.transfer->download->is_inline = false;  // nothing of a company's is a page of this server
      }));
  return table;
}

}  // namespace library

std::vector<api::Operation> content_operations(files::Files& files, double per_minute) {
  auto table = library::contents_operations(files);
  for (auto& operation : library::link_operations(files, per_minute))
    table.push_back(std::move(operation));
  return table;
}

}  // namespace weft::customers
