// Samples of robot.*: the group at hand has one robot, which is a bot that was told something.
#include "matrix/rules.hpp"

namespace weft::test {

Samples robot_samples() {
  const auto the_robot = [](Json more = Json::object()) {
    return [more](const Place& place) {
      Json input = more;
      input["robot"] = place.robot;
      return input;
    };
  };
  const auto with_key = [](const Json& more) {
    return [more](const Place& place) {
      Json input = more;
      input["key"] = place.robot_key;
      return input;
    };
  };
  return {
      {"robot.create",
       {[](const Place& place) {
          return Json{{"conversation", place.conversation}, {"name", "Builds"}};
        },
        Rule::robot_manager}},
      {"robot.list",
       {[](const Place& place) {
          return Json{{"conversation", place.conversation}};
        },
        Rule::robot_reader}},
      {"robot.update", {the_robot({{"name", "Renamed"}}), Rule::robot_manager}},
      {"robot.rotate_key", {the_robot(), Rule::robot_manager}},
      {"robot.delete", {the_robot(), Rule::robot_manager}},
      {"robot.set_callback", {the_robot({{"url", "https://bots.example/hook"}}), Rule::robot_manager}},
      {"robot.remove_callback", {the_robot(), Rule::robot_manager}},
      {"robot.deliveries", {the_robot(), Rule::robot_manager}},
      {"robot.redeliver",
       {[](const Place& place) {
          return Json{{"robot", place.robot}, {"delivery", place.delivery}};
        },
        Rule::robot_manager}},
      {"robot.send", {with_key({{"msgtype", "text"}, {"text", {{"content", "hi"}}}})}},
      {"robot.upload", {with_key({{"filename", "a.txt"}})}},
  };
}

}  // namespace weft::test
