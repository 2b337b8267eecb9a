// The manual loop, the recording sink and the database of entries.
#include "fanout/fakes.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace weft::test {

void ManualLoop::run() {
  while (!posted_.empty()) {
    const auto work = std::move(posted_.front());
    posted_.pop_front();
    work();
  }
}

void ManualLoop::advance(std::chrono::milliseconds by) {
  const auto end = now_ + by;
  run();
  while (!timers_.empty() && timers_.begin()->first <= end) {
    now_ = timers_.begin()->first;
    const auto work = std::move(timers_.begin()->second);
    timers_.erase(timers_.begin());
    work();
    run();
  }
  now_ = end;
}

std::vector<std::string> messages_of(std::string_view bytes) {
  std::vector<std::string> result;
  while (!bytes.empty()) {
    EXPECT_EQ(static_cast<unsigned char>(bytes[0]), 0x81);
    std::uint64_t size = static_cast<unsigned char>(bytes[1]);
    const std::size_t extra = size == 127 ? 8 : size == 126 ? 2 : 0;
    if (extra) size = 0;
    for (std::size_t i = 0; i < extra; ++i)
      size = size << 8 | static_cast<unsigned char>(bytes[2 + i]);
    std::string_view payload = bytes.substr(2 + extra, size);
    EXPECT_EQ(payload.size(), size);
    bytes.remove_prefix(2 + extra + size);
    while (!payload.empty()) {
      const auto end = std::min(payload.find('\n'), payload.size());
      result.emplace_back(payload.substr(0, end));
      payload.remove_prefix(std::min(end + 1, payload.size()));
    }
  }
  return result;
}

Received parse(const std::string& text) {
  const auto json = nlohmann::json::parse(text);
  Received received{json.at("ev"), json.value("conversation", ""), 0, text};
  if (received.ev == "entry") received.seq = json.at("seq");
  if (received.ev == "resync") received.seq = json.at("head");
  return received;
}

bool FakeSink::deliver(const fanout::FramePtr& frame) {
  ++frames;
  if (on_deliver) on_deliver();
  if (queued.size() >= room) {
    queued.clear();
    ++dropped;
    return false;
  }
  queued.push_back(frame);
  return true;
}

void FakeSink::flush() {
  ++flushes;
  if (writes) write();
  if (on_flush) on_flush();
}

void FakeSink::close(fanout::Close code, std::string_view) {
  closed = code;
  if (on_close) on_close();
}

void FakeSink::write() {
  for (const auto& frame : queued) {
    const auto texts = messages_of(frame->bytes);
    EXPECT_EQ(texts.size(), frame->messages);
    for (const auto& text : texts)
      written_.push_back(parse(text));
  }
  queued.clear();
}

std::vector<Received> FakeSink::take() {
  return std::exchange(written_, {});
}

std::vector<Seq> FakeSink::take_seqs() {
  std::vector<Seq> seqs;
  for (const auto& received : take()) {
    if (received.ev == "entry") seqs.push_back(received.seq);
  }
  return seqs;
}

std::string entry_json(const ConversationId& conversation, Seq seq) {
  return R"({"ev":"entry","conversation":")" + conversation.str() + R"(","seq":)" + std::to_string(seq) +
         R"(,"kind":"message"})";
}

EntryEvent FakeDatabase::append(
    const ConversationId& conversation, std::vector<PrincipalId> joined, std::vector<PrincipalId> left) {
  const Seq seq = head(conversation) + 1;
  EntryEvent entry{conversation, seq, entry_json(conversation, seq), std::move(joined), std::move(left)};
  logs[conversation].push_back(entry);
  return entry;
}

std::vector<EntryEvent> FakeDatabase::range(const ConversationId& conversation, Seq first, Seq last) {
  std::vector<EntryEvent> result;
  for (const auto& entry : logs[conversation]) {
    if (entry.seq >= first && entry.seq <= last) result.push_back(entry);
  }
  return result;
}

fanout::Hub::Backfill FakeDatabase::backfill() {
  return [this](ConversationId conversation, Seq first, Seq last, auto done) {
    asked.emplace_back(first, last);
    std::function<void()> answer = [this, conversation, first, last, done] {
      if (away) {
        done(std::nullopt);
      } else {
        done(range(conversation, first, last));
      }
    };
    if (answers) {
      loop_.post(std::move(answer));
    } else {
      kept.push_back(std::move(answer));
    }
  };
}

PrincipalId HubTest::enter(FakeSink& sink, std::vector<ConversationId> conversations, PrincipalId principal) {
  hub.begin(sink, principal, SessionId::make());
  EXPECT_TRUE(attach(sink, conversations));
  return principal;
}

bool HubTest::attach(FakeSink& sink, const std::vector<ConversationId>& conversations) {
  std::vector<fanout::Hub::Subscription> subscriptions;
  for (const auto& conversation : conversations)
    subscriptions.push_back({conversation, database.head(conversation)});
  return hub.attach(sink, subscriptions);
}

}  // namespace weft::test
