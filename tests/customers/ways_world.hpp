// A company with contact ways, and visitors who come by them.
#pragma once
#include "customers/world.hpp"
#include <weft/customers/visits.hpp>
#include <weft/files/files.hpp>

namespace weft::test {

struct WayWorld : CustomerWorld {
  explicit WayWorld(double per_minute = 0, int threads = 4, conversations::Screen* by = nullptr)
      : CustomerWorld(threads), screen(by) {
    customers::VisitParts parts{dispatcher, clock, this->parts()};
    parts.files = &files;
    files.set_visibility([](db::Tx& tx, const api::Caller& who, const PrincipalId& member) {
      return who.customer ? customers::sees_card(tx, who.principal, member) : who.principal == member;
    });
    parts.per_minute = per_minute;
    registry.add(customers::way_operations(parts.entrance));
    registry.add(customers::visit_operations(parts));
    registry.add(files::operations(files));
    person("olga");
    as_owner([&](db::Tx& tx) {
      tx.set_corp(corp);
      identity::set_role(tx, people.at("olga"), api::Role::owner);
      return 0;
    });
    roles["olga"] = api::Role::owner;
  }

  ~WayWorld() { files.stop(); }
  WayWorld(const WayWorld&) = delete;
  WayWorld& operator=(const WayWorld&) = delete;

  customers::EntranceParts parts() { return {&presence, screen, &files}; }

  /// A file that somebody stored and nothing uses yet.
  std::string file(const std::string& owner, const std::string& name) {
    return in_company([&](db::Tx& tx) {
      return files.take(tx, people.at(owner), name, files::Purpose::file, "what is in it", "file").str();
    });
  }

  /// A way that `olga` makes; the employees may serve.
  Json way(const std::vector<std::string>& employees, Json more = Json::object()) {
    for (const std::string& userid : employees)
      employee(userid);
    more["employees"] = employees;
    Json answer = call("olga", "contact_way.create", more);
    EXPECT_FALSE(answer.contains("title") && answer.contains("status")) << answer.dump();
    return answer;
  }

  static std::string code_of(const Json& way) { return way.at("path").get<std::string>().substr(3); }

  Json look(const Json& way) { return call("olga", "visit.look", {{"code", code_of(way)}}); }

  /// A visit under this name: later ones come with the token of the first.
  Json start(const std::string& name, const Json& way, Json more = Json::object()) {
    more["code"] = code_of(way);
    if (tokens.count(name) && !more.contains("visitor")) more["visitor"] = tokens.at(name);
    Json answer = call("olga", "visit.start", more);
    if (answer.contains("token") && answer.at("token").is_string()) {
      tokens[name] = answer.at("token");
      people[name] = PrincipalId::parse(answer.at("contact").get<std::string>()).value();
      sessions[name] = SessionId::parse(answer.at("session").get<std::string>()).value();
      outside.insert(name);
    }
    return answer;
  }

  /// The userid of who is in charge of a chat.
  std::string in_charge(const Json& started) {
    const auto chat = ConversationId::parse(started.at("conversation").get<std::string>()).value();
    const auto follow = in_company([&](db::Tx& tx) { return customers::follow_of(tx, chat); });
    for (const auto& [name, id] : people)
      if (follow && id == follow->employee) return name;
    return "";
  }

  std::vector<std::string> texts(const std::string& who, const std::string& chat) {
    std::vector<std::string> list;
    for (const Json& entry : items(entries(who, chat, {{"after", 0}, {"limit", 200}})))
      if (entry.at("kind") == "message") list.push_back(entry.at("body").value("text", entry.at("body").at("kind")));
    return list;
  }

  std::vector<std::string> inbox(const std::string& who) {
    return in_company([&](db::Tx& tx) {
      std::vector<std::string> list;
      for (const auto& row : db::exec(
               tx,
               "SELECT e.kind FROM entries e JOIN conversations c ON c.id = e.conversation_id WHERE c.kind = 'inbox' "
               "AND "
               "c.owner_id = $1 ORDER BY e.seq",
               people.at(who)))
        list.push_back(row[0].c_str());
      return list;
    });
  }

  /// One step of the job that ends temporary chats.
  db::Step end_chats() {
    const auto kinds = customers::way_jobs(parts());
    db::Job job;
    job.corp = corp;
    return in_company([&](db::Tx& tx) { return kinds.begin()->second.step(tx, job); });
  }

  conversations::Screen* screen = nullptr;
  std::map<std::string, std::string> tokens;
  std::string directory = scratch_dir();
  std::unique_ptr<files::FileStore> store = files::make_disk_store(directory);
  files::Files files{dispatcher, *store, clock, files::Options{}};
};

}  // namespace weft::test
