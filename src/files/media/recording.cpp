// Voice and video: how long, and how large as shown. Containers are read, nothing is decoded.
#include "files/media/media.hpp"

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/display.h>
}

#include <unistd.h>

#include <cmath>
#include <stdexcept>

namespace weft::media {
namespace {

constexpr int kBuffer = 64 << 10;
constexpr std::int64_t kMostPackets = 2'000'000;
// The containers that are looked into; the list keeps playlists and other formats that name further files out.
constexpr const char* kFormats = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,amr,mp3,wav,aac,flac,avi";

int read_input(void*, std::uint8_t* to, int size) {
  const ssize_t got = read(kInput, to, static_cast<std::size_t>(size));
  if (got == 0) return AVERROR_EOF;
  return got < 0 ? AVERROR(EIO) : static_cast<int>(got);
}

std::int64_t seek_input(void*, std::int64_t offset, int whence) {
  if (whence == AVSEEK_SIZE) {
    const off_t here = lseek(kInput, 0, SEEK_CUR);
    const off_t size = lseek(kInput, 0, SEEK_END);
    lseek(kInput, here, SEEK_SET);
    return size;
  }
  return lseek(kInput, offset, whence & ~AVSEEK_FORCE);
}

AVFormatContext* open_input() {
  auto* buffer = static_cast<std::uint8_t*>(av_malloc(kBuffer));
  AVFormatContext* context = avformat_alloc_context();
  context->pb = avio_alloc_context(buffer, kBuffer, 0, nullptr, read_input, nullptr, seek_input);
  AVDictionary* options = nullptr;
  av_dict_set(&options, "format_whitelist", kFormats, 0);
  av_dict_set(&options, "protocol_whitelist", "", 0);
  if (avformat_open_input(&context, "", nullptr, &options) != 0) throw std::runtime_error("no container");
  av_dict_free(&options);
  return context;
}

/// Recordings that do not say how long they are (AMR) are counted, packet by packet.
std::int64_t counted_ms(AVFormatContext* context) {
  AVPacket* packet = av_packet_alloc();
  std::int64_t longest = 0;
  for (std::int64_t n = 0; n < kMostPackets && av_read_frame(context, packet) >= 0; ++n) {
    const AVStream* stream = context->streams[packet->stream_index];
    const std::int64_t end = (packet->pts == AV_NOPTS_VALUE ? 0 : packet->pts) + packet->duration;
    longest = std::max(longest, av_rescale_q(end, stream->time_base, AVRational{1, 1000}));
    av_packet_unref(packet);
  }
  av_packet_free(&packet);
  return longest;
}

bool lies_on_its_side(const AVStream* stream) {
  const auto* matrix = reinterpret_cast<const std::int32_t*>(
      av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, nullptr));
  if (matrix == nullptr) return false;
  const double angle = std::fabs(av_display_rotation_get(matrix));
  return std::fabs(angle - 90) < 1 || std::fabs(angle - 270) < 1;
}

}  // namespace

std::string look_at_recording() {
  av_log_set_level(AV_LOG_QUIET);
  AVFormatContext* context = open_input();
  // Not avformat_find_stream_info(), which decodes: what the container says of itself is enough.
  std::string shown;
  int streams = 0;
  for (unsigned i = 0; i < context->nb_streams; ++i) {
    const AVStream* stream = context->streams[i];
    const AVCodecParameters* codec = stream->codecpar;
    if (codec->codec_type == AVMEDIA_TYPE_AUDIO) ++streams;
    if (codec->codec_type != AVMEDIA_TYPE_VIDEO) continue;
    ++streams;
    const bool turned = lies_on_its_side(stream);
    if (shown.empty() && codec->width > 0 && codec->height > 0) {
      shown = ",\"width\":" + std::to_string(turned ? codec->height : codec->width) +
              ",\"height\":" + std::to_string(turned ? codec->width : codec->height);
    }
  }
  if (streams == 0) throw std::runtime_error("nothing to hear or see");
  std::int64_t ms = context->duration > 0 ? context->duration / (AV_TIME_BASE / 1000) : 0;
  if (ms == 0) ms = counted_ms(context);
  return "{\"duration_ms\":" + std::to_string(ms) + shown + ",\"thumbnails\":[]}";
}

}  // namespace weft::media
