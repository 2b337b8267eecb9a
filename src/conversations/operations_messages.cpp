// message.*: sending through the log lanes, and what can be done with a message afterwards.
#include "conversations/bodies.hpp"
#include "conversations/messages.hpp"
#include "conversations/operations.hpp"
#include <weft/api/define.hpp>

namespace weft::conversations {
namespace {

using api::Answer;
using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

struct SendIn {
  ConversationId conversation;
  ClientId client_id;
  MessageKind kind;
  Json body;
};
BOOST_DESCRIBE_STRUCT(SendIn, (), (conversation, client_id, kind, body))

struct SendOut {
  ConversationId conversation;
  Seq seq = 0;
  std::int64_t message_no = 0;
  Time at;
  bool duplicate = false;
};
BOOST_DESCRIBE_STRUCT(SendOut, (), (conversation, seq, message_no, at, duplicate))

struct MessageIn {
  ConversationId conversation;
  SeqField seq;
};
BOOST_DESCRIBE_STRUCT(MessageIn, (), (conversation, seq))

struct EditIn {
  ConversationId conversation;
  SeqField seq;
  Json body;
};
BOOST_DESCRIBE_STRUCT(EditIn, (), (conversation, seq, body))

struct ReactIn {
  ConversationId conversation;
  SeqField seq;
  Text<1, 32> emoji;
  bool on = true;
};
BOOST_DESCRIBE_STRUCT(ReactIn, (), (conversation, seq, emoji, on))

struct PinIn {
  ConversationId conversation;
  SeqField seq;
  bool pinned = true;
};
BOOST_DESCRIBE_STRUCT(PinIn, (), (conversation, seq, pinned))

void append_to_log(const Shared& use, Send send, const Answer<SendOut>& answer) {
  const ConversationId conversation = send.conversation;
  use->log.append(std::move(send), [answer, conversation](LogWriter::Result result) {
    if (auto* error = std::get_if<ApiError>(&result)) return answer.fail(std::move(*error));
    const Appended& done = std::get<Appended>(result);
    answer.ok({conversation, done.seq, done.message_no, done.at, done.duplicate});
  });
}

/// Most messages go straight to a lane; one that refers to something first looks it up on a database worker.
void send(const Shared& use, const Context& context, SendIn in, Answer<SendOut> answer) {
  const api::Caller& who = context.who();
  Send send{who.corp, in.conversation, who.principal, std::move(in.client_id.value), send_digest(in.kind, in.body), {}};
  send.calls_everybody = calls_everybody(in.body);
  if (auto plain = plain_body(in.kind, in.body)) {
    send.body = std::move(*plain);
    return append_to_log(use, std::move(send), answer);
  }
  auto resolve = [use, corp = who.corp, actor = who.principal, in](db::Tx& tx) {
    tx.set_corp(corp);
    return resolve_body(tx, in.conversation, actor, in.kind, in.body, use->attachments);
  };
  use->dispatcher.transact(std::move(resolve), [use, send = std::move(send), answer](api::Outcome outcome) mutable {
    if (auto* error = std::get_if<ApiError>(&outcome)) return answer.fail(std::move(*error));
    send.body = std::get<std::string>(std::move(outcome));
    append_to_log(use, std::move(send), answer);
  });
}

}  // namespace

std::vector<api::Operation> message_operations(const Shared& use) {
  const std::string message = "/api/v1/conversations/{conversation}/messages";
  std::vector<api::Operation> table;
  table.push_back(api::deferred<SendIn, SendOut>(
      Declaration(
          "message.send", Method::post, message, Policy::signed_in,
          "Sends a message; the answer means that it is durably stored."),
      [use](Context context, SendIn in, Answer<SendOut> answer) {
        send(use, context, std::move(in), std::move(answer));
      }));
  table.push_back(api::transactional<MessageIn, SeqOut>(
      Declaration(
          "message.recall", Method::post, message + "/{seq}/recall", Policy::signed_in,
          "Takes a message back, within the company's window."),
      [use](db::Tx& tx, const Context& context, const MessageIn& in) {
        return SeqOut{recall(tx, in.conversation, in.seq, context.who().principal, message_policy(tx, use->rules))};
      }));
  table.push_back(api::transactional<EditIn, SeqOut>(
      Declaration(
          "message.edit", Method::put, message + "/{seq}", Policy::signed_in,
          "Replaces the text of one's own message, within the company's window."),
      [use](db::Tx& tx, const Context& context, const EditIn& in) {
        return SeqOut{
            edit(tx, in.conversation, in.seq, context.who().principal, in.body, message_policy(tx, use->rules))};
      }));
  table.push_back(api::transactional<ReactIn, SeqOut>(
      Declaration(
          "message.react", Method::put, message + "/{seq}/reaction", Policy::signed_in, "Adds or takes away an emoji."),
      [](db::Tx& tx, const Context& context, const ReactIn& in) {
        return SeqOut{react(tx, in.conversation, in.seq, context.who().principal, in.emoji, in.on)};
      }));
  table.push_back(api::transactional<PinIn, SeqOut>(
      Declaration(
          "message.pin", Method::put, message + "/{seq}/pin", Policy::signed_in,
          "Pins a message for everybody, or unpins it."),
      [](db::Tx& tx, const Context& context, const PinIn& in) {
        return SeqOut{pin(tx, in.conversation, in.seq, context.who().principal, in.pinned)};
      }));
  return table;
}

}  // namespace weft::conversations
