// weft-media KIND PIXELS MEMORY SECONDS: looks into the file on its standard input and ends.
//
// The server starts it for each picture, voice and video, and believes nothing of what it does but its answer. Exit
// code 0 with JSON on the standard output, or 1 for what cannot be read.
#include "files/media/media.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

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
  try {
    weft::media::confine(bounds);
    const std::string found = kind == "image" ? weft::media::look_at_picture(bounds) : weft::media::look_at_recording();
    std::puts(found.c_str());
    std::fflush(stdout);
    std::_Exit(0);  // nothing to tidy up, and no library's exit handlers to trust after a hostile file
  } catch (const std::exception&) {
    std::_Exit(1);
  }
}
