// The envelope of WeCom's callbacks: AES-256-CBC with a padding to 32 bytes, and a digest over its sorted parts.
// https://developer.work.weixin.qq.com/document/path/90968
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace weft {

/// Reads what base64() of crypto.hpp writes.
std::optional<std::string> from_base64(std::string_view text);

/// An EncodingAESKey: 43 letters and digits that are a key of 32 bytes in base64.
bool is_encoding_key(std::string_view text);

/// Seals and opens what one receiver is told. `receiver`: WeCom's receiveid, the company; "" is a receiver too.
class CallbackCrypt {
 public:
  /// Throws std::invalid_argument for a key that is none.
  CallbackCrypt(std::string token, std::string_view encoding_key, std::string receiver);

  /// Base64. `random`: 16 bytes that nobody can foretell.
  std::string seal(std::string_view message, std::string_view random) const;
  std::string seal(std::string_view message) const;
  /// Absent for what was not sealed with this key for this receiver.
  std::optional<std::string> open(std::string_view sealed) const;
  /// Hexadecimal.
  std::string sign(std::string_view timestamp, std::string_view nonce, std::string_view sealed) const;
  /// In a time that tells nothing.
  bool is_signed(
      std::string_view signature, std::string_view timestamp, std::string_view nonce, std::string_view sealed) const;

 private:
  std::string token_, key_, receiver_;
};

}  // namespace weft
