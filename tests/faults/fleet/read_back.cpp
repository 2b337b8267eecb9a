// The final read-back: pages of entry.list from 1 to the head, by each reader on its own connection.
#include "fleet/read_back.hpp"

#include "load/scan.hpp"

#include <algorithm>
#include <utility>

namespace weft::faults {

using namespace std::chrono_literals;

ReadBack::ReadBack(Shared& shared, Swarm& swarm, std::size_t readers, std::function<void(const Result&)> done)
    : shared_(shared), swarm_(swarm), done_(std::move(done)) {
  plan(readers);
  result_.readings = waiting_.size();
  shared_.loop.post([this] { start_more(); });
}

void ReadBack::plan(std::size_t readers) {
  std::unordered_map<std::string, std::size_t> count;
  std::unordered_map<Member*, unsigned> last_index;
  swarm_.each(0, 0, [&](Member& member) {
    for (auto& [id, known] : member.known()) {
      if (known.ignored || (readers != 0 && known.inside && count[id] >= readers)) continue;
      ++count[id];
      auto& file = files_[&member];
      if (!file) {
        file = std::make_unique<HistoryFile>(shared_.folder, member.plan().name, ".back", member.plan().principal);
      }
      const auto index = last_index[&member]++;
      file->line("c", index, id);
      waiting_.push_back(std::make_shared<Reading>(&member, &known, file.get(), index));
    }
  });
  result_.conversations = count.size();
}

void ReadBack::start_more() {
  while (under_way_ < kWidth && !waiting_.empty()) {
    ++under_way_;
    ask(waiting_.front());
    waiting_.pop_front();
  }
  if (under_way_ == 0) finish();
}

void ReadBack::ask(const std::shared_ptr<Reading>& reading) {
  if (!reading->member->online()) {
    again(reading, "offline");
    return;
  }
  const auto input = R"({"conversation":")" + reading->known->id + R"(","after":)" + std::to_string(reading->after) +
                     R"(,"limit":200})";
  reading->member->client().request(
      "entry.list", input, [this, reading](const load::Scanned& answer) { answered(reading, answer); });
}

void ReadBack::again(const std::shared_ptr<Reading>& reading, std::string_view code) {
  if (++reading->tries <= kTries) {
    shared_.loop.after(250ms, [this, reading] { ask(reading); });
    return;
  }
  ++result_.failed;
  ++shared_.total.errors["read-back " + std::string(code)];
  --under_way_;
  start_more();
}

void ReadBack::answered(const std::shared_ptr<Reading>& reading, const load::Scanned& answer) {
  auto& file = *reading->file;
  if (answer.ok.empty()) {
    const auto status = load::integer(load::raw_field(answer.error, "status")).value_or(0);
    if (status == 429 || status >= 500) {
      again(reading, load::plain(load::raw_field(answer.error, "code")));
      return;
    }
    file.line("N", reading->index, status);
    --under_way_;
    start_more();
    return;
  }
  reading->tries = 0;
  const auto covers = load::raw_field(answer.ok, "covers");
  const auto from = load::integer(load::raw_field(covers, "from")).value_or(reading->after + 1);
  const auto to = load::integer(load::raw_field(covers, "to")).value_or(reading->after);
  const auto head = load::integer(load::raw_field(answer.ok, "head_seq")).value_or(to);
  const auto first = load::integer(load::raw_field(answer.ok, "first_seq")).value_or(1);
  if (first > 1) file.line("T", reading->index, first);
  file.line("P", reading->index, from, to);
  load::for_each_item(load::raw_field(answer.ok, "items"), [&](std::string_view item) { write_entry(*reading, item); });
  const bool moved = to > reading->after;
  reading->after = std::max(reading->after, to);
  if (moved && to < head) {
    ask(reading);
    return;
  }
  file.line("F", reading->index, head);
  --under_way_;
  start_more();
}

void ReadBack::write_entry(Reading& reading, std::string_view item) {
  const auto entry = read_entry(item);
  ++result_.entries;
  reading.file->line("I", reading.index, entry.seq, Hex{entry.hash});
  auto& written = written_[reading.known->id];
  const auto at = static_cast<std::size_t>(std::max<std::int64_t>(entry.seq, 0));
  constexpr std::size_t kLongest = 1U << 24U;
  bool is_new = false;
  if (at < kLongest) {
    if (at >= written.size()) written.resize(at + 1);
    is_new = written[at] == 0;
    if (is_new) written[at] = entry.hash;
  }
  if (!is_new && at < kLongest && written[at] == entry.hash) return;
  if (!is_new && !odd_.insert({reading.known->id, {entry.seq, entry.hash}}).second) return;
  std::string ids;
  for (const auto member : entry.members)
    ids.append(ids.empty() ? "" : ",").append(member);
  const std::string number = entry.message_no < 0 ? "-" : std::to_string(entry.message_no);
  const std::string_view none = "-";
  reading.file->line(
      "L", reading.index, entry.seq, Hex{entry.hash}, entry.kind, entry.actor,
      entry.client_id.empty() ? none : entry.client_id, std::string_view(number),
      ids.empty() ? none : std::string_view(ids));
}

void ReadBack::finish() {
  files_.clear();
  if (done_) std::exchange(done_, nullptr)(result_);
}

}  // namespace weft::faults
