// What a member receives: events, pages, and the highest contiguous seq that follows from them.
#include "fleet/member.hpp"
#include "load/scan.hpp"

#include <algorithm>
#include <charconv>

namespace weft::faults {

using namespace std::chrono_literals;

namespace {

constexpr int kPageLimit = 200;

/// The number behind the last `|` but one of a text "|...|ns|padding", or 0.
std::int64_t sent_ns(std::string_view text) {
  if (text.empty() || text.front() != '|') return 0;
  const auto end = text.rfind('|');
  const auto begin = end == 0 ? std::string_view::npos : text.rfind('|', end - 1);
  if (begin == std::string_view::npos) return 0;
  std::int64_t ns = 0;
  std::from_chars(text.data() + begin + 1, text.data() + end, ns);
  return ns;
}

}  // namespace

EntryView read_entry(std::string_view object) {
  EntryView entry;
  std::string_view body;
  load::FieldWalk walk(object);
  while (walk.next()) {
    const auto key = walk.key();
    if (key == "seq") entry.seq = load::integer(walk.raw()).value_or(-1);
    if (key == "message_no") entry.message_no = load::integer(walk.raw()).value_or(-1);
    if (key == "kind") entry.kind = load::plain(walk.raw());
    if (key == "actor") entry.actor = load::plain(walk.raw());
    if (key == "client_id") entry.client_id = load::plain(walk.raw());
    if (key == "conversation") entry.conversation = load::plain(walk.raw());
    if (key == "body") body = walk.raw();
  }
  std::string joined;
  if (entry.kind == "message") {
    entry.text = load::text(load::raw_field(body, "text"));
  } else if (const auto members = load::raw_field(body, "members"); !members.empty()) {
    load::for_each_item(members, [&](std::string_view raw) {
      entry.members.push_back(load::plain(raw));
      if (!joined.empty()) joined += ',';
      joined += entry.members.back();
    });
  }
  entry.hash = entry_hash(entry.kind, entry.actor, entry.client_id, entry.kind == "message" ? entry.text : joined);
  return entry;
}

void Member::object(std::string_view object) {
  if (object.starts_with(R"({"ev":"entry")")) {
    entry(read_entry(object));
    return;
  }
  const auto event = load::scan(object);
  if (event.ev == "entry") {
    entry(read_entry(object));
  } else if (event.ev == "resync") {
    auto& known = know(event.conversation);
    if (known.ignored) return;
    ++shared_.total.resyncs;
    history_.line("Z", known.index, event.head);
    known.wanted = std::max(known.wanted, event.head);
    if (known.have < known.wanted) page(known);
  } else if (event.ev == "bye") {
    bye_retry_ms_ = load::integer(load::raw_field(object, "retry_after_ms")).value_or(-1);
  }
}

void Member::entry(const EntryView& entry) {
  auto& known = know(entry.conversation);
  if (known.ignored) return;
  ++shared_.total.events;
  history_.stamp();
  history_.line("E", known.index, entry.seq, Hex{entry.hash});
  measure_delivery(entry);
  auto& seen = shared_.heads[known.id];
  seen = std::max(seen, entry.seq);
  note_membership(known, entry);
  if (entry.seq == known.have + 1) {
    advance(known, entry.seq);
  } else if (entry.seq > known.have) {
    if (!known.paging) ++shared_.total.gaps;
    known.wanted = std::max(known.wanted, entry.seq);
    page(known);
  }
}

void Member::measure_delivery(const EntryView& entry) {
  const auto sent = sent_ns(entry.text);
  if (sent > 0) shared_.phase.delivery[was_stalled_ ? 1 : 0].add(load::now_ns() - sent);
}

void Member::note_membership(Known& known, const EntryView& entry) {
  const auto names_me = std::ranges::find(entry.members, plan_.principal) != entry.members.end();
  if (entry.kind == "members_added" && names_me) known.inside = true;
  if (entry.kind == "members_removed" && names_me) known.inside = false;
  if (entry.kind == "left" && entry.actor == plan_.principal) known.inside = false;
  if (entry.kind == "dismissed") known.inside = false;
}

void Member::advance(Known& known, std::int64_t to) {
  known.have = std::max(known.have, to);
  if (known.catch_to == 0 || known.have < known.catch_to) return;
  known.catch_to = 0;
  if (--behind_ > 0) return;
  shared_.phase.catch_up.add(load::now_ns() - connect_ns_);
  shared_.phase.most_missed = std::max(shared_.phase.most_missed, missed_);
}

void Member::page(Known& known) {
  if (known.paging) return;
  known.paging = true;
  ++shared_.total.pages;
  const auto input = R"({"conversation":")" + known.id + R"(","after":)" + std::to_string(known.have) + R"(,"limit":)" +
                     std::to_string(kPageLimit) + "}";
  client_.request("entry.list", input, [this, &known](const load::Scanned& answer) { paged(known, answer); });
}

void Member::paged(Known& known, const load::Scanned& answer) {
  known.paging = false;
  if (answer.ok.empty()) {
    const auto status = load::integer(load::raw_field(answer.error, "status")).value_or(0);
    ++shared_.total.errors["entry.list " + std::string(load::plain(load::raw_field(answer.error, "code")))];
    if (status == 403 || status == 404) {
      known.inside = false;
      known.wanted = known.have;
      return;
    }
    known.paging = true;
    shared_.loop.after(200ms, [this, &known] {
      known.paging = false;
      if (greeted_) page(known);
    });
    return;
  }
  const auto covers = load::raw_field(answer.ok, "covers");
  const auto from = load::integer(load::raw_field(covers, "from")).value_or(known.have + 1);
  const auto to = load::integer(load::raw_field(covers, "to")).value_or(known.have);
  const auto head = load::integer(load::raw_field(answer.ok, "head_seq")).value_or(to);
  history_.stamp();
  history_.line("P", known.index, from, to);
  load::for_each_item(load::raw_field(answer.ok, "items"), [&](std::string_view item) {
    const auto entry = read_entry(item);
    history_.line("I", known.index, entry.seq, Hex{entry.hash});
    note_membership(known, entry);
  });
  const bool moved = to > known.have;
  advance(known, to);
  known.wanted = std::max(known.wanted, head);
  if (known.have < known.wanted && (moved || known.inside)) {
    if (moved) {
      page(known);
    } else {
      // An announced entry that is not readable yet: ask again, not at once.
      known.paging = true;
      shared_.loop.after(20ms, [this, &known] {
        known.paging = false;
        if (greeted_ && known.have < known.wanted) page(known);
      });
    }
  }
}

}  // namespace weft::faults
