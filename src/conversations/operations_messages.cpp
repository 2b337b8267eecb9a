// message.*: sending through the log lanes, and what can be done with a message afterwards.
#include "conversations/bodies.hpp"
#include "conversations/messages.hpp"
#include "conversations/operations.hpp"
#include "conversations/store_entries.hpp"
#include <weft/api/define.hpp>
#include <weft/conversations/log.hpp>

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
  std::optional<Warning> warning;
};
BOOST_DESCRIBE_STRUCT(SendOut, (), (conversation, seq, message_no, at, duplicate, warning))

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

struct EditOut {
  Seq seq = 0;
  std::optional<Warning> warning;
};
BOOST_DESCRIBE_STRUCT(EditOut, (), (seq, warning))

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

SendOut answer_of(const ConversationId& conversation, const Appended& done) {
  return {conversation, done.seq, done.message_no, done.at, done.duplicate, {}};
}

void append_to_log(const Shared& use, Send send, const Answer<SendOut>& answer) {
  const ConversationId conversation = send.conversation;
  use->log.append(std::move(send), [answer, conversation](LogWriter::Result result) {
    if (auto* error = std::get_if<ApiError>(&result)) return answer.fail(std::move(*error));
    answer.ok(answer_of(conversation, std::get<Appended>(result)));
  });
}

Utterance utterance_of(const Send& send, const Json& body) {
  return {send.corp, send.actor, send.conversation, shown_texts(body), send.client_id};
}

/// A message on its way, and who sends it.
struct Sending {
  Send send;
  SendIn in;
  bool by_customer = false;
};

std::vector<PrincipalId> mentioned_in(const Json& body) {
  std::vector<PrincipalId> list;
  if (!body.contains("mentions")) return list;
  for (const Json& one : body["mentions"])
    list.push_back(PrincipalId::parse(one.get<std::string>()).value());
  return list;
}

/// On a worker: resolves what the body refers to, screens it, and appends what some rule has a word to say about
/// together with the record of that, and what a customer's mention brings about. Gives the answer, or "" when the send
/// has only to go to its lane. What was sent before is not judged again: it has its answer.
std::string resolve_and_screen(db::Tx& tx, const Dependencies& use, Sending& sending) {
  Screen* const by = use.screen;
  Send& send = sending.send;
  tx.set_corp(send.corp);
  send.body = resolve_body(tx, send.conversation, send.actor, sending.in.kind, sending.in.body, use.attachments);
  const Json body = Json::parse(send.body);
  const Utterance utterance = utterance_of(send, body);
  const bool clean = by == nullptr || by->look(utterance) == Screen::Look::clean;
  const auto mentioned = sending.by_customer && use.after_mention ? mentioned_in(body) : std::vector<PrincipalId>();
  if ((clean && mentioned.empty()) || store::sent_before(tx, send)) return {};
  need_present(may_read(tx, send.conversation, send.actor));
  const auto findings = clean ? std::vector<Finding>() : screen(by, tx, utterance);
  if (findings.empty() && mentioned.empty()) return {};
  const Appended done = append_message(tx, send);
  if (!done.duplicate && !findings.empty()) by->record(tx, utterance, findings, done.seq);
  if (!done.duplicate && !mentioned.empty()) use.after_mention(tx, send.conversation, send.actor, mentioned);
  SendOut out = answer_of(send.conversation, done);
  out.warning = warning_for(tx, send.actor, findings);
  return to_json_text(out);
}

void send_by_worker(const Shared& use, const std::shared_ptr<Sending>& sending, Answer<SendOut> answer) {
  auto work = [use, sending](db::Tx& tx) { return resolve_and_screen(tx, *use, *sending); };
  use->dispatcher.transact(std::move(work), [use, sending, answer](api::Outcome outcome) {
    if (auto* error = std::get_if<ApiError>(&outcome)) return answer.fail(std::move(*error));
    auto& text = std::get<std::string>(outcome);
    if (text.empty()) return append_to_log(use, std::move(sending->send), answer);
    answer.text(std::move(text));
  });
}

/// Customers know nobody by userid, have no other conversations to show, and no colleagues to recommend.
void need_customer_body(MessageKind kind, const Json& body) {
  if (kind == MessageKind::contact || kind == MessageKind::forward)
    throw ApiError(Errc::forbidden, "customers do not send this kind of message", "kind");
  if (calls_everybody(body)) throw ApiError(Errc::forbidden, "customers do not call everybody", "body.mention_all");
  if (!body.is_object() || !body.contains("mentions") || !body["mentions"].is_array()) return;
  for (std::size_t i = 0; i < body["mentions"].size(); ++i) {
    const Json& one = body["mentions"][i];
    if (one.is_string() && !PrincipalId::parse(one.get<std::string>()))
      refuse_field("body.mentions[" + std::to_string(i) + "]", "is not in this conversation");
  }
}

/// Most messages go straight to a lane. A database worker comes first for one that refers to something, to look it up,
/// and for one that holds what some rule forbids.
void send(const Shared& use, const Context& context, SendIn in, Answer<SendOut> answer) {
  const api::Caller& who = context.who();
  if (is_card(in.kind)) throw ApiError(Errc::forbidden, "only apps send cards", "kind");
  if (who.customer) need_customer_body(in.kind, in.body);
  Send send{who.corp, in.conversation, who.principal, in.client_id.value, send_digest(in.kind, in.body), {}};
  send.calls_everybody = calls_everybody(in.body);
  auto plain = plain_body(in.kind, in.body);
  const Utterance utterance = utterance_of(send, use->screen == nullptr ? Json() : in.body);
  const auto look = use->screen == nullptr ? Screen::Look::clean : use->screen->look(utterance);
  if (plain && look == Screen::Look::clean) {
    send.body = std::move(*plain);
    return append_to_log(use, std::move(send), answer);
  }
  const auto sending = std::make_shared<Sending>(Sending{std::move(send), std::move(in), who.customer});
  if (look != Screen::Look::unknown) return send_by_worker(use, sending, std::move(answer));
  use->screen->prepare(utterance, [use, sending, answer](bool ready) {
    if (!ready) return answer.fail(ApiError(Errc::busy, "the rules about words are being read", {}, 1));
    send_by_worker(use, sending, answer);
  });
}

}  // namespace

std::vector<api::Operation> message_operations(const Shared& use) {
  const std::string message = "/api/v1/conversations/{conversation}/messages";
  std::vector<api::Operation> table;
  table.push_back(api::deferred<SendIn, SendOut>(
      Declaration(
          "message.send", Method::post, message, Policy::customer_too,
          "Sends a message; the answer means that it is durably stored."),
      [use](Context context, SendIn in, Answer<SendOut> answer) {
        send(use, context, std::move(in), std::move(answer));
      }));
  table.push_back(api::transactional<MessageIn, SeqOut>(
      Declaration(
          "message.recall", Method::post, message + "/{seq}/recall", Policy::customer_too,
          "Takes a message back, within the company's window."),
      [use](db::Tx& tx, const Context& context, const MessageIn& in) {
        return SeqOut{recall(tx, in.conversation, in.seq, context.who().principal, message_policy(tx, use->rules))};
      }));
  table.push_back(api::transactional<EditIn, EditOut>(
      Declaration(
          "message.edit", Method::put, message + "/{seq}", Policy::customer_too,
          "Replaces the text of one's own message, within the company's window."),
      [use](db::Tx& tx, const Context& context, const EditIn& in) {
        if (context.who().customer) need_customer_body(MessageKind::text, in.body);
        auto edited = edit(
            tx, in.conversation, in.seq, context.who().principal, in.body, message_policy(tx, use->rules), use->screen);
        return EditOut{edited.seq, std::move(edited.warning)};
      }));
  table.push_back(api::transactional<ReactIn, SeqOut>(
      Declaration(
          "message.react", Method::put, message + "/{seq}/reaction", Policy::customer_too,
          "Adds or takes away an emoji."),
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
