// A company with a running server, and `weft chat` on pseudo terminals.
#pragma once
#include "app/place.hpp"

#include <gtest/gtest.h>

namespace weft::test {

inline std::vector<std::string> chat_args(
    const Server& server, const std::string& user, const std::vector<std::string>& more = {}) {
  std::vector<std::string> args{"chat", "--as", user, "--server", server.url()};
  args.insert(args.end(), more.begin(), more.end());
  return args;
}

class ChatTest : public testing::Test {
 protected:
  ChatTest() : place_(company_place()), server_(place_.args({})) { server_.start(); }

  /// Signed in, with the conversation `to` open; empty: none.
  std::unique_ptr<Weft> screen(const std::string& user, const std::string& to) {
    auto client = std::make_unique<Weft>(
        chat_args(server_, user, to.empty() ? std::vector<std::string>{} : std::vector<std::string>{"--to", to}),
        Environment{{"WEFT_PASSWORD", kPassword}}, Weft::Where::terminal);
    EXPECT_TRUE(client->says("signed in as")) << client->out();
    return client;
  }
  /// Sends lines without a terminal.
  void send(const std::string& user, const std::string& to, const std::string& lines) {
    const Ended sent = run_weft(chat_args(server_, user, {"--to", to, "--password-stdin"}), kPassword + "\n" + lines);
    ASSERT_EQ(sent.status, 0) << sent.err;
  }

  Place place_;
  Server server_;
};

}  // namespace weft::test
