// Broadcasts: one content to many customers, groups with customers, or employees. Each gets it once, whatever is killed
// on the way: the audience is frozen into rows, and a row comes to its end in the transaction that writes into the
// chat.
//
// Locks: the jobs that carry it out (their steps begin with them), the company's administrative line, the broadcast,
// its lane (a chunk is sent under it, and who stops waits for it), the heads of the chats in the order of their ids,
// the terms of the recipients in the order of theirs, rows.
#pragma once
#include <weft/api/event_kinds.hpp>
#include <weft/api/operation.hpp>
#include <weft/conversations/attachments.hpp>
#include <weft/conversations/screening.hpp>
#include <weft/customers/privacy.hpp>
#include <weft/db/jobs.hpp>
#include <weft/directory/transfer.hpp>

#include <chrono>
#include <vector>

namespace weft::broadcasts {

using BroadcastId = Id<struct BroadcastTag>;

inline constexpr auto kPrepareJob = "broadcast.prepare";
inline constexpr auto kSendJob = "broadcast.send";
inline constexpr auto kSweepJob = "broadcast.sweep";
inline constexpr auto kMeasureJob = "broadcast.measure";
inline constexpr auto kExportJob = "broadcast.export";

struct Parts {
  conversations::Screen* screen = nullptr;
  conversations::Attachments* attachments = nullptr;
  directory::TableFiles* tables = nullptr;  ///< null: nothing is exported
  double previews_per_minute = 20;          ///< of one person; 0: no limit
};

/// broadcast.*, broadcast_task.* and visit.broadcasts. The parts must outlive them.
std::vector<api::Operation> operations(const Parts& parts);
db::JobKinds jobs(const Parts& parts);
/// What is kept of a customer: what it was sent, and what it wants.
std::vector<customers::PrivacyPart> privacy_parts();
/// Deletes broadcasts that ended `keep` ago, which is more than a month, and what is locked of recipients that nothing
/// else is known of; of one of them, and `limit` recipients at most. Whether there may be more.
bool purge_broadcasts(db::Tx& tx, std::chrono::hours keep, std::int64_t limit);
/// What the outside may be told of broadcasts as such; of each customer it is told by customers.
api::EventKinds told_kinds();

/// How many recipients one transaction sends to: few, so that nobody who writes to one of them waits long.
inline constexpr std::int64_t kChunk = 96;
/// How many jobs send one broadcast at the same time.
inline constexpr std::int64_t kLanes = 2;

}  // namespace weft::broadcasts
