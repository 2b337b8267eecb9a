// Pictures that come inside of a robot's message.
#include "groups/robot_message.hpp"
#include <weft/base/crypto.hpp>

#include <openssl/evp.h>

#include <algorithm>

namespace weft::groups {
namespace {

constexpr std::size_t kGroup = 4;  // characters, for three bytes
constexpr std::size_t kMd5 = 16;

std::string decoded(const std::string& text) {
  const auto end = text.find_last_not_of('=');
  const std::size_t padding = end == std::string::npos ? text.size() : text.size() - end - 1;
  if (text.size() % kGroup != 0 || padding > 2) refuse_field("image.base64", "is not base64");
  std::string bytes(text.size() / kGroup * 3, '\0');
  const int size = EVP_DecodeBlock(
      reinterpret_cast<unsigned char*>(bytes.data()), reinterpret_cast<const unsigned char*>(text.data()),
      static_cast<int>(text.size()));
  if (size < 0) refuse_field("image.base64", "is not base64");
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

std::string md5_of(const std::string& bytes) {
  std::string digest(kMd5, '\0');
  if (EVP_Digest(
          bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr, EVP_md5(), nullptr) !=
      1)
    throw std::runtime_error("OpenSSL computes no MD5");
  return hex(digest);
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

}  // namespace

std::string decode_picture(const std::string& base64, const std::string& md5) {
  std::string bytes = decoded(base64);
  if (bytes.size() > kRobotPicture)
    throw ApiError(
        Errc::payload_too_large,
        "a picture has at most " + std::to_string(kRobotPicture) + " bytes; upload a larger one", "image.base64");
  if (md5_of(bytes) != lower(md5)) refuse_field("image.md5", "is not the MD5 of the picture");
  return bytes;
}

}  // namespace weft::groups
