// `weft init`: a company and its owner. Everything is asked for before anything is made.
#include "app/commands.hpp"
#include "app/database.hpp"
#include "app/terminal.hpp"
#include <weft/base/error.hpp>
#include <weft/conversations/conversations.hpp>
#include <weft/identity/admin.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace weft::app {
namespace {

/// "Acme Ltd." -> "acme-ltd"; empty when nothing of the name can be used.
std::string handle_from(const std::string& name) {
  std::string handle;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && std::isalnum(byte)) {
      handle += static_cast<char>(std::tolower(byte));
    } else if (!handle.empty() && handle.back() != '-') {
      handle += '-';
    }
  }
  while (!handle.empty() && handle.back() == '-')
    handle.pop_back();
  return handle.substr(0, 64);
}

/// Asks for what the flags left out; without a terminal that is an error that names the flag.
std::string need(
    const std::string& given, const std::string& flag, const std::string& question, const std::string& fallback = {}) {
  if (!given.empty()) return given;
  if (!is_terminal(STDIN_FILENO)) {
    if (!fallback.empty()) return fallback;
    throw OperatorError("there is no terminal to ask on: give " + flag, 2);
  }
  return ask(question, fallback);
}

InitOptions complete(InitOptions options) {
  if (options.password_stdin && (options.company.empty() || options.owner.empty())) {
    throw OperatorError("with --password-stdin give --company and --owner too", 2);
  }
  options.company = need(options.company, "--company", "Name of the company");
  options.handle = need(
      options.handle, "--handle", "Its short name for signing in (a-z, 0-9, -)", handle_from(options.company));
  options.owner = need(options.owner, "--owner", "Userid of the owner, who may do everything");
  options.name = need(options.name, "--name", "Name of the owner", options.owner);
  return options;
}

}  // namespace

int init(const InitOptions& given) {
  const Config config = read_config(given.config);
  const InitOptions options = complete(given);
  const std::string password = new_password(given.password_stdin, options.owner);
  identity::check_new_password(password, options.owner, "password");
  identity::NewMember owner;
  owner.userid = options.owner;
  owner.name = options.name;
  owner.role = api::Role::owner;
  owner.password_hash = identity::hash_password(password);

  const auto database = Database::open(config, Database::Need::anything);
  database->migrate();
  transact(database->owner_options("weft init"), [&](db::Tx& tx) {
    identity::create_company(tx, options.handle, options.company);
    const PrincipalId id = identity::create_member(tx, owner);
    conversations::make_inboxes(tx, std::span(&id, 1));
  });
  std::printf(
      "%s (%s) is ready; %s owns it.\n", options.company.c_str(), options.handle.c_str(), options.owner.c_str());
  std::printf(
      "Next: weft serve%s, then weft chat --as %s, and weft user add for everybody else\n",
      config.server.data == "var" ? "" : (" --data " + config.server.data).c_str(), options.owner.c_str());
  return 0;
}

}  // namespace weft::app
