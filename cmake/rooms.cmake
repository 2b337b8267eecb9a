# weft_precompile(TARGET HEADER): the header of cmake/ that TARGET precompiles, for itself and who says REUSE_FROM it.
# No two precompiled headers are the same bytes; ccache is given what they depend on instead, so that build trees and clones share results.
function(weft_precompile target header)
  target_precompile_headers(${target} PRIVATE ${CMAKE_SOURCE_DIR}/cmake/${header})
  file(SHA256 ${CMAKE_SOURCE_DIR}/cmake/${header} header_hash)
  file(SHA256 ${CMAKE_SOURCE_DIR}/cmake/pch.hpp pch_hash)
  file(SHA256 ${CMAKE_SOURCE_DIR}/include/weft/base/json_templates.hpp templates_hash)
  file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir/cmake_pch.hxx.gch.sum
       "${header_hash} ${pch_hash} ${templates_hash} ${CMAKE_CXX_COMPILER_VERSION} ${CMAKE_BUILD_TYPE} ${WEFT_SANITIZE}\n")
endfunction()

# weft_room(NAME LIBS ...): a static library weft_NAME of src/NAME/*.cpp.
function(weft_room name)
  cmake_parse_arguments(ARG "DEEP" "" "LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  if(ARG_DEEP)  # with a folder for each of its subjects
    file(GLOB deeper CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*/*.cpp)
    list(APPEND sources ${deeper})
  endif()
  if(NOT sources)
    add_library(weft_${name} INTERFACE)
    target_include_directories(weft_${name} INTERFACE ${CMAKE_SOURCE_DIR}/include)
    target_link_libraries(weft_${name} INTERFACE ${ARG_LIBS})
    return()
  endif()
  add_library(weft_${name} STATIC ${sources})
  target_include_directories(weft_${name} PUBLIC ${CMAKE_SOURCE_DIR}/include PRIVATE ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(weft_${name} PUBLIC ${ARG_LIBS})
  if(name STREQUAL "base")
    weft_precompile(weft_base pch.hpp)
  else()
    target_precompile_headers(weft_${name} REUSE_FROM weft_base)
  endif()
endfunction()
