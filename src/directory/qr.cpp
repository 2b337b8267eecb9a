// libqrencode says which modules are black; the pictures are drawn here and by libpng.
#include <weft/base/error.hpp>
#include <weft/directory/qr.hpp>

#include <png.h>
#include <qrencode.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace weft::directory {
namespace {

constexpr int kBorder = 4;  // modules, as the standard asks

struct FreeCode {
  void operator()(QRcode* code) const { QRcode_free(code); }
};
using CodePtr = std::unique_ptr<QRcode, FreeCode>;

CodePtr encode(std::string_view text) {
  const std::string bytes(text);
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  CodePtr code(QRcode_encodeData(static_cast<int>(bytes.size()), data, 0, QR_ECLEVEL_M));
  if (!code) throw ApiError(Errc::invalid_argument, "this does not fit a QR code", "text");
  return code;
}

bool is_black(const QRcode& code, int x, int y) {
  x -= kBorder;
  y -= kBorder;
  const bool inside = x >= 0 && y >= 0 && x < code.width && y < code.width;
  return inside && (code.data[y * code.width + x] & 1U) != 0;
}

}  // namespace

std::string qr_svg(std::string_view text) {
  const CodePtr code = encode(text);
  const int size = code->width + 2 * kBorder;
  const std::string side = std::to_string(size);
  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
                    "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + side + "v" + side +
                    "H0z\"/><path fill=\"#000\" d=\"";
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      if (!is_black(*code, x, y)) continue;
      const int begin = x;
      while (is_black(*code, x, y))
        ++x;
      svg += "M" + std::to_string(begin) + " " + std::to_string(y) + "h" + std::to_string(x - begin) + "v1h-" +
             std::to_string(x - begin) + "z";
    }
  }
  return svg + "\"/></svg>";
}

std::string qr_png(std::string_view text, int scale) {
  const CodePtr code = encode(text);
  scale = std::clamp(scale, 1, 32);
  const int size = (code->width + 2 * kBorder) * scale;
  std::vector<unsigned char> pixels;
  pixels.reserve(static_cast<std::size_t>(size) * static_cast<std::size_t>(size));
  for (int y = 0; y < size; ++y)
    for (int x = 0; x < size; ++x)
      pixels.push_back(is_black(*code, x / scale, y / scale) ? 0 : 255);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = image.height = static_cast<png_uint_32>(size);
  image.format = PNG_FORMAT_GRAY;
  png_alloc_size_t bytes = 0;
  png_image_write_to_memory(&image, nullptr, &bytes, 0, pixels.data(), 0, nullptr);
  std::string png(bytes, '\0');
  if (!png_image_write_to_memory(&image, png.data(), &bytes, 0, pixels.data(), 0, nullptr))
    throw std::runtime_error("the QR code cannot be drawn");
  png.resize(bytes);
  return png;
}

std::string web_link(const std::string& origin, std::string_view path) {
  const bool web = origin.starts_with("https://") || origin.starts_with("http://");
  if (!web || origin.find_first_of(" \"<>?#\\", 8) != std::string::npos)
    throw ApiError(
        Errc::invalid_argument, "must be where people find the server, such as https://chat.example.com", "origin");
  return origin.substr(0, origin.find_last_not_of('/') + 1) + std::string(path);
}

}  // namespace weft::directory
