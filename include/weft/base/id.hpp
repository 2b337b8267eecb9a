// Strong ids: 128-bit UUIDv7 (RFC 9562) that cannot be mixed up by the compiler.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace weft {

using Uuid = std::array<std::uint8_t, 16>;

/// A fresh UUIDv7: 48 bits of wall clock in ms, then bits that only grow within one thread and ms, then random ones.
/// Ids made by one thread sort by creation even when the clock steps back.
Uuid make_uuid();

/// Lower-case canonical text, 36 characters.
std::string to_string(const Uuid& uuid);

/// Parses the canonical text form only (8-4-4-4-12, either case); anything else is nullopt.
std::optional<Uuid> parse_uuid(std::string_view text);

/// An id of one kind of thing. `Tag` is an empty struct that names the kind.
template <class Tag>
class Id {
 public:
  Id() = default;
  explicit constexpr Id(const Uuid& uuid) : uuid_(uuid) {}

  static Id make() { return Id(make_uuid()); }
  static std::optional<Id> parse(std::string_view text) {
    const auto uuid = parse_uuid(text);
    if (!uuid) return std::nullopt;
    return Id(*uuid);
  }

  const Uuid& uuid() const { return uuid_; }
  std::string str() const { return to_string(uuid_); }
  /// True for the all-zero id, which names nothing.
  bool empty() const { return uuid_ == Uuid{}; }

  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  Uuid uuid_{};
};

using CorpId = Id<struct CorpTag>;
using PrincipalId = Id<struct PrincipalTag>;
using SessionId = Id<struct SessionTag>;
using ConversationId = Id<struct ConversationTag>;
using EpochId = Id<struct EpochTag>;
using FileId = Id<struct FileTag>;

/// The position of an entry in its conversation, from 1.
using Seq = std::int64_t;

}  // namespace weft

template <class Tag>
struct std::hash<weft::Id<Tag>> {
  std::size_t operator()(const weft::Id<Tag>& id) const noexcept {
    std::uint64_t low = 0;  // the second half of a UUIDv7 is random: no mixing needed
    std::memcpy(&low, id.uuid().data() + 8, sizeof low);
    return low;
  }
};
