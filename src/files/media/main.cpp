// weft-media KIND PIXELS MEMORY SECONDS: looks into the file on its standard input and ends.
//
// The server starts it for each picture, voice and video, and believes nothing of what it does but its answer. Exit
// code 0 with JSON on the standard output, 1 for what cannot be read, or 2 when it did not look at all.
#include "files/media/media.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

namespace {

/// False when this process is not safe enough to read the file.
bool get_ready(bool picture, const weft::media::Bounds& bounds) {
  try {
    if (picture) weft::media::load_picture_library();
    weft::media::confine(bounds);
    return true;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "weft-media: %s\n", error.what());
    return false;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("weft-media is started by weft; it looks into one uploaded file.\n", stderr);
    return 2;
  }
  const std::string kind = argv[1];
  weft::media::Bounds bounds;
  bounds.pixels = std::atoll(argv[2]);
  bounds.memory = static_cast<std::uint64_t>(std::atoll(argv[3]));
  bounds.seconds = static_cast<unsigned>(std::atoi(argv[4]));
  const bool picture = kind == "image";
  if (!get_ready(picture, bounds)) return 2;
  try {
    const std::string found = picture ? weft::media::look_at_picture(bounds) : weft::media::look_at_recording();
    std::puts(found.c_str());
    std::fflush(stdout);
    std::_Exit(0);  // nothing to tidy up, and no library's exit handlers to trust after a hostile file
  } catch (const std::exception&) {
    std::_Exit(1);
  }
}
