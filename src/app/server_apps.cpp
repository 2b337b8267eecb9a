// What apps are handed of the server.
#include "app/server.hpp"
#include "app/server_parts.hpp"

namespace weft::app {

identity::SignInRules sign_in_rules(const Config& config) {
  identity::SignInRules rules;
  rules.failures_per_account = static_cast<int>(config.limits.sign_in_failures_per_account);
  rules.failures_per_address = static_cast<int>(config.limits.sign_in_failures_per_address);
  rules.window = std::chrono::seconds(config.limits.sign_in_window_s);
  return rules;
}

platform::AppParts Server::app_parts(const Config& config) {
  platform::AppParts parts{dispatcher_, clock_};
  parts.screen = &words_;
  parts.files = &files_;
  parts.secrets = sign_in_rules(config);
  parts.trouble_with = [this](const std::string& url) { return outgoing_.trouble_with(url); };
  parts.ask = [this](const db::Letter& letter, bool get) -> db::Reply {
    try {
      gateway::HttpReply reply = get ? outgoing_.get(letter.url, letter.headers)
                                     : outgoing_.post(letter.url, letter.headers, letter.body);
      return {reply.status, std::move(reply.body), {}};
    } catch (const std::exception& error) {
      return {0, {}, error.what()};
    }
  };
  parts.aside = [this](std::function<void()> task) { asking_.post(std::move(task)); };
  return parts;
}

}  // namespace weft::app
