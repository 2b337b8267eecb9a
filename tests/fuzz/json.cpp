// Fuzzes the strict JSON parser and the reading of described structs: no crash, and what is accepted survives a round
// trip.
#include <weft/base/json.hpp>

#include <cstdlib>

namespace {

using namespace weft;

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Inner {
  Int<-5, 5> number;
  std::optional<Colour> colour;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (number, colour))

struct Everything {
  std::optional<Text<1, 10>> text;
  std::optional<List<Inner, 0, 4>> list;
  std::optional<std::map<ConversationId, Seq>> map;
  std::optional<PersonRef> person;
  std::optional<ClientId> client;
  std::optional<Time> time;
  std::optional<double> real;
  std::optional<bool> flag;
  std::optional<Json> raw;
};
BOOST_DESCRIBE_STRUCT(Everything, (), (text, list, map, person, client, time, real, flag, raw))

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const Json json = parse_json(text);
    if (parse_json(json.dump()) != json) std::abort();
    const auto value = read_json<Everything>(json);
    const std::string written = to_json_text(value);
    if (to_json_text(read_json<Everything>(parse_json(written))) != written) std::abort();
  } catch (const ApiError& error) {
    // The problem object quotes the input: it must be JSON whatever the input was.
    if (!Json::accept(problem_json(error, "r"))) std::abort();
  }
  return 0;
}
