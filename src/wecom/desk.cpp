// Operations, called from inside a transaction that is open already.
#include "wecom/desk.hpp"

#include <weft/api/note.hpp>

namespace weft::wecom {
namespace {

constexpr int kPage = 100;

Json without_nulls(Json input) {
  for (auto at = input.begin(); at != input.end();)
    at = at->is_null() ? input.erase(at) : std::next(at);
  return input;
}

[[noreturn]] void raise(const ApiError& error, const Numbers& special) {
  std::string text = error.detail();
  if (!error.field().empty() && !text.starts_with(error.field())) text = error.field() + ": " + text;
  throw Fault(number_of(error, special), std::move(text), error.code(), error.field());
}

}  // namespace

const api::Operation& Desk::permitted(std::string_view name) const {
  const api::Operation* operation = registry_.find(name);
  if (operation == nullptr || !operation->transact)
    throw std::logic_error("no operation inside a transaction: " + std::string(name));
  if (operation->policy == api::Policy::anonymous) return *operation;
  if (!context_.caller || !operation->policy.admits(who().permissions, who().caste())) {
    const auto needed = operation->policy.permission();
    throw Fault(
        code::not_permitted,
        "api forbidden: " +
            (needed ? "the app needs a role with " + std::string(name_of(*needed)) : "the app needs a role"),
        Errc::forbidden);
  }
  return *operation;
}

void Desk::need_permission(api::Permission permission) const {
  if (who().may(permission)) return;
  throw Fault(
      code::not_permitted, "api forbidden: the app needs a role with " + std::string(name_of(permission)),
      Errc::forbidden);
}

Json Desk::call(std::string_view name, Json input, const Numbers& special) const {
  const api::Operation& operation = permitted(name);
  try {
    return Json::parse(operation.transact(tx_, context_, without_nulls(std::move(input))));
  } catch (const Fault&) {
    throw;
  } catch (const api::NotedError&) {
    throw;  // with its note; the endpoint has the number for it
  } catch (const ApiError& error) {
    raise(error, special);
  }
}

std::optional<Json> Desk::attempt(std::string_view name, Json input, std::initializer_list<Errc> expected) const {
  db::Savepoint savepoint(tx_);
  try {
    Json answer = call(name, std::move(input));
    savepoint.release();
    return answer;
  } catch (const Fault& fault) {
    if (std::find(expected.begin(), expected.end(), fault.code()) == expected.end()) throw;
    return std::nullopt;
  }
}

std::vector<Json> Desk::all(std::string_view name, Json input, std::size_t most) const {
  std::vector<Json> items;
  input["limit"] = kPage;
  while (true) {
    Json page = call(name, input);
    for (Json& item : page.at("items"))
      items.push_back(std::move(item));
    const Json& next = page.at("next_cursor");
    if (next.is_null() || items.size() >= most) break;
    input["cursor"] = next;
  }
  if (items.size() > most) items.resize(most);
  return items;
}

api::Download Desk::download(std::string_view name, const Json& input, const Numbers& special) const {
  const api::Operation& operation = permitted(name);
  api::Context context = context_;
  context.transfer = std::make_shared<api::Transfer>();
  try {
    operation.transact(tx_, context, without_nulls(input));
  } catch (const Fault&) {
    throw;
  } catch (const api::NotedError&) {
    throw;  // with its note; the endpoint has the number for it
  } catch (const ApiError& error) {
    raise(error, special);
  }
  return std::move(context.transfer->download.value());
}

}  // namespace weft::wecom
