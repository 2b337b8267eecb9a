// member.avatar, member.set_avatar and member.remove_avatar: everybody's own picture, and those that others manage.
#include "directory/operations.hpp"
#include <weft/directory/avatars.hpp>
#include <weft/directory/members.hpp>

namespace weft::directory {

enum class PictureSize { small, medium };
BOOST_DESCRIBE_ENUM(PictureSize, small, medium)

namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Permission;
using api::Policy;

constexpr std::int64_t kLeastSide = 16;    // pixels
constexpr std::int64_t kMostSide = 10000;  // a photograph of a telephone fits

struct MemberIn {
  PersonRef member;
};
BOOST_DESCRIBE_STRUCT(MemberIn, (), (member))

struct PictureIn {
  PersonRef member;
  std::optional<PictureSize> size;
};
BOOST_DESCRIBE_STRUCT(PictureIn, (), (member, size))

struct SetIn {
  PersonRef member;
  FileId file;
};
BOOST_DESCRIBE_STRUCT(SetIn, (), (member, file))

/// Oneself, or somebody whose data the caller manages.
PrincipalId to_portray(db::Tx& tx, const Context& context, const PersonRef& ref) {
  const PrincipalId id = identity::find_seen(tx, context.who(), ref);
  if (id == context.who().principal) return id;
  const auto caller = identity::begin_admin(tx, context.who(), Permission::members_manage);
  return member_in_reach(tx, caller, Permission::members_manage, ref);
}

void check_sides(const files::File& picture) {
  if (!picture.width || !picture.height) return;  // it waits to be looked into
  const auto [least, most] = std::minmax(*picture.width, *picture.height);
  if (least < kLeastSide || most > kMostSide)
    throw ApiError(Errc::invalid_argument, "must be a picture with sides of 16 to 10,000 pixels", "file");
}

MemberDetail set(db::Tx& tx, const Context& context, const SetIn& in) {
  const PrincipalId member = to_portray(tx, context, in.member);
  MemberDetail before = member_detail(tx, context.who(), member);
  if (before.avatar == in.file.str()) return before;
  check_sides(files::need_picture(tx, context.who(), in.file));
  update_member(tx, member, MemberChange{.avatar = in.file.str()}, identity::origin_of(context));
  files::attach(tx, context.who(), in.file, {files::Use::Kind::avatar, member, std::nullopt});
  files::detach_all_but(tx, files::Use::Kind::avatar, member, in.file);
  return member_detail(tx, context.who(), member);
}

MemberDetail remove(db::Tx& tx, const Context& context, const MemberIn& in) {
  const PrincipalId member = to_portray(tx, context, in.member);
  update_member(tx, member, MemberChange{.avatar = ""}, identity::origin_of(context));
  files::detach_all_but(tx, files::Use::Kind::avatar, member, FileId{});
  return member_detail(tx, context.who(), member);
}

/// A smaller picture where there is one: of a small one there is none.
api::Download picture(db::Tx& tx, files::Files& files, const Context& context, const PictureIn& in) {
  const PrincipalId member = identity::find_seen(tx, context.who(), in.member);
  const auto avatar = member_detail(tx, context.who(), member).avatar;
  if (!avatar) throw ApiError(Errc::not_found, "this member has no picture");
  return files::picture_of(
      files, tx, context.who(), FileId::parse(*avatar).value(),
      in.size ? boost::describe::enum_to_string(*in.size, "") : "");
}

}  // namespace

bool sees_member(db::Tx& tx, const api::Caller& caller, const PrincipalId& member) {
  return !identity::visible(tx, identity::view_of(tx, caller), std::span(&member, 1)).empty();
}

std::vector<api::Operation> avatar_operations(files::Files& files) {
  const std::string path = "/api/v1/members/{member}/avatar";
  std::vector<api::Operation> table;
  table.push_back(api::sending<PictureIn>(
      Declaration(
          "member.avatar", Method::get, path, Policy::staff,
          "The picture of a member, for everybody who sees the member."),
      [&files](db::Tx& tx, const Context& context, const PictureIn& in) {
        context.transfer->download = picture(tx, files, context, in);
      }));
  table.push_back(api::transactional<SetIn, MemberDetail>(
      Declaration(
          "member.set_avatar", Method::put, path, Policy::staff,
          "Makes an uploaded picture your own, or that of a member whom you manage."),
      set));
  table.push_back(api::transactional<MemberIn, MemberDetail>(
      Declaration(
          "member.remove_avatar", Method::del, path, Policy::staff,
          "Takes your own picture away, or that of a member whom you manage."),
      remove));
  return table;
}

}  // namespace weft::directory
