// Fuzzes the entry point of WebSocket messages: every line comes out as a request or as an error that can be answered.
#include "gateway/ws_requests.hpp"
#include <weft/base/json.hpp>

#include <cstdlib>

namespace {

/// The payload of a frame that the server made.
std::string payload_of(const std::string& frame) {
  const std::size_t size = static_cast<unsigned char>(frame.at(1));
  return frame.substr(size < 126 ? 2 : size == 126 ? 4 : 10);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto requests = weft::gateway::read_requests({reinterpret_cast<const char*>(data), size});
  if (requests.size() > weft::gateway::kRequestsPerMessage + 1) std::abort();
  for (const auto& request : requests) {
    if (!request.in || !request.in->is_object()) std::abort();
    if (!request.error && (!request.id || request.op.empty())) std::abort();
    const std::string frame = request.error ? weft::gateway::error_frame(request.id, *request.error, "r")
                                            : weft::gateway::ok_frame(request.id, request.in->dump());
    if (!nlohmann::json::accept(payload_of(frame))) std::abort();
  }
  return 0;
}
