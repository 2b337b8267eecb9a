// QR codes as pictures.
#pragma once
#include <string>
#include <string_view>

namespace weft::directory {

/// Black on white with the border that scanners ask for; error correction level M. Raises invalid_argument (field
/// "text") for more than a QR code holds, about 2,300 bytes.
std::string qr_svg(std::string_view text);
/// The same with `scale` pixels a module, 1 to 32.
std::string qr_png(std::string_view text, int scale = 8);

/// `path` on the server that people find at `origin` ("https://chat.example.com"). Raises invalid_argument with the
/// field "origin" for what is no such address.
std::string web_link(const std::string& origin, std::string_view path);

}  // namespace weft::directory
