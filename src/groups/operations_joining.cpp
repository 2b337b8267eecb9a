// group.requests and what becomes of them; links, and joining by one.
#include "groups/joining.hpp"
#include "groups/operations.hpp"
#include <weft/api/paging.hpp>
#include <weft/base/crypto.hpp>
#include <weft/base/told_once.hpp>
#include <weft/conversations/group_rules.hpp>
#include <weft/directory/qr.hpp>
#include <weft/identity/visibility.hpp>

namespace weft::groups {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Page;
using api::Policy;

using LinkSeconds = Int<60, INT64_C(30) * 86400>;
constexpr std::int64_t kLinkLife = 7 * 86400;

struct PageIn {
  ConversationId conversation;
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(PageIn, (), (conversation, limit, cursor))

struct RequestView {
  RequestId id;
  identity::Principal principal;
  std::optional<PrincipalId> invited_by;
  Time created_at;
};
BOOST_DESCRIBE_STRUCT(RequestView, (), (id, principal, invited_by, created_at))

struct DecideIn {
  ConversationId conversation;
  RequestId request;
};
BOOST_DESCRIBE_STRUCT(DecideIn, (), (conversation, request))

struct DecidedOut {
  Seq seq = 0;
  std::int64_t member_count = 0;
};
BOOST_DESCRIBE_STRUCT(DecidedOut, (), (seq, member_count))

struct LinkView {
  LinkId id;
  PrincipalId created_by;
  Time created_at;
  Time expires_at;
  std::int64_t uses = 0;
  std::optional<std::int64_t> most_uses;
  bool approval = false;
  bool active = true;  ///< false: whoever made it may not add people now
};
BOOST_DESCRIBE_STRUCT(LinkView, (), (id, created_by, created_at, expires_at, uses, most_uses, approval, active))

struct MakeLinkIn {
  ConversationId conversation;
  std::optional<LinkSeconds> expires_in_s;
  std::optional<Int<1, 2000>> most_uses;
  std::optional<bool> approval;
};
BOOST_DESCRIBE_STRUCT(MakeLinkIn, (), (conversation, expires_in_s, most_uses, approval))

struct MakeLinkOut {
  LinkView link;
  ToldOnce code;
};
BOOST_DESCRIBE_STRUCT(MakeLinkOut, (), (link, code))

struct LinkIn {
  ConversationId conversation;
  LinkId link;
};
BOOST_DESCRIBE_STRUCT(LinkIn, (), (conversation, link))

struct CodeIn {
  Secret code;
};
BOOST_DESCRIBE_STRUCT(CodeIn, (), (code))

enum class PictureFormat { svg, png };
BOOST_DESCRIBE_ENUM(PictureFormat, svg, png)

struct DrawIn {
  Secret code;
  Text<1, 200> origin;
  PictureFormat format = PictureFormat::svg;
};
BOOST_DESCRIBE_STRUCT(DrawIn, (), (code, origin, format))

struct DrawOut {
  ToldOnce link;
  std::string type;  ///< "image/png"
  ToldOnce data;     ///< base64
};
BOOST_DESCRIBE_STRUCT(DrawOut, (), (link, type, data))

struct JoinOut {
  ConversationId conversation;
  Seq seq = 0;
  bool waiting = false;
};
BOOST_DESCRIBE_STRUCT(JoinOut, (), (conversation, seq, waiting))

struct PreviewOut {
  std::string name;
  std::int64_t member_count = 0;
  bool approval = false;
  bool inside = false;
};
BOOST_DESCRIBE_STRUCT(PreviewOut, (), (name, member_count, approval, inside))

LinkView view_of(const store::Link& link, bool active) {
  return {link.id, link.created_by, link.created_at, link.expires_at, link.uses, link.most_uses, link.approval, active};
}

template <class IdType>
std::optional<IdType> after_of(const PageIn& in, std::string_view list) {
  if (!in.cursor) return std::nullopt;
  return api::cursor_id<IdType>(api::decode_cursor(list, *in.cursor, 1)[0]);
}

/// Whoever asks to join tells the group's managers the name; the rest only those who see the person anyway.
std::vector<identity::Principal> shown(db::Tx& tx, const api::Caller& viewer, const std::vector<PrincipalId>& people) {
  const auto view = identity::view_of(tx, viewer);
  const auto seen = identity::visible(tx, view, people);
  auto principals = identity::load_principals(tx, people);
  identity::show_departments(tx, view, principals);
  for (identity::Principal& one : principals) {
    if (std::find(seen.begin(), seen.end(), one.id) != seen.end()) continue;
    identity::Principal named;
    named.id = one.id;
    named.name = std::move(one.name);
    one = std::move(named);
  }
  return principals;
}

Page<RequestView> requests(db::Tx& tx, const Context& context, const PageIn& in) {
  conversations::may_manage_group(tx, in.conversation, context.who().principal);
  const std::int64_t limit = api::limit_of(in.limit);
  const auto page = api::make_page(
      store::list_requests(tx, in.conversation, after_of<RequestId>(in, "requests"), limit + 1), limit, "requests",
      [](const store::Request& request) { return std::vector<std::string>{request.id.str()}; });
  std::vector<PrincipalId> people;
  for (const store::Request& request : page.items)
    people.push_back(request.principal);
  auto principals = shown(tx, context.who(), people);
  Page<RequestView> out;
  out.next_cursor = page.next_cursor;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const store::Request& request = page.items[i];
    out.items.push_back({request.id, std::move(principals[i]), request.invited_by, request.created_at});
  }
  return out;
}

Page<LinkView> links(db::Tx& tx, const Context& context, const PageIn& in) {
  conversations::may_manage_group(tx, in.conversation, context.who().principal);
  const std::int64_t limit = api::limit_of(in.limit);
  const auto page = api::make_page(
      store::list_links(tx, in.conversation, after_of<LinkId>(in, "links"), limit + 1), limit, "links",
      [](const store::Link& link) { return std::vector<std::string>{link.id.str()}; });
  Page<LinkView> out;
  out.next_cursor = page.next_cursor;
  const auto open = open_now(tx, in.conversation, page.items);
  for (std::size_t i = 0; i < open.size(); ++i)
    out.items.push_back(view_of(page.items[i], open[i]));
  return out;
}

MakeLinkOut make(db::Tx& tx, const Context& context, const MakeLinkIn& in) {
  LinkTerms terms;
  terms.life = std::chrono::seconds(in.expires_in_s ? in.expires_in_s->value : kLinkLife);
  if (in.most_uses) terms.most_uses = in.most_uses->value;
  terms.approval = in.approval.value_or(false);
  NewLink made = make_link(tx, in.conversation, context.who().principal, terms);
  return {view_of(made.link, true), {std::move(made.code)}};
}

/// For whoever holds the code: the picture says no more than that.
DrawOut draw(db::Tx& tx, const Context&, const DrawIn& in) {
  need_link(tx, in.code.value);
  const std::string url = directory::web_link(in.origin, "/groups/join/" + in.code.value);
  if (in.format == PictureFormat::png) return {{url}, "image/png", {base64(directory::qr_png(url))}};
  return {{url}, "image/svg+xml", {base64(directory::qr_svg(url))}};
}

DecidedOut decided(db::Tx& tx, const Context& context, const DecideIn& in, bool approved, const Dependencies& use) {
  const auto changed = decide(
      tx, in.conversation, in.request, context.who().principal, approved, use.rules.group_members);
  return {changed.seq, changed.member_count};
}

std::vector<api::Operation> request_operations(const Shared& use) {
  const std::string request = kGroupPath + "/requests/{request}";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<PageIn, Page<RequestView>>(
      Declaration(
          "group.requests", Method::get, kGroupPath + "/requests", Policy::signed_in,
          "Who waits to join, oldest first; for the owner and the admins."),
      requests));
  table.push_back(api::transactional<DecideIn, DecidedOut>(
      Declaration(
          "group.approve_request", Method::post, request + "/approve", Policy::signed_in,
          "Lets somebody in who waits; the owner and the admins."),
      [use](db::Tx& tx, const Context& context, const DecideIn& in) { return decided(tx, context, in, true, *use); }));
  table.push_back(api::transactional<DecideIn, DecidedOut>(
      Declaration(
          "group.reject_request", Method::post, request + "/reject", Policy::signed_in,
          "Does not let somebody in who waits; the owner and the admins."),
      [use](db::Tx& tx, const Context& context, const DecideIn& in) { return decided(tx, context, in, false, *use); }));
  return table;
}

}  // namespace

std::vector<api::Operation> joining_operations(const Shared& use) {
  std::vector<api::Operation> table = request_operations(use);
  table.push_back(api::transactional<MakeLinkIn, MakeLinkOut>(
      Declaration(
          "group.create_link", Method::post, kGroupPath + "/links", Policy::signed_in,
          "A way into the group for whoever holds the code, which is told this once; by who may add people."),
      make));
  table.push_back(api::transactional<PageIn, Page<LinkView>>(
      Declaration(
          "group.links", Method::get, kGroupPath + "/links", Policy::signed_in,
          "The links that are neither over nor revoked, without their codes; for the owner and the admins."),
      links));
  table.push_back(api::transactional<LinkIn, api::Nothing>(
      Declaration(
          "group.revoke_link", Method::del, kGroupPath + "/links/{link}", Policy::signed_in,
          "Ends a link; the owner and the admins."),
      [](db::Tx& tx, const Context& context, const LinkIn& in) {
        revoke_link(tx, in.conversation, in.link, context.who().principal);
        return api::Nothing{};
      }));
  table.push_back(api::transactional<CodeIn, PreviewOut>(
      Declaration("group.preview", Method::post, "/api/v1/groups/preview", Policy::signed_in, "What a link leads to."),
      [](db::Tx& tx, const Context& context, const CodeIn& in) {
        const Preview seen = preview(tx, in.code.value, context.who().principal);
        return PreviewOut{seen.name, seen.member_count, seen.approval, seen.inside};
      }));
  table.push_back(api::transactional<DrawIn, DrawOut>(
      Declaration(
          "group.draw_link", Method::post, "/api/v1/groups/draw-link", Policy::signed_in,
          "The address of a link as a QR picture."),
      draw));
  table.push_back(api::transactional<CodeIn, JoinOut>(
      Declaration(
          "group.join", Method::post, "/api/v1/groups/join", Policy::signed_in,
          "Joins by a link, or waits where that asks for approval."),
      [use](db::Tx& tx, const Context& context, const CodeIn& in) {
        const Joined joined = join(tx, in.code.value, context.who().principal, use->rules.group_members);
        return JoinOut{joined.conversation, joined.seq, joined.waiting};
      }));
  return table;
}

}  // namespace weft::groups
