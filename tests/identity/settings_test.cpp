// Settings of a company: defaults, what is stored, the audit row of a change.
#include "identity/world.hpp"
#include <weft/identity/settings.hpp>

namespace weft::identity {
namespace {

struct Early {
  Int<1, 100> most{50};
  bool open = true;
};
BOOST_DESCRIBE_STRUCT(Early, (), (most, open))

/// The same settings in a later release: one field gone, one new.
struct Late {
  Int<1, 100> most{50};
  std::string greeting = "hello";
};
BOOST_DESCRIBE_STRUCT(Late, (), (most, greeting))

class SettingsTest : public testing::Test {
 protected:
  void in_acme(const std::function<void(db::Tx&)>& body) {
    world_.as_server([&](db::Tx& tx) {
      tx.set_corp(acme_);
      body(tx);
    });
  }
  World world_;
  CorpId acme_ = world_.company("acme");
};

TEST_F(SettingsTest, HaveDefaultsUntilTheyAreStored) {
  in_acme([&](db::Tx& tx) { EXPECT_EQ(load_settings<Early>(tx, "test").most.value, 50); });
  in_acme([&](db::Tx& tx) { save_settings(tx, "test", Early{{7}, false}, {}); });
  in_acme([&](db::Tx& tx) {
    EXPECT_EQ(load_settings<Early>(tx, "test").most.value, 7);
    EXPECT_FALSE(load_settings<Early>(tx, "test").open);
    EXPECT_EQ(load_settings<Early>(tx, "other").most.value, 50);
  });
}

TEST_F(SettingsTest, SurviveFieldsThatComeAndGo) {
  in_acme([&](db::Tx& tx) { save_settings(tx, "test", Early{{7}, false}, {}); });
  in_acme([&](db::Tx& tx) {
    const Late late = load_settings<Late>(tx, "test");
    EXPECT_EQ(late.most.value, 7);
    EXPECT_EQ(late.greeting, "hello");
  });
}

TEST_F(SettingsTest, AChangeIsAuditedWithBeforeAndAfter) {
  in_acme([&](db::Tx& tx) { save_settings(tx, "test", Early{{7}, true}, {}); });
  EXPECT_EQ(
      world_.count(
          "audit_log WHERE action = 'settings.update' AND target = 'test' AND detail->'before'->>'most' = '50' AND "
          "detail->'after'->>'most' = '7'"),
      1);
  in_acme([&](db::Tx& tx) { save_settings(tx, "test", Early{{7}, true}, {}); });
  EXPECT_EQ(world_.count("audit_log WHERE action = 'settings.update'"), 1) << "nothing changed";
}

TEST_F(SettingsTest, AreTheCompanysOwn) {
  const CorpId other = world_.company("other");
  in_acme([&](db::Tx& tx) { save_settings(tx, "test", Early{{7}, false}, {}); });
  world_.as_server([&](db::Tx& tx) {
    tx.set_corp(other);
    EXPECT_EQ(load_settings<Early>(tx, "test").most.value, 50);
  });
}

}  // namespace
}  // namespace weft::identity
