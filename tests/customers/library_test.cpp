// Quick replies and contents: who finds and changes which, what using them gives, and who opened what.
#include "customers/figures_world.hpp"
#include "support/plans.hpp"
#include <weft/customers/library.hpp>

namespace weft::test {
namespace {

class LibraryWorld : public FiguresWorld {
 public:
  explicit LibraryWorld(int threads = 4) : FiguresWorld(threads), files(dispatcher, *store, clock, {}) {
    registry.add(customers::quick_reply_operations());
    registry.add(customers::content_operations(files));
  }
  files::Files files;
};

struct QuickReply : ::testing::Test {
  LibraryWorld world;

  Json create(const std::string& who, Json in) {
    in.emplace("title", "Greeting");
    in.emplace("text", "Hello {name}");
    return world.call(who, "quick_reply.create", in);
  }
  std::vector<std::string> titles(const std::string& who, const Json& in = Json::object()) {
    std::vector<std::string> list;
    for (const Json& one : items(world.call(who, "quick_reply.list", in)))
      list.push_back(one.at("title"));
    return list;
  }
};

TEST_F(QuickReply, FillsInWhoWritesToWhom) {
  const std::string chat = world.customer("carl", "emma");
  const Json made = create(
      "emma", {{"scope", "personal"}, {"text", "Hello {name}, I am {employee} of {company}. {what} {name"}});
  const Json used = world.call("emma", "quick_reply.use", {{"reply", made["id"]}, {"conversation", chat}});
  EXPECT_EQ(used["text"], "Hello carl, I am Name of emma of Acme. {what} {name");
  EXPECT_EQ(used["uses"], 1);
  EXPECT_EQ(world.call("emma", "quick_reply.use", {{"reply", made["id"]}})["uses"], 2);
  const Json company = create("olga", {{"scope", "company"}});
  world.person("nora");
  const Json in = {{"reply", company["id"]}, {"conversation", chat}};
  EXPECT_EQ(world.call("nora", "quick_reply.use", in)["field"], "conversation") << "she is not in the chat";
}

TEST_F(QuickReply, FillsNothingInTwice) {
  const std::string chat = world.customer("{company}", "emma");
  const Json made = create("emma", {{"scope", "personal"}});
  EXPECT_EQ(
      world.call("emma", "quick_reply.use", {{"reply", made["id"]}, {"conversation", chat}})["text"],
      "Hello {company}");
}

TEST_F(QuickReply, IsFoundWhereItBelongs) {
  const auto sales = world.place("lead", "Sales");
  world.place("emma", "Sales/North");
  world.place("nora", "Support");
  world.in_company([&](db::Tx& tx) {
    db::exec(tx, "UPDATE department_members SET leader = true WHERE principal_id = $1", world.people.at("lead"));
    return 0;
  });
  create("emma", {{"scope", "personal"}, {"title", "Own"}});
  EXPECT_EQ(code(create("emma", {{"scope", "team"}, {"department", sales}})), "forbidden");
  EXPECT_EQ(code(create("lead", {{"scope", "team"}, {"department", sales}, {"title", "Team"}})), "ok");
  EXPECT_EQ(code(create("lead", {{"scope", "company"}})), "forbidden");
  create("olga", {{"scope", "company"}, {"title", "Company"}});
  EXPECT_EQ(titles("emma"), (std::vector<std::string>{"Own", "Team", "Company"}));
  EXPECT_EQ(titles("nora"), (std::vector<std::string>{"Company"}));
  EXPECT_EQ(titles("emma", {{"scope", "team"}}), (std::vector<std::string>{"Team"}));
  const Json own = items(world.call("emma", "quick_reply.list", Json::object()))[0];
  EXPECT_EQ(code(world.call("olga", "quick_reply.delete", {{"reply", own["id"]}})), "not_found");
  EXPECT_EQ(create("lead", {{"scope", "team"}})["field"], "department");
  EXPECT_EQ(create("olga", {{"scope", "team"}, {"department", 999}})["field"], "department");
}

TEST_F(QuickReply, IsFoundByItsWords) {
  create("emma", {{"scope", "personal"}, {"title", "退货流程"}, {"text", "請填寫表格"}});
  create("emma", {{"scope", "personal"}, {"title", "Opening HOURS"}});
  EXPECT_EQ(titles("emma", {{"query", "货"}}), (std::vector<std::string>{"退货流程"}));
  EXPECT_EQ(titles("emma", {{"query", "填写"}}), (std::vector<std::string>{"退货流程"}));
  EXPECT_EQ(titles("emma", {{"query", "hours"}}), (std::vector<std::string>{"Opening HOURS"}));
  EXPECT_TRUE(titles("emma", {{"query", "%"}}).empty());
}

TEST_F(QuickReply, LivesInFolders) {
  const Json made = create("emma", {{"scope", "personal"}, {"folder", "Sale"}});
  create("emma", {{"scope", "personal"}, {"folder", "Sale"}});
  create("emma", {{"scope", "personal"}});
  EXPECT_EQ(items(world.call("emma", "quick_reply.folders", Json::object())).size(), 2u);
  EXPECT_EQ(
      world.call("emma", "quick_reply.rename_folder", {{"scope", "personal"}, {"folder", "Sale"}, {"name", "Sales"}}),
      Json({{"changed", 2}}));
  EXPECT_EQ(titles("emma", {{"folder", "Sales"}}).size(), 2u);
  world.call("emma", "quick_reply.update", {{"reply", made["id"]}, {"folder", ""}, {"title", "Moved"}});
  EXPECT_EQ(titles("emma", {{"folder", "Sales"}}).size(), 1u);
  EXPECT_EQ(code(world.call("emma", "quick_reply.delete", {{"reply", made["id"]}})), "ok");
  EXPECT_EQ(code(world.call("emma", "quick_reply.delete", {{"reply", made["id"]}})), "not_found");
}

struct Content : ::testing::Test {
  LibraryWorld world;
  std::string chat = world.customer("carl", "emma");

  Json create(const std::string& kind, Json body, Json more = Json::object()) {
    body.emplace("title", "Title");
    more.update({{"kind", kind}, {"body", body}});
    return world.call("olga", "content.create", more);
  }
  Json article(const Json& more = Json::object()) { return create("article", {{"text", "Read **me**"}}, more); }
  std::string link(const Json& content) {
    return world
        .call(
            "emma", "content_link.create", {{"content", content.at("id")}, {"contact", world.people.at("carl").str()}})
        .at("code");
  }
  Json price_list() {
    const FileId file = world.in_company([&](db::Tx& tx) {
      const PrincipalId olga = world.people.at("olga");
      return files::store_bytes(
          tx, *world.store, {"price list.txt", olga, {files::Use::Kind::result, olga, {}}}, "1 EUR");
    });
    Json made = create("file", {{"file", file.str()}});
    EXPECT_EQ(code(made), "ok") << made.dump();
    return made;
  }
  Json look(const std::string& code) {
    api::Context context;
    return over(context, "content_link.look", {{"code", code}});
  }
  Json over(const api::Context& context, const std::string& operation, const Json& input) {
    std::promise<Json> answer;
    world.dispatcher.transact(
        [&](db::Tx& tx) { return world.registry.find(operation)->transact(tx, context, input); },
        [&](const api::Outcome& outcome) {
          const auto* error = std::get_if<ApiError>(&outcome);
          answer.set_value(Json::parse(error ? problem_json(*error, "") : std::get<std::string>(outcome)));
        });
    return answer.get_future().get();
  }
};

TEST_F(Content, TellsWhoOpenedIt) {
  const Json made = article();
  const std::string code = link(made);
  const Json seen = look(code);
  EXPECT_EQ(seen["company"], "Acme");
  EXPECT_EQ(seen["body"]["text"], "Read **me**");
  look(code);
  EXPECT_EQ(world.count("SELECT count(*) FROM contact_events WHERE kind = 'opened'"), 1) << "once a minute";
  world.clock.advance(std::chrono::minutes(2));
  look(code);
  const Json opens = items(world.call("emma", "content.opens", {{"content", made["id"]}}));
  ASSERT_EQ(opens.size(), 2u);
  EXPECT_EQ(opens[0]["contact"], world.people.at("carl").str());
  EXPECT_EQ(opens[0]["employee"], world.people.at("emma").str());
  EXPECT_EQ(world.call("emma", "content.get", {{"content", made["id"]}})["opens"], 2);
  EXPECT_EQ(items(world.call("emma", "content_link.list", Json::object()))[0]["opens"], 2);
  world.person("nora");
  EXPECT_TRUE(items(world.call("nora", "content.opens", {{"content", made["id"]}})).empty());
  EXPECT_EQ(items(world.call("olga", "content.opens", {{"content", made["id"]}})).size(), 2u);
}

TEST_F(Content, ForgetsWhenTheErasedOpenedIt) {
  const Json made = article();
  const std::string address = link(made);
  look(address);
  ASSERT_EQ(code(world.call("olga", "contact.erase", {{"contact", world.people.at("carl").str()}})), "ok");
  world.clock.advance(std::chrono::minutes(2));
  EXPECT_EQ(look(address)["body"]["text"], "Read **me**") << "the address still leads there";
  EXPECT_EQ(world.count("SELECT count(*) FROM content_opens"), 0);
  EXPECT_EQ(world.call("olga", "content.get", {{"content", made["id"]}})["opens"], 1) << "counts stay";
}

TEST_F(Content, IsLookedAtByOneAddressOnlySoOften) {
  const std::string address = link(article());
  api::Context from;
  from.address = "192.0.2.7";
  Json last = Json::object();
  for (int i = 0; i < 300 && code(last) == "ok"; ++i)
    last = over(from, "content_link.look", {{"code", address}});
  EXPECT_EQ(code(last), "rate_limited");
  from.address = "192.0.2.8";
  EXPECT_EQ(code(over(from, "content_link.look", {{"code", address}})), "ok") << "others are not in its way";
}

TEST_F(Content, HasVersions) {
  const Json made = article();
  const std::string address = link(made);
  const Json body = {{"title", "Better"}, {"text", "Read me again"}};
  EXPECT_EQ(world.call("olga", "content.update", {{"content", made["id"]}, {"body", body}})["version"], 2);
  EXPECT_EQ(look(address)["body"]["title"], "Better");
  const Json list = items(world.call("emma", "content.versions", {{"content", made["id"]}}));
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[1]["body"]["title"], "Title");
  EXPECT_EQ(items(world.call("emma", "content.list", {{"query", "better"}})).size(), 1u);
  EXPECT_TRUE(items(world.call("emma", "content.list", {{"query", "title"}})).empty());
  EXPECT_EQ(code(world.call("olga", "content.delete", {{"content", made["id"]}})), "ok");
  EXPECT_EQ(code(look(address)), "not_found");
  EXPECT_EQ(code(world.call("emma", "content.get", {{"content", made["id"]}})), "not_found");
}

TEST_F(Content, IsSeenByWhomItIsFor) {
  const auto sales = world.place("emma", "Sales/North");
  (void)sales;
  const auto all_sales = world.place("lead", "Sales");
  world.place("nora", "Support");
  const Json made = article(
      {{"visibility", {{"everybody", false}, {"departments", {all_sales}}, {"members", Json::array()}}}});
  EXPECT_EQ(code(world.call("emma", "content.get", {{"content", made["id"]}})), "ok");
  EXPECT_EQ(code(world.call("nora", "content.get", {{"content", made["id"]}})), "not_found");
  EXPECT_TRUE(items(world.call("nora", "content.list", Json::object())).empty());
  const Json named = {{"everybody", false}, {"departments", Json::array()}, {"members", {"nora"}}};
  world.call("olga", "content.update", {{"content", made["id"]}, {"visibility", named}});
  EXPECT_EQ(code(world.call("nora", "content.get", {{"content", made["id"]}})), "ok");
  EXPECT_EQ(code(world.call("emma", "content.get", {{"content", made["id"]}})), "not_found");
}

TEST_F(Content, RefusesWhatDoesNotFitItsKind) {
  EXPECT_EQ(create("article", {{"url", "https://example.com/"}})["field"], "body.text");
  EXPECT_EQ(create("link", {{"url", "javascript:alert(1)"}})["field"], "body.url");
  EXPECT_EQ(create("mini_page", {{"sections", {{{"label", "Buy"}}}}})["field"], "body.sections[0]");
  EXPECT_EQ(create("file", {{"file", FileId::make().str()}})["field"], "body.file");
  EXPECT_EQ(code(create("mini_page", {{"sections", {{{"title", "Sale"}, {"url", "https://example.com/"}}}}})), "ok");
  EXPECT_EQ(code(look("nonsense")), "not_found");
}

TEST_F(Content, IsLinkedForOnesOwnCustomersOnly) {
  const Json made = article();
  world.employee("nora");
  const Json in = {{"content", made["id"]}, {"contact", world.people.at("carl").str()}};
  EXPECT_EQ(world.call("nora", "content_link.create", in)["field"], "contact");
}

TEST_F(Content, IsTakenBySlowReadersOfOneAddressOnly) {
  const std::string address = link(price_list());
  std::vector<std::shared_ptr<api::Transfer>> under_way;
  const auto take = [&](const std::string& from) {
    api::Context context;
    context.address = from;
    context.transfer = std::make_shared<api::Transfer>();
    under_way.push_back(context.transfer);
    const Json answer = over(context, "content_link.file", {{"code", address}});
    return answer.is_object() ? answer : Json::object();
  };
  for (int i = 0; i < 8; ++i)
    EXPECT_EQ(code(take("192.0.2.7")), "ok") << i;
  EXPECT_EQ(code(take("192.0.2.7")), "rate_limited");
  EXPECT_EQ(code(take("192.0.2.8")), "ok") << "others read the same content";
  under_way.clear();
  EXPECT_EQ(code(take("192.0.2.7")), "ok");
}

TEST_F(Content, HoldsItsFile) {
  const std::string code = link(price_list());
  api::Context context;
  context.transfer = std::make_shared<api::Transfer>();
  over(context, "content_link.file", {{"code", code}});
  ASSERT_TRUE(context.transfer->download.has_value());
  EXPECT_EQ(context.transfer->download->name, "price list.txt");
  EXPECT_EQ(context.transfer->download->size, 5u);
  EXPECT_FALSE(context.transfer->download->is_inline);
}

TEST(LibraryPlans, UseAnIndexForEveryTableThatGrows) {
  LibraryWorld world(1);
  const std::string chat = world.customer("carl", "emma");
  const auto act = [&](const std::string& who, const std::string& operation, const Json& in) {
    Json answer = world.call(who, operation, in);
    EXPECT_FALSE(answer.contains("title") && answer.contains("detail")) << operation << answer.dump();
    return answer;
  };
  const Json reply = act("olga", "quick_reply.create", {{"scope", "company"}, {"title", "T"}, {"text", "t"}});
  act("olga", "quick_reply.create",
      {{"scope", "team"}, {"department", 1}, {"title", "T"}, {"text", "t"}, {"folder", "F"}});
  act("emma", "quick_reply.list", {{"query", "t"}});
  act("emma", "quick_reply.use", {{"reply", reply["id"]}, {"conversation", chat}});
  act("emma", "quick_reply.folders", Json::object());
  act("olga", "quick_reply.rename_folder", {{"scope", "team"}, {"department", 1}, {"folder", "F"}, {"name", "G"}});
  act("olga", "quick_reply.update", {{"reply", reply["id"]}, {"title", "U"}});
  act("olga", "quick_reply.delete", {{"reply", reply["id"]}});
  const Json content = act("olga", "content.create", {{"kind", "article"}, {"body", {{"title", "T"}, {"text", "t"}}}});
  const Json one = {{"content", content["id"]}};
  act("emma", "content.get", one);
  act("emma", "content.list", {{"query", "t"}});
  act("emma", "content.versions", one);
  act("emma", "content.opens", one);
  act("olga", "content.opens", one);
  const Json made = act(
      "emma", "content_link.create", {{"content", content["id"]}, {"contact", world.people.at("carl").str()}});
  act("emma", "content_link.list", Json::object());
  act("olga", "content.update", {{"content", content["id"]}, {"body", {{"title", "U"}, {"text", "u"}}}});
  std::promise<void> done;
  world.dispatcher.transact(
      [&](db::Tx& tx) {
        api::Context nobody;
        world.registry.find("content_link.look")->transact(tx, nobody, {{"code", made["code"]}});
        EXPECT_GT(prepared_count(tx), 30u);
        for (const std::string& read : whole_reads(tx))
          ADD_FAILURE() << read;
        return std::string();
      },
      [&](const api::Outcome& outcome) {
        EXPECT_TRUE(std::holds_alternative<std::string>(outcome));
        done.set_value();
      });
  done.get_future().get();
  act("olga", "content.delete", one);
}

}  // namespace
}  // namespace weft::test
