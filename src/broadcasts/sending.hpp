// How a broadcast is carried out: what the jobs and the operations share.
#pragma once
#include "broadcasts/ledger.hpp"
#include "broadcasts/store.hpp"
#include <weft/conversations/post_many.hpp>
#include <weft/customers/sayings.hpp>

namespace weft::broadcasts {

/// Announces that it was started, or has ended.
void tell_outside(db::Tx& tx, const Broadcast& broadcast, const char* kind);

/// Who holds the files of a broadcast's content.
PrincipalId holder_of(const BroadcastId& id);

/// The content as messages, files looked up. Raises not_found for a file that is gone.
struct Message {
  bool text = false;  ///< with places to fill in; else the body as it is stored
  std::string body;
};
std::vector<Message> messages_of(db::Tx& tx, const Broadcast& broadcast, conversations::Attachments* attachments);
std::string text_for(
    const std::string& text, const ledger::Standing& standing, const std::string& company, Target target);

/// What the rules, and the rights that its author has now, say of these recipients, one after the other: of those who
/// are one person, one gets it.
class Judge {
 public:
  /// `reached`: the people who were among those before.
  Judge(db::Tx& tx, const Broadcast& broadcast, std::span<const ledger::Due> due, std::set<RecipientId>& reached);
  /// `sent` in the answer: it may be sent.
  ledger::Outcome of(const ledger::Due& due, const ledger::Standing* standing);

 private:
  std::optional<Reason> refused(const ledger::Due& due, const ledger::Standing& standing) const;

  const Broadcast& broadcast_;
  const Time now_;
  const std::set<PrincipalId> beyond_;
  std::set<RecipientId>& reached_;
};

/// Sees to it that the lanes send; those that do not wait for `send_at`. Waits for a step that runs, which may itself
/// wait for the broadcast: before that is locked, unless no lane was ever begun.
void send_lanes(db::Tx& tx, const Broadcast& broadcast);
/// A broadcast in which nothing more is to be sent now: it waits for senders, or is done. The caller holds its lock.
void finish(db::Tx& tx, Broadcast& broadcast);
/// The end, whichever: the author is told, the files are let go, a job counts who reads.
void end(db::Tx& tx, Broadcast& broadcast, Status status, const std::string& reason = {});

/// Freezes the next of the audience behind `after`; the last one's id, or "" when there are no more.
std::string gather(db::Tx& tx, const Broadcast& broadcast, const std::string& after);
/// Freezes the audience, step by step. Of one that is being prepared the same holds as for lanes.
void prepare_in_steps(db::Tx& tx, const Broadcast& broadcast);
/// Ends it when its time is over.
void expire_in_time(db::Tx& tx, const Broadcast& broadcast);

db::JobKinds prepare_jobs();
db::JobKinds send_jobs(const Parts& parts);

}  // namespace weft::broadcasts
