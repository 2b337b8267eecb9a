// visit.get, visit.update, visit.rate and visit.leave: what a customer does once it is in.
#include "customers/visits/visits.hpp"
#include "customers/visits/words.hpp"
#include "customers/ways/hours.hpp"
#include "customers/ways/passing.hpp"
#include "customers/ways/store.hpp"
#include "customers/ways/store_chats.hpp"
#include <weft/api/define.hpp>
#include <weft/conversations/customer_chats.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace weft::customers {
namespace {

using api::Context;
using api::Method;
using api::Nothing;
using api::Policy;

constexpr std::int64_t kRequests = 50;
constexpr std::int64_t kRatings = 3;  ///< of one chat, in a day
constexpr int kRateAgain = 3600;      ///< s

struct ContactCard {
  ContactId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(ContactCard, (), (id, name))

struct Chat {
  ConversationId conversation;
  Card card;
  FollowStatus status = FollowStatus::active;
  bool writable = true;
  std::optional<Time> ends_at;
  std::optional<std::int64_t> rated;
  bool open = true;
  std::optional<std::string> hours;
};
BOOST_DESCRIBE_STRUCT(Chat, (), (conversation, card, status, writable, ends_at, rated, open, hours))

struct Waiting {
  CustomerRequestId request;
  Card card;
  RequestStatus status = RequestStatus::waiting;
  Time at;
};
BOOST_DESCRIBE_STRUCT(Waiting, (), (request, card, status, at))

struct OwnCompany {
  CorpId id;
  std::string name;
  bool verified = false;
};
BOOST_DESCRIBE_STRUCT(OwnCompany, (), (id, name, verified))

struct OwnConsent {
  std::string text;
  std::int64_t version = 0;
  bool agreed = false;
};
BOOST_DESCRIBE_STRUCT(OwnConsent, (), (text, version, agreed))

struct OwnPage {
  OwnCompany company;
  std::optional<OwnConsent> consent;
  bool ask_name = true;
  std::optional<std::string> watermark;
};
BOOST_DESCRIBE_STRUCT(OwnPage, (), (company, consent, ask_name, watermark))

struct OwnVisit {
  ContactCard contact;
  std::vector<Chat> chats;
  std::vector<Waiting> requests;
  std::vector<store::GroupRow> groups;
  OwnPage page;
};
BOOST_DESCRIBE_STRUCT(OwnVisit, (), (contact, chats, requests, groups, page))

struct UpdateVisit {
  std::optional<VisitorName> name;
  std::optional<Language> language;
  std::optional<bool> consent;
};
BOOST_DESCRIBE_STRUCT(UpdateVisit, (), (name, language, consent))

struct Updated {
  ContactCard contact;
};
BOOST_DESCRIBE_STRUCT(Updated, (), (contact))

struct Rate {
  ConversationId conversation;
  Int<1, 5> score;
  std::optional<Text<0, 500>> text;
};
BOOST_DESCRIBE_STRUCT(Rate, (), (conversation, score, text))

struct Rated {
  Seq seq = 0;
  std::int64_t score = 0;
};
BOOST_DESCRIBE_STRUCT(Rated, (), (seq, score))

struct Leave {
  ConversationId conversation;
  std::optional<bool> block;
};
BOOST_DESCRIBE_STRUCT(Leave, (), (conversation, block))

struct Left {
  FollowStatus status = FollowStatus::lost;
};
BOOST_DESCRIBE_STRUCT(Left, (), (status))

store::Visitor need_visitor(db::Tx& tx, const api::Caller& caller) {
  auto visitor = store::visitor(tx, caller.principal);
  if (!visitor) throw ApiError(Errc::not_found, "you are not known here any more: start again");
  return std::move(*visitor);
}

/// One relation for each chat: who is in charge, or was last.
std::vector<Follow> one_each(std::vector<Follow> relations) {
  std::stable_partition(
      relations.begin(), relations.end(), [](const Follow& follow) { return follow.status == FollowStatus::active; });
  std::set<ConversationId> seen;
  std::erase_if(relations, [&](const Follow& follow) { return !seen.insert(follow.conversation).second; });
  return relations;
}

template <class List, class Of>
std::map<PrincipalId, Card> cards_by(db::Tx& tx, const api::Presence* presence, const List& list, Of of) {
  std::vector<PrincipalId> people;
  for (const auto& one : list)
    people.push_back(of(one));
  std::map<PrincipalId, Card> map;
  for (Card& card : cards(tx, presence, people))
    map.emplace(card.principal, std::move(card));
  return map;
}

std::vector<Chat> chats_of(db::Tx& tx, const api::Presence* presence, const ContactId& contact) {
  const auto relations = one_each(follows_of(tx, contact));
  const auto people = cards_by(tx, presence, relations, [](const Follow& follow) { return follow.employee; });
  std::vector<ConversationId> ids;
  for (const Follow& follow : relations)
    ids.push_back(follow.conversation);
  const auto rows = store::chat_rows(tx, ids);
  std::vector<Chat> list;
  for (const Follow& follow : relations) {
    Chat chat;
    chat.conversation = follow.conversation;
    if (const auto card = people.find(follow.employee); card != people.end()) chat.card = card->second;
    chat.status = follow.status;
    chat.writable = follow.status == FollowStatus::active;
    const auto row = std::find_if(
        rows.begin(), rows.end(), [&](const auto& one) { return one.conversation == follow.conversation; });
    if (row != rows.end()) chat.ends_at = row->ends_at, chat.rated = row->rated;
    list.push_back(std::move(chat));
  }
  return list;
}

/// Opening hours of those chats that came by a way with some.
void add_hours(db::Tx& tx, const ContactId& contact, std::vector<Chat>& chats) {
  for (const Follow& follow : follows_of(tx, contact)) {
    if (follow.status != FollowStatus::active || !follow.way) continue;
    const auto way = store::way_by_id(tx, *follow.way);
    if (!way || !way->hours) continue;
    for (Chat& chat : chats) {
      if (chat.conversation != follow.conversation) continue;
      chat.open = is_open(tx, way->hours);
      chat.hours = chat.card.hours = text_of(*way->hours);
    }
  }
}

/// Nobody waits for who cannot serve any more. Whether there was somebody who did.
bool pass_stuck(db::Tx& tx, const std::vector<CustomerRequest>& requests, const api::Presence* presence) {
  std::vector<CustomerRequest> stuck;
  for (const CustomerRequest& request : requests) {
    const bool open = request.status == RequestStatus::waiting || request.status == RequestStatus::ignored;
    if (open && !may_wait_for(tx, request.employee)) stuck.push_back(request);
  }
  if (!stuck.empty()) pass_all(tx, stuck, presence);
  return !stuck.empty();
}

/// Who is ignored goes on waiting.
std::vector<Waiting> waiting_of(db::Tx& tx, const api::Presence* presence, const ContactId& contact) {
  auto requests = store::requests_of(tx, contact, kRequests);
  if (pass_stuck(tx, requests, presence)) requests = store::requests_of(tx, contact, kRequests);
  std::erase_if(requests, [](const auto& request) { return request.status == RequestStatus::accepted; });
  const auto people = cards_by(tx, presence, requests, [](const auto& request) { return request.employee; });
  std::vector<Waiting> list;
  for (const CustomerRequest& request : requests) {
    const bool refused = request.status == RequestStatus::refused;
    const auto card = people.find(request.employee);
    list.push_back(
        {request.id, card == people.end() ? Card{} : card->second,
         refused ? RequestStatus::refused : RequestStatus::waiting, request.created_at});
  }
  return list;
}

OwnVisit get(db::Tx& tx, const Context& context, const api::Presence* presence) {
  const store::Visitor visitor = need_visitor(tx, context.who());
  const CustomerPage page = customer_page(tx);
  OwnVisit out;
  out.contact = {visitor.id, visitor.name};
  out.chats = chats_of(tx, presence, visitor.id);
  add_hours(tx, visitor.id, out.chats);
  out.requests = waiting_of(tx, presence, visitor.id);
  out.groups = store::groups_of(tx, visitor.id);
  const auto company = store::company(tx);
  out.page.company = {tx.corp(), company.name, company.verified};
  if (const auto consent = consent_of(page))
    out.page.consent = OwnConsent{consent->text, consent->version, visitor.consent_version == consent->version};
  out.page.ask_name = page.ask_name;
  out.page.watermark = watermark_of(tx, out.page.company.name, visitor.name);
  return out;
}

Updated update(db::Tx& tx, const Context& context, const UpdateVisit& in, conversations::Screen* screen) {
  const store::Visitor visitor = need_visitor(tx, context.who());
  if (in.name) {
    const std::string name = clean_name(in.name->value);
    if (name.empty()) refuse_field("name", "must not be blank");
    screen_words(tx, screen, visitor.id, "name", name);
    store::rename_contact(tx, visitor.id, name);
  }
  if (in.language) store::set_language(tx, visitor.id, in.language->value);
  if (in.consent.value_or(false)) store::agree(tx, visitor.id, customer_page(tx).consent_version);
  return {{visitor.id, need_visitor(tx, context.who()).name}};
}

/// The newest relation behind a chat of this contact. Raises not_found for every other conversation.
Follow need_chat(db::Tx& tx, const api::Caller& caller, const ConversationId& conversation) {
  for (Follow& follow : one_each(follows_of(tx, caller.principal)))
    if (follow.conversation == conversation) return std::move(follow);
  throw ApiError(Errc::not_found, "no such conversation", "conversation");
}

Rated rate(db::Tx& tx, const Context& context, const Rate& in, conversations::Screen* screen) {
  need_chat(tx, context.who(), in.conversation);
  const auto head = conversations::lock_customer_chat(tx, in.conversation);
  const Follow follow = need_chat(tx, context.who(), in.conversation);
  // Who slipped may put it right; nobody makes an average alone.
  if (store::ratings_since(tx, context.who().principal, in.conversation, tx.now() - std::chrono::hours(24)) >= kRatings)
    throw ApiError(Errc::rate_limited, "you have rated this chat today", {}, kRateAgain);
  const std::string text = in.text ? in.text->value : "";
  screen_words(tx, screen, context.who().principal, "text", text);
  Json body = {{"score", in.score.value}};
  if (!text.empty()) body["text"] = text;
  const Seq seq = conversations::append(tx, head.id, "rated", context.who().principal, body);
  store::set_rated(tx, in.conversation, in.score);
  note(
      tx, {context.who().principal,
           EventKind::rated,
           follow.employee,
           in.conversation,
           context.who().principal,
           {{"score", in.score.value}, {"text", text}}});
  return {seq, in.score};
}

Left leave(db::Tx& tx, const Context& context, const Leave& in) {
  const Follow follow = need_chat(tx, context.who(), in.conversation);
  end_follow(tx, follow, FollowStatus::lost, context.who().principal, {{"blocked", in.block.value_or(false)}});
  return {};
}

}  // namespace

std::vector<api::Operation> own_operations(const EntranceParts& parts) {
  const api::Presence* presence = parts.presence;
  conversations::Screen* screen = parts.screen;
  std::vector<api::Operation> list;
  list.push_back(api::transactional<Nothing, OwnVisit>(
      {"visit.get", Method::get, "/api/v1/visit", Policy::customer, "Who you are here, and your chats"},
      [presence](db::Tx& tx, const Context& context, const Nothing&) { return get(tx, context, presence); }));
  list.push_back(api::transactional<UpdateVisit, Updated>(
      {"visit.update", Method::patch, "/api/v1/visit", Policy::customer, "Your name, language, or consent"},
      [screen](db::Tx& tx, const Context& context, const UpdateVisit& in) { return update(tx, context, in, screen); }));
  list.push_back(api::transactional<Rate, Rated>(
      {"visit.rate", Method::post, "/api/v1/visit/chats/{conversation}/rating", Policy::customer,
       "Say how well you were served, from 1 to 5"},
      [screen](db::Tx& tx, const Context& context, const Rate& in) { return rate(tx, context, in, screen); }));
  list.push_back(api::transactional<Leave, Left>(
      {"visit.leave", Method::post, "/api/v1/visit/chats/{conversation}/leave", Policy::customer,
       "Nobody writes to you here any more, until you come back by a link"},
      leave));
  return list;
}

}  // namespace weft::customers
