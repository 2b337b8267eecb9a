// The tables of contact_way.* and customer_request.*.
#include "customers/ways/ending.hpp"
#include "customers/ways/manage.hpp"
#include "customers/ways/requests.hpp"
#include <weft/api/define.hpp>
#include <weft/base/crypto.hpp>
#include <weft/directory/qr.hpp>

namespace weft::customers {
namespace {

using api::Context;
using api::Method;
using api::Nothing;
using api::Policy;
using Operations = std::vector<api::Operation>;

enum class PictureFormat { png, svg };
BOOST_DESCRIBE_ENUM(PictureFormat, png, svg)

struct DrawWay {
  WayId way;
  Text<8, 200> origin;  ///< where people find the server: "https://chat.example.com"
  std::optional<PictureFormat> format;
};
BOOST_DESCRIBE_STRUCT(DrawWay, (), (way, origin, format))

struct WayPicture {
  std::string link;
  std::string type;  ///< "image/png"
  std::string data;  ///< base64
};
BOOST_DESCRIBE_STRUCT(WayPicture, (), (link, type, data))

WayPicture draw(db::Tx& tx, const Context& context, const DrawWay& in) {
  const Way way = get_way(tx, context.who(), in.way);
  const std::string link = directory::web_link(in.origin, view_of(way).path);
  if (in.format == PictureFormat::svg) return {link, "image/svg+xml", base64(directory::qr_svg(link))};
  return {link, "image/png", base64(directory::qr_png(link))};
}

void add_writing(Operations& list, const EntranceParts& parts) {
  list.push_back(api::transactional<WayChange, ContactWay>(
      {"contact_way.create", Method::post, "/api/v1/contact-ways", Policy::staff,
       "Make a way by which customers come: to yourself, or with contact_ways_manage to others"},
      [parts](db::Tx& tx, const Context& context, const WayChange& in) {
        return view_of(create_way(tx, context, in, parts));
      }));
  list.push_back(api::transactional<UpdateWay, ContactWay>(
      {"contact_way.update", Method::patch, "/api/v1/contact-ways/{way}", Policy::staff,
       "Change a way; its code stays"},
      [parts](db::Tx& tx, const Context& context, const UpdateWay& in) {
        return view_of(update_way(tx, context, in, parts));
      }));
  list.push_back(api::transactional<WayInput, Nothing>(
      {"contact_way.delete", Method::del, "/api/v1/contact-ways/{way}", Policy::staff,
       "End a way; customers who came by it stay"},
      [](db::Tx& tx, const Context& context, const WayInput& in) {
        remove_way(tx, context, in.way);
        return Nothing{};
      }));
}

struct ChatInput {
  ConversationId conversation;
};
BOOST_DESCRIBE_STRUCT(ChatInput, (), (conversation))

void add_ending(Operations& list, const EntranceParts& parts) {
  list.push_back(api::transactional<ChatInput, Nothing>(
      {"customer_chat.end", Method::post, "/api/v1/customer-chats/{conversation}/end", Policy::staff,
       "End a temporary chat before its time; its closing words are said"},
      [parts](db::Tx& tx, const Context& context, const ChatInput& in) {
        end_chat(tx, context, in.conversation, parts);
        return Nothing{};
      }));
}

void add_reading(Operations& list) {
  list.push_back(api::transactional<WayInput, ContactWay>(
      {"contact_way.get", Method::get, "/api/v1/contact-ways/{way}", Policy::staff, "One way"},
      [](db::Tx& tx, const Context& context, const WayInput& in) {
        return view_of(get_way(tx, context.who(), in.way));
      }));
  list.push_back(api::transactional<ListWays, api::Page<ContactWay>>(
      {"contact_way.list", Method::get, "/api/v1/contact-ways", Policy::staff,
       "Your ways, and those within your reach; newest first"},
      [](db::Tx& tx, const Context& context, const ListWays& in) { return page_of_ways(tx, context.who(), in); }));
  list.push_back(api::transactional<DrawWay, WayPicture>(
      {"contact_way.draw", Method::get, "/api/v1/contact-ways/{way}/picture", Policy::signed_in,
       "The link of a way as a QR picture"},
      draw));
}

void add_requests(Operations& list, const EntranceParts& parts) {
  list.push_back(api::transactional<ListCustomerRequests, api::Page<CustomerRequest>>(
      {"customer_request.list", Method::get, "/api/v1/customer-requests", Policy::signed_in,
       "Customers who wait to be accepted, by you or by somebody within your reach; newest first"},
      [](db::Tx& tx, const Context& context, const ListCustomerRequests& in) {
        return page_of_requests(tx, context.who(), in);
      }));
  list.push_back(api::transactional<AcceptRequest, DecidedRequest>(
      {"customer_request.accept", Method::post, "/api/v1/customer-requests/{request}/accept", Policy::signed_in,
       "Serve this customer"},
      [parts](db::Tx& tx, const Context& context, const AcceptRequest& in) { return accept(tx, context, in, parts); }));
  list.push_back(api::transactional<RequestInput, DecidedRequest>(
      {"customer_request.refuse", Method::post, "/api/v1/customer-requests/{request}/refuse", Policy::signed_in,
       "Do not; the customer is told"},
      [](db::Tx& tx, const Context& context, const RequestInput& in) {
        return turn_down(tx, context, in, RequestStatus::refused);
      }));
  list.push_back(api::transactional<RequestInput, DecidedRequest>(
      {"customer_request.ignore", Method::post, "/api/v1/customer-requests/{request}/ignore", Policy::signed_in,
       "Do not, and say nothing; it may be accepted later"},
      [](db::Tx& tx, const Context& context, const RequestInput& in) {
        return turn_down(tx, context, in, RequestStatus::ignored);
      }));
}

}  // namespace

std::vector<api::Operation> way_operations(const EntranceParts& parts) {
  Operations list;
  add_writing(list, parts);
  add_reading(list);
  add_ending(list, parts);
  add_requests(list, parts);
  return list;
}

}  // namespace weft::customers
