// From verdicts to answers and events.
#include "conversations/lane_answers.hpp"

#include <weft/conversations/types.hpp>

namespace weft::conversations {

LogWriter::Result result_of(const store::Verdict& verdict) {
  if (verdict.word == "accepted") return Appended{verdict.seq, verdict.message_no, verdict.at, false};
  if (verdict.word == "duplicate") return Appended{verdict.seq, verdict.message_no, verdict.at, true};
  if (verdict.word == "conflict")
    return ApiError(
        Errc::idempotency_conflict, "this client_id was used before with another kind or body", "client_id");
  if (verdict.word == "not_a_participant") return ApiError(Errc::not_a_participant);
  if (verdict.word == "closed") return ApiError(Errc::conversation_closed);
  if (verdict.word == "app_disabled") return ApiError(Errc::conversation_closed, "the app is switched off");
  if (verdict.word == "out_of_range") return ApiError(Errc::conversation_closed, "the app is not for you any more");
  if (verdict.word == "muted") return ApiError(Errc::muted);
  if (verdict.word == "mention_all")
    return ApiError(Errc::forbidden, "only who manages the group may call everybody", "body.mention_all");
  if (verdict.word == "forbidden") return ApiError(Errc::forbidden, "nobody writes into an inbox");
  return ApiError(Errc::not_found, "no such conversation", "conversation");
}

Event event_of(const Send& send, const store::Verdict& verdict) {
  const Entry entry{verdict.seq,        "message",          send.actor,    verdict.at,
                    RawJson{send.body}, verdict.message_no, send.client_id};
  return EntryEvent{send.conversation, verdict.seq, entry_event_json(send.conversation, entry), {}, {}, send.corp};
}

}  // namespace weft::conversations
