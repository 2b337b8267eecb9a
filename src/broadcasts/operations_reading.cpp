// broadcast.get, .list, .recipients, .senders: what became of it.
#include "broadcasts/operations.hpp"
#include "broadcasts/report.hpp"

namespace weft::broadcasts {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Page;
using api::Policy;

using Many = Int<1, 1000>;
std::int64_t limit_of(const std::optional<Many>& limit) {
  return limit ? limit->value : api::kDefaultLimit;
}

struct ListIn {
  std::optional<Status> status;
  std::optional<bool> all;  ///< those of others, too, whom the caller may send for
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListIn, (), (status, all, limit, cursor))

struct RecipientsIn {
  BroadcastId broadcast;
  std::optional<PrincipalId> sender;
  std::optional<State> state;
  std::optional<Many> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(RecipientsIn, (), (broadcast, sender, state, limit, cursor))

struct SendersIn {
  BroadcastId broadcast;
  std::optional<Many> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(SendersIn, (), (broadcast, limit, cursor))

struct SenderView {
  Person sender;
  TaskStatus status = TaskStatus::waiting;
  std::optional<Time> decided_at;
  Counts counts;
};
BOOST_DESCRIBE_STRUCT(SenderView, (), (sender, status, decided_at, counts))

Page<BroadcastView> list(db::Tx& tx, const Context& context, const ListIn& in) {
  const std::int64_t limit = api::limit_of(in.limit);
  BroadcastId before;
  if (in.cursor) before = api::cursor_id<BroadcastId>(api::decode_cursor("broadcasts", *in.cursor, 1)[0]);
  auto found = in.all.value_or(false)
                   ? store::list_known(tx, viewer_of(tx, context.who()), in.status, before, limit + 1)
                   : store::list(tx, context.who().principal, in.status, before, limit + 1);
  const auto page = api::make_page(
      std::move(found), limit, "broadcasts", [](const Broadcast& last) { return std::vector{last.id.str()}; });
  Page<BroadcastView> out{{}, page.next_cursor};
  for (const Broadcast& one : page.items)
    out.items.push_back(view_of(tx, one));
  return out;
}

Page<RecipientView> recipients(db::Tx& tx, const Context& context, const RecipientsIn& in) {
  const Broadcast one = seen(tx, context.who(), in.broadcast);
  const std::int64_t limit = limit_of(in.limit);
  store::RecipientFilter filter{in.sender, in.state};
  if (in.cursor) filter.after = api::cursor_number(api::decode_cursor("recipients", *in.cursor, 1)[0]);
  return api::make_page(
      store::recipients(tx, one, filter, limit + 1), limit, "recipients",
      [](const RecipientView& last) { return std::vector{std::to_string(last.number)}; });
}

Page<SenderView> senders(db::Tx& tx, const Context& context, const SendersIn& in) {
  const Broadcast one = seen(tx, context.who(), in.broadcast);
  const std::int64_t limit = limit_of(in.limit);
  PrincipalId after;
  if (in.cursor) after = api::cursor_id<PrincipalId>(api::decode_cursor("senders", *in.cursor, 1)[0]);
  const auto page = api::make_page(store::tasks(tx, one.id, after, limit + 1), limit, "senders", [](const Task& last) {
    return std::vector{last.sender.str()};
  });
  std::vector<PrincipalId> ids;
  for (const Task& task : page.items)
    ids.push_back(task.sender);
  const auto names = people(tx, ids);
  Page<SenderView> out{{}, page.next_cursor};
  for (const Task& task : page.items)
    out.items.push_back({names.at(task.sender), task.status, task.decided_at, task.counts});
  return out;
}

}  // namespace

std::vector<api::Operation> reading_operations() {
  const std::string all = "/api/v1/broadcasts", one = all + "/{broadcast}";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<ListIn, Page<BroadcastView>>(
      Declaration("broadcast.list", Method::get, all, Policy::staff, "One's own broadcasts, the newest first."), list));
  table.push_back(api::transactional<BroadcastIn, BroadcastView>(
      Declaration("broadcast.get", Method::get, one, Policy::staff, "A broadcast, how far it is and how fast it goes."),
      [](db::Tx& tx, const Context& context, const BroadcastIn& in) {
        return view_of(tx, seen(tx, context.who(), in.broadcast));
      }));
  table.push_back(api::transactional<RecipientsIn, Page<RecipientView>>(
      Declaration(
          "broadcast.recipients", Method::get, one + "/recipients", Policy::staff,
          "What became of each recipient: sent, read, replied, or why not."),
      recipients));
  table.push_back(api::transactional<SendersIn, Page<SenderView>>(
      Declaration(
          "broadcast.senders", Method::get, one + "/senders", Policy::staff, "The same for each employee who sends."),
      senders));
  return table;
}

}  // namespace weft::broadcasts
