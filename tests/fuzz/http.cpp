// Fuzzes the HTTP request reader. The property: how the bytes are cut into packets changes nothing. What comes in one
// piece, byte by byte, and in two pieces must give the same requests and the same refusal; and a header that was let
// through has nothing ambiguous in it.
#include "gateway/http_reader.hpp"
#include <weft/base/json.hpp>

#include <cstdlib>

namespace {

using namespace weft::gateway;

constexpr std::size_t kMostHeader = 2048;
constexpr std::size_t kMostBody = 4096;
constexpr int kMaxRequests = 8;

/// Reads requests off `bytes`, given `step` bytes at a time; tells what came out as text.
std::string outcome_of(std::string_view bytes, std::size_t step) {
  std::string told;
  std::string incoming;
  try {
    for (int i = 0; i < kMaxRequests; ++i) {
      HttpReader reader(kMostHeader);
      const auto more = [&] {
        if (bytes.empty()) return false;
        incoming.append(bytes.substr(0, step));
        bytes.remove_prefix(std::min(step, bytes.size()));
        return true;
      };
      while (incoming.empty() || !reader.read_header(incoming))
        if (!more()) return told + "|open";
      reader.expect_body(kMostBody);
      while (!reader.read_body(incoming))
        if (!more()) return told + "|open body";
      const HttpRequest& request = reader.request();
      if (request.host.empty() && reader.keep_alive())
        std::abort();  // only HTTP/1.0 may come without Host, and is closed
      told += "|" + request.method + " " + request.path + "?" + request.query + " " + request.body +
              (reader.keep_alive() ? " keep" : " close");
      if (!reader.keep_alive()) return told;
    }
  } catch (const Refusal& refusal) {
    told += "|refused " + std::to_string(refusal.status);
  }
  return told;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string whole = outcome_of(bytes, bytes.size() + 1);
  if (outcome_of(bytes, 1) != whole) std::abort();
  if (outcome_of(bytes, bytes.size() / 2 + 1) != whole) std::abort();
  return 0;
}
