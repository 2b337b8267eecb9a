# Compiler, warnings, sanitizers, linker and ccache: the same for every target.
find_program(CCACHE ccache)
if(CCACHE)
  # A precompiled header is only cached with these two relaxations; the base directory lets build trees share results.
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_PCH_EXTSUM=1 ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# Archives hold names, not copies: they never leave the build tree.
set(CMAKE_CXX_ARCHIVE_CREATE "<CMAKE_AR> qcT <TARGET> <LINK_FLAGS> <OBJECTS>")
# Symbols are most of a build with sanitizers; compressed they are a third.
add_compile_options($<$<CONFIG:Debug>:-gz>)
add_link_options($<$<CONFIG:Debug>:-gz>)

# Warnings stop who works on Weft, not who builds it with a compiler we have not met.
add_compile_options(-Wall -Wextra -Wpedantic $<$<CONFIG:Debug>:-Werror> -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual -Wshadow=local)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-fpch-preprocess)
  # False positives of g++ 12 inside the standard library at -O2 (GCC PR 105329, 105651, 107852).
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict> $<$<COMPILE_LANGUAGE:CXX>:-Wno-stringop-overflow>
                      $<$<COMPILE_LANGUAGE:CXX>:-Wno-array-bounds> $<$<COMPILE_LANGUAGE:CXX>:-Wno-maybe-uninitialized>
                      $<$<COMPILE_LANGUAGE:CXX>:-Wno-stringop-overread>)
endif()

if(WEFT_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=address,undefined)
elseif(WEFT_SANITIZE STREQUAL "thread")
  # Beast and Asio use fences that g++ warns about under tsan.
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer -Wno-tsan)
  add_link_options(-fsanitize=thread)
endif()
