// `weft version`: what this binary is.
#include "app/commands.hpp"
#include <weft/db/migrations.hpp>

#include <cstdio>

namespace weft::app {

int version(bool json) {
  const std::size_t schema = db::embedded_migrations().size();
  if (json) {
    std::printf("{\"version\":\"%s\",\"build\":\"%s\",\"schema\":%zu}\n", WEFT_VERSION, WEFT_BUILD_TYPE, schema);
  } else {
    std::printf("weft %s (%s build, schema %zu)\n", WEFT_VERSION, WEFT_BUILD_TYPE, schema);
  }
  return 0;
}

}  // namespace weft::app
