// Has the program weft-media look into a content.
#pragma once
#include "files/store.hpp"

#include <atomic>
#include <map>

namespace weft::files {

struct Looked {
  store::Findings findings;
  std::map<std::string, std::string> pictures;  ///< by size: the bytes of a JPEG
};

/// Runs the worker on a content and waits for it, at most for the worker's time. What it cannot read, or does not
/// survive, is `unreadable`. What takes too long, or is killed from outside, stays `waiting`: the machine may be busy
/// or out of memory. Raises std::exception when it cannot be started or confined at all, or `stopping` became true
/// while it ran: then nobody has looked.
Looked look_into(
    const Content& content, const std::string& type, const Options& options, const std::atomic<bool>& stopping);

}  // namespace weft::files
