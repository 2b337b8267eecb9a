// What colleagues write about a customer stays among them: it is not forwarded to where customers read.
#include "customers/group_world.hpp"

namespace weft::test {
namespace {

TEST(NotesForward, IsRefusedWhereCustomersRead) {
  CustomerGroupWorld world;
  const std::string chat = world.customer("carl", "emma"), group = world.customer_group("emma");
  const std::string notes = world.call("emma", "customer_note.open", {{"conversation", chat}}).at("conversation");
  const Json sent = world.send("emma", notes, "a difficult one");
  const auto forward = [&](const std::string& to) {
    return world.call(
        "emma", "message.send",
        {{"conversation", to},
         {"client_id", "forward-to-" + to},
         {"kind", "forward"},
         {"body", {{"conversation", notes}, {"seq", sent.at("seq")}}}});
  };
  for (const auto& place : {chat, group}) {
    const Json refused = forward(place);
    EXPECT_EQ(code(refused), "forbidden") << refused.dump();
    EXPECT_EQ(refused.value("field", ""), "body.conversation");
  }
  EXPECT_EQ(code(forward(notes)), "ok") << "among colleagues it may";
}

}  // namespace
}  // namespace weft::test
