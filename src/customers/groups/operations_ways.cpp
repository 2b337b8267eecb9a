// join_way.*
#include "customers/groups/manage.hpp"
#include "customers/groups/operations.hpp"
#include <weft/base/crypto.hpp>
#include <weft/directory/qr.hpp>

namespace weft::customers {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

struct WayIn {
  WayId way;
};
BOOST_DESCRIBE_STRUCT(WayIn, (), (way))

enum class WayPictureFormat { png, svg };
BOOST_DESCRIBE_ENUM(WayPictureFormat, png, svg)

struct DrawJoinWay {
  WayId way;
  Text<8, 200> origin;  ///< where people find the server: "https://chat.example.com"
  std::optional<WayPictureFormat> format;
};
BOOST_DESCRIBE_STRUCT(DrawJoinWay, (), (way, origin, format))

struct JoinWayPicture {
  std::string link;
  std::string type;  ///< "image/png"
  std::string data;  ///< base64
};
BOOST_DESCRIBE_STRUCT(JoinWayPicture, (), (link, type, data))

JoinWayPicture draw(db::Tx& tx, const Context& context, const DrawJoinWay& in) {
  const std::string link = directory::web_link(in.origin, get_join_way(tx, context.who(), in.way).path);
  if (in.format == WayPictureFormat::svg) return {link, "image/svg+xml", base64(directory::qr_svg(link))};
  return {link, "image/png", base64(directory::qr_png(link))};
}

const std::string kWays = "/api/v1/join-ways";
const std::string kWay = kWays + "/{way}";

}  // namespace

std::vector<api::Operation> join_way_operations() {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<CreateJoinWay, JoinWayOut>(
      Declaration(
          "join_way.create", Method::post, kWays, Policy::staff,
          "A code by which customers come into up to five groups that one runs, or whose owners contact_ways_manage "
          "reaches; the next group is opened when all are full."),
      [](db::Tx& tx, const Context& context, const CreateJoinWay& in) { return create_join_way(tx, context, in); }));
  table.push_back(api::transactional<WayIn, JoinWayOut>(
      Declaration(
          "join_way.get", Method::get, kWay, Policy::staff,
          "A join way with its groups: one's own, or with contact_ways_manage those of its people."),
      [](db::Tx& tx, const Context& context, const WayIn& in) { return get_join_way(tx, context.who(), in.way); }));
  table.push_back(api::transactional<ListJoinWays, api::Page<JoinWay>>(
      Declaration("join_way.list", Method::get, kWays, Policy::staff, "Join ways, the same; newest first."),
      [](db::Tx& tx, const Context& context, const ListJoinWays& in) {
        return page_of_join_ways(tx, context.who(), in);
      }));
  table.push_back(api::transactional<UpdateJoinWay, JoinWayOut>(
      Declaration(
          "join_way.update", Method::patch, kWay, Policy::staff,
          "Changes what is given of a join way; groups it has opened stay behind those that are named."),
      [](db::Tx& tx, const Context& context, const UpdateJoinWay& in) { return update_join_way(tx, context, in); }));
  table.push_back(api::transactional<WayIn, api::Nothing>(
      Declaration(
          "join_way.delete", Method::del, kWay, Policy::staff, "Ends a join way; who has its code comes in no more."),
      [](db::Tx& tx, const Context& context, const WayIn& in) {
        delete_join_way(tx, context, in.way);
        return api::Nothing();
      }));
  table.push_back(api::transactional<DrawJoinWay, JoinWayPicture>(
      Declaration(
          "join_way.draw", Method::get, kWay + "/picture", Policy::signed_in,
          "The link of a join way as a QR picture."),
      draw));
  return table;
}

}  // namespace weft::customers
