// References to principals.
#include "identity/world.hpp"

namespace weft::identity {
namespace {

class PeopleTest : public testing::Test {
 protected:
  void in_acme(const std::function<void(db::Tx&)>& body) {
    world_.as_server([&](db::Tx& tx) {
      tx.set_corp(acme_);
      body(tx);
    });
  }
  static ApiError caught(const std::function<void()>& act) {
    try {
      act();
    } catch (const ApiError& error) {
      return error;
    }
    ADD_FAILURE() << "nothing was refused";
    return ApiError(Errc::internal);
  }

  World world_;
  CorpId acme_ = world_.company("acme");
  CorpId other_ = world_.company("other");
  PrincipalId anna_ = world_.member(acme_, "Anna");
  PrincipalId boris_ = world_.member(acme_, "boris");
  PrincipalId stranger_ = world_.member(other_, "stranger");
};

TEST_F(PeopleTest, AreResolvedByIdAndUseridInOrder) {
  const std::vector<PersonRef> refs{{"boris"}, {anna_.str()}, {"ANNA"}, {"boris"}};
  in_acme([&](db::Tx& tx) { EXPECT_EQ(resolve(tx, refs, "members"), (std::vector{boris_, anna_, anna_, boris_})); });
}

TEST_F(PeopleTest, TheUnknownOneIsNamed) {
  for (const std::string& unknown :
       {std::string("xyz"), PrincipalId::make().str(), stranger_.str(), std::string("stranger")}) {
    const std::vector<PersonRef> refs{{"boris"}, {"anna"}, {boris_.str()}, {unknown}};
    in_acme([&](db::Tx& tx) {
      const ApiError error = caught([&] { resolve(tx, refs, "members"); });
      EXPECT_EQ(error.code(), Errc::invalid_argument);
      EXPECT_EQ(error.detail(), "no such person: " + unknown);
      EXPECT_EQ(error.field(), "members[3]");
    });
  }
}

TEST_F(PeopleTest, TheDisabledAreNotResolvedButFound) {
  world_.as_superuser("UPDATE principals SET status = 'disabled' WHERE id = '" + boris_.str() + "'");
  in_acme([&](db::Tx& tx) {
    EXPECT_EQ(caught([&] { resolve_one(tx, {"boris"}, "peer"); }).field(), "peer");
    EXPECT_EQ(caught([&] { resolve_one(tx, {boris_.str()}, "peer"); }).code(), Errc::invalid_argument);
    EXPECT_EQ(find_person(tx, {"boris"}), boris_);
    EXPECT_EQ(load_principal(tx, boris_)->status, PrincipalStatus::disabled);
  });
}

TEST_F(PeopleTest, OfThePathAreNotFound) {
  in_acme([&](db::Tx& tx) {
    EXPECT_EQ(find_person(tx, {anna_.str()}), anna_);
    EXPECT_EQ(caught([&] { find_person(tx, {"xyz"}); }).code(), Errc::not_found);
    EXPECT_EQ(caught([&] { find_person(tx, {stranger_.str()}); }).code(), Errc::not_found);
  });
}

TEST_F(PeopleTest, AreLoadedInTheOrderAsked) {
  in_acme([&](db::Tx& tx) {
    const auto loaded = load_principals(tx, std::vector{boris_, anna_, boris_});
    ASSERT_EQ(loaded.size(), 3U);
    EXPECT_EQ(loaded[0].userid, "boris");
    EXPECT_EQ(loaded[1].userid, "Anna");
    EXPECT_EQ(loaded[1].department, "Sales/North");
    EXPECT_EQ(loaded[2].id, boris_);
    EXPECT_FALSE(load_principal(tx, stranger_));
    EXPECT_EQ(caught([&] { load_principals(tx, std::vector{anna_, stranger_}); }).code(), Errc::not_found);
    EXPECT_TRUE(load_principals(tx, {}).empty());
  });
}

TEST_F(PeopleTest, TwoThousandTakeTwoStatements) {
  std::vector<NewMember> many;
  for (int i = 0; i < 2000; ++i)
    many.push_back({"user" + std::to_string(i), "User"});
  std::vector<PrincipalId> ids;
  world_.as_owner([&](db::Tx& tx) {
    tx.set_corp(acme_);
    ids = create_members(tx, many);
  });
  std::vector<PersonRef> refs;
  for (int i = 0; i < 2000; ++i)
    refs.push_back({i % 2 == 0 ? "user" + std::to_string(i) : ids[static_cast<std::size_t>(i)].str()});
  const auto start = std::chrono::steady_clock::now();
  in_acme([&](db::Tx& tx) { EXPECT_EQ(resolve(tx, refs, "members"), ids); });
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

}  // namespace
}  // namespace weft::identity
