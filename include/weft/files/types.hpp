// The objects of the files room as they appear on the wire, and the company's rules.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/fields.hpp>
#include <weft/base/id.hpp>
#include <weft/conversations/attachments.hpp>
#include <weft/files/file_store.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::files {

/// What a file is uploaded for: decides which rule it is held to.
enum class Purpose { file, image, voice, video, avatar, import };
BOOST_DESCRIBE_ENUM(Purpose, file, image, voice, video, avatar, import)

/// Whether the worker has looked inside. `unreadable`: it is no picture, voice or video that can be shown.
enum class Examined { waiting, done, unreadable };
BOOST_DESCRIBE_ENUM(Examined, waiting, done, unreadable)

using FileName = Text<1, 255>;

/// A stored file. width, height, duration_ms and thumbnails are there once it was examined and has them.
struct File {
  FileId id;
  std::string name;
  std::int64_t size = 0;
  std::string type;    ///< by its content: "image/jpeg"
  std::string sha256;  ///< hexadecimal
  Examined examined = Examined::waiting;
  std::optional<std::int64_t> width, height;  ///< as shown
  std::optional<std::int64_t> duration_ms;
  std::vector<std::string> thumbnails;  ///< sizes that file.content can give: "small", "medium"
  Time created_at;
};
BOOST_DESCRIBE_STRUCT(
    File, (), (id, name, size, type, sha256, examined, width, height, duration_ms, thumbnails, created_at))

/// An upload under way.
struct Upload {
  UploadId id;
  std::string name;
  std::int64_t size = 0;
  std::int64_t received = 0;    ///< bytes from the beginning that the server has for certain: go on from here
  std::int64_t part_bytes = 0;  ///< the most that one request may bring
  Time expires_at;
  std::optional<FileId> file;  ///< once complete
};
BOOST_DESCRIBE_STRUCT(Upload, (), (id, name, size, received, part_bytes, expires_at, file))

/// What a company allows. The defaults are those of WeCom's own rules for temporary media, and
/// WAV for voice: what the customer's page records.
struct Rules {
  Int<0, 1048576> quota_mb{0};           ///< all files together, in MiB; 0: no limit
  Int<0, 1048576> customers_mb{10240};   ///< of these, what customers bring; 0: no limit but half of the quota
  Int<0, 1048576> customer_day_mb{100};  ///< what one customer brings in a day; 0: no limit
  Int<1, 1048576> image_kb{10240};
  Int<1, 1048576> voice_kb{2048};
  Int<1, 86400> voice_seconds{60};
  Int<1, 16777216> video_kb{10240};
  Int<1, 16777216> file_kb{20480};
  List<Text<3, 100>, 1, 20> image_types{{{"image/jpeg"}, {"image/png"}}};
  List<Text<3, 100>, 1, 20> voice_types{{{"audio/amr"}, {"audio/x-wav"}}};
  List<Text<3, 100>, 1, 20> video_types{{{"video/mp4"}}};
  List<Text<1, 100>, 0, 100> refused_types{};      ///< of any file, by content: "application/x-dosexec"
  List<Text<1, 20>, 0, 100> refused_extensions{};  ///< of any file, by name: "exe"
};
BOOST_DESCRIBE_STRUCT(
    Rules, (),
    (quota_mb, customers_mb, customer_day_mb, image_kb, voice_kb, voice_seconds, video_kb, file_kb, image_types,
     voice_types, video_types, refused_types, refused_extensions))

/// Bytes.
struct Usage {
  std::int64_t stored = 0;     ///< each content counted once; smaller pictures are not counted
  std::int64_t reserved = 0;   ///< promised to uploads under way
  std::int64_t customers = 0;  ///< of both, what customers brought or are bringing
};
BOOST_DESCRIBE_STRUCT(Usage, (), (stored, reserved, customers))

struct RulesView {
  Rules rules;
  Usage usage;
};
BOOST_DESCRIBE_STRUCT(RulesView, (), (rules, usage))

inline constexpr std::int64_t kSmallest = 5;  ///< bytes; WeCom takes nothing smaller either

}  // namespace weft::files
