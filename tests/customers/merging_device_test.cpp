// The device of a visitor who turned out to be somebody known.
#include "customers/ways_world.hpp"
#include <weft/identity/sessions.hpp>

namespace weft::test {
namespace {

TEST(MergedVisitor, ComesBackOnTheSameDeviceToTheSameChat) {
  WayWorld world;
  world.registry.add(customers::merging_operations());
  const Json emmas = world.way({"emma"}), noras = world.way({"nora"});
  const Json first = world.start("anna", emmas), second = world.start("phone", noras);
  ASSERT_EQ(second.at("status"), "open") << second.dump();
  const std::string token = second.at("token"), chat = second.at("conversation");
  world.take_events();
  const Json merged = world.call(
      "olga", "contact.merge", {{"contact", first.at("contact")}, {"other", second.at("contact")}});
  ASSERT_TRUE(merged.contains("follows")) << merged.dump();
  bool closed = false;
  for (const Event& event : world.take_events())
    if (const auto* revoked = std::get_if<RevokedEvent>(&event))
      closed = closed || revoked->principal.str() == second.at("contact").get<std::string>();
  EXPECT_TRUE(closed) << "its sockets say hello again";
  const auto owner = world.in_company([&](db::Tx& tx) { return identity::session_owner(tx, token); });
  ASSERT_TRUE(owner);
  EXPECT_EQ(owner->str(), first.at("contact").get<std::string>());
  const Json back = world.start("phone", noras, {{"visitor", token}});
  EXPECT_EQ(back.at("contact"), first.at("contact"));
  EXPECT_TRUE(back.at("token").is_null()) << "the device keeps what it has";
  EXPECT_EQ(back.at("conversation"), chat);
  EXPECT_EQ(world.start("anna", emmas).at("conversation"), first.at("conversation"));
}

}  // namespace
}  // namespace weft::test
