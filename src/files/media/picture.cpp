// Pictures: size as shown, and two smaller ones without anything but pixels.
#include "files/media/media.hpp"

#include <unistd.h>
#include <vips/vips.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace weft::media {
namespace {

constexpr int kSmallSide = 240, kMediumSide = 1280;  // pixels that the longer side of a smaller picture has at most
constexpr int kQuality = 80;

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
using Image = std::unique_ptr<VipsImage, Unref>;
using Source = std::unique_ptr<VipsSource, Unref>;

[[noreturn]] void fail() {
  throw std::runtime_error(vips_error_buffer());
}

Source input() {
  if (lseek(kInput, 0, SEEK_SET) != 0) throw std::runtime_error("the input cannot be read twice");
  Source source(vips_source_new_from_descriptor(kInput));
  if (!source) fail();
  return source;
}

/// Turned as the picture says of itself, on white, without metadata: no place, no camera, no name.
void write_smaller(int side, int fd) {
  const Source source = input();
  VipsImage* turned = nullptr;
  if (vips_thumbnail_source(
          source.get(), &turned, side, "height", side, "size", VIPS_SIZE_DOWN, "fail_on", VIPS_FAIL_ON_ERROR,
          nullptr) != 0)
    fail();
  Image picture(turned);
  if (vips_image_hasalpha(turned) != 0) {
    VipsImage* flat = nullptr;
    VipsArrayDouble* white = vips_array_double_newv(1, 255.0);
    const int failed = vips_flatten(turned, &flat, "background", white, nullptr);
    vips_area_unref(VIPS_AREA(white));
    if (failed != 0) fail();
    picture.reset(flat);
  }
  const std::unique_ptr<VipsTarget, Unref> target(vips_target_new_to_descriptor(fd));
  if (!target || vips_jpegsave_target(picture.get(), target.get(), "Q", kQuality, "strip", TRUE, nullptr) != 0) fail();
}

}  // namespace

void load_picture_library() {
  setenv("VIPS_NOVECTOR", "1", 1);  // it would make machine code, and no memory can be made to run any more
  if (VIPS_INIT("weft-media") != 0) fail();
  // Nothing but these decoders, whatever the bytes pretend to be.
  vips_operation_block_set("VipsForeignLoad", TRUE);
  for (const char* loader :
       {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadNsgif", "VipsForeignLoadWebp"})
    vips_operation_block_set(loader, FALSE);
  vips_concurrency_set(1);
  vips_cache_set_max(0);
}

std::string look_at_picture(const Bounds& bounds) {
  std::int64_t width = 0;
  std::int64_t height = 0;
  {
    const Source source = input();
    const Image header(vips_image_new_from_source(source.get(), "", "access", VIPS_ACCESS_SEQUENTIAL, nullptr));
    if (!header) fail();
    width = vips_image_get_width(header.get());
    height = vips_image_get_height(header.get());
    if (width <= 0 || height <= 0 || width > bounds.pixels / height) throw std::runtime_error("too many pixels");
    if (vips_image_get_orientation_swap(header.get()) != 0) std::swap(width, height);
  }
  std::string sizes = "\"small\"";
  write_smaller(kSmallSide, kSmall);
  if (width > kMediumSide || height > kMediumSide) {
    write_smaller(kMediumSide, kMedium);
    sizes += ",\"medium\"";
  }
  return "{\"width\":" + std::to_string(width) + ",\"height\":" + std::to_string(height) + ",\"thumbnails\":[" + sizes +
         "]}";
}

}  // namespace weft::media
