// Parses and completes connection strings with libpq's own parser.
#include "db/conninfo.hpp"

#include <weft/base/error.hpp>

#include <libpq-fe.h>

#include <memory>

namespace weft::db {
namespace {

// A server that vanished without a word is noticed within about 15 s; a connect attempt takes 5 s at most.
const std::map<std::string, std::string> kLimits = {
    {"connect_timeout", "5"},  {"keepalives_idle", "10"},     {"keepalives_interval", "3"},
    {"keepalives_count", "2"}, {"tcp_user_timeout", "15000"}, {"client_encoding", "UTF8"},
};

std::string quoted(const std::string& value) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "'";
}

}  // namespace

std::string conninfo(const std::string& url, const std::map<std::string, std::string>& defaults) {
  char* message = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
      PQconninfoParse(url.c_str(), &message), &PQconninfoFree);
  const std::unique_ptr<char, decltype(&PQfreemem)> owned(message, &PQfreemem);
  if (!parsed) {
    // libpq's message may quote the text, and with it the password.
    throw OperatorError(
        "database.url is no PostgreSQL connection string: write postgresql://user:password@host/database");
  }
  std::map<std::string, std::string> values = defaults;
  for (const auto& [key, value] : kLimits)
    values.emplace(key, value);
  for (const PQconninfoOption* option = parsed.get(); option->keyword; ++option) {
    if (option->val) values[option->keyword] = option->val;
  }
  std::string text;
  for (const auto& [key, value] : values)
    text += (text.empty() ? "" : " ") + key + "=" + quoted(value);
  return text;
}

}  // namespace weft::db
