// Finds the configuration file and reads all sources of settings.
#include "app/commands.hpp"

#include <unistd.h>

#include <cstdlib>

namespace weft::app {
namespace {

/// $WEFT_CONFIG, or the first of the usual places that exists, or none: the defaults are enough to run.
std::string default_config_file() {
  if (const char* chosen = std::getenv("WEFT_CONFIG"); chosen && *chosen) return chosen;
  for (const char* usual : {"config/weft.toml", "/etc/weft/weft.toml"}) {
    if (access(usual, F_OK) == 0) return usual;
  }
  return {};
}

}  // namespace

Config read_config(const ConfigFlags& flags) {
  return load_config({flags.file.empty() ? default_config_file() : flags.file, weft_environment(), flags.overrides});
}

}  // namespace weft::app
