// Bytes in memory as what the gateway reads from.
#include "wecom/bytes.hpp"

namespace weft::wecom {
namespace {

class Bytes final : public api::BodySource {
 public:
  explicit Bytes(std::string bytes) : bytes_(std::move(bytes)) {}
  void read(std::uint64_t offset, std::size_t size, Piece done) override { done(bytes_.substr(offset, size)); }

 private:
  const std::string bytes_;
};

}  // namespace

api::Download download_of(std::string bytes, std::string type, std::string name) {
  api::Download download;
  download.size = bytes.size();
  download.source = std::make_shared<Bytes>(std::move(bytes));
  download.type = std::move(type);
  download.name = std::move(name);
  download.is_inline = true;
  return download;
}

}  // namespace weft::wecom
