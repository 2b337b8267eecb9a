// The marker survives what servers do to a message, and nothing else is taken for one.
#include "bench/marker.hpp"

#include "load/scan.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace weft::bench {
namespace {

std::vector<std::uint32_t> messages_in(std::string_view bytes) {
  std::vector<std::uint32_t> found;
  for_each_marker(bytes, [&](const Marker& marker) { found.push_back(marker.message); });
  return found;
}

TEST(Marker, ComesBackFromItsText) {
  const auto text = marked_text({0xFEDCBA98U, 1'234'567'890'123'456'789}, 300);
  EXPECT_EQ(text.size(), 300U);
  const auto marker = read_marker(text);
  EXPECT_EQ(marker.message, 0xFEDCBA98U);
  EXPECT_EQ(marker.sent_ns, 1'234'567'890'123'456'789);
}

TEST(Marker, NeedsNoEscapesInJson) {
  const auto text = marked_text({1, 2}, 300);
  EXPECT_EQ(load::quote(text), '"' + text + '"');
}

TEST(ForEachMarker, FindsEveryMessageOfAFrame) {
  EXPECT_EQ(
      messages_in("{" + marked_text({7, 1}, 40) + "}\n{" + marked_text({8, 1}, 28) + marked_text({9, 1}, 28)),
      (std::vector<std::uint32_t>{7, 8, 9}));
}

TEST(ForEachMarker, PassesOverTildesAndCutMarkers) {
  const auto text = marked_text({7, 1}, 300);
  EXPECT_TRUE(messages_in("~~ ~M").empty());
  EXPECT_TRUE(messages_in(std::string_view(text).substr(0, kMarkerSize - 1)).empty());
  EXPECT_TRUE(messages_in(std::string_view(text).substr(1)).empty()) << "the client_id of the message";
}

}  // namespace
}  // namespace weft::bench
