# The two programs. `weft` is what people run; `weft-faulty` is the same objects with the failpoints switched on, for the fault harness only.
file(GLOB app_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/app/*.cpp ${CMAKE_SOURCE_DIR}/src/app/*/*.cpp)
if(NOT app_sources)
  set(app_sources ${CMAKE_SOURCE_DIR}/src/base/failpoints/off.cpp)
endif()
list(REMOVE_ITEM app_sources ${CMAKE_SOURCE_DIR}/src/app/main.cpp)  # so that tests can link the rest
add_library(weft_app OBJECT ${app_sources})
target_include_directories(weft_app PUBLIC ${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/src)
target_precompile_headers(weft_app REUSE_FROM weft_base)
target_compile_definitions(weft_app PRIVATE WEFT_VERSION="${PROJECT_VERSION}" WEFT_BUILD_TYPE="${CMAKE_BUILD_TYPE}")
target_link_libraries(weft_app PUBLIC weft_gateway weft_files weft_directory weft_groups weft_customers weft_broadcasts weft_platform weft_wecom weft_migrations CLI11::CLI11 PkgConfig::libedit PkgConfig::libarchive)

# The migrations travel inside the binary, so that one file is the whole installation.
file(GLOB migrations CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/migrations/*.sql)
set(embedded ${CMAKE_BINARY_DIR}/embedded_migrations.cpp)
add_custom_command(OUTPUT ${embedded}
  COMMAND ${CMAKE_COMMAND} -DOUT=${embedded} "-DFILES=${migrations}" -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
  DEPENDS ${migrations} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
add_library(weft_migrations STATIC ${embedded})
target_include_directories(weft_migrations PUBLIC ${CMAKE_SOURCE_DIR}/include)
target_link_libraries(weft_migrations PUBLIC weft_db)

add_library(weft_failpoints_off STATIC ${CMAKE_SOURCE_DIR}/src/base/failpoints/off.cpp)
target_include_directories(weft_failpoints_off PUBLIC ${CMAKE_SOURCE_DIR}/include)
add_library(weft_failpoints_on STATIC ${CMAKE_SOURCE_DIR}/src/base/failpoints/on.cpp)
target_include_directories(weft_failpoints_on PUBLIC ${CMAKE_SOURCE_DIR}/include)

# Leaks of libraries, for programs under the address sanitizer. Not from an archive: the sanitizer has the same symbol, weak.
if(WEFT_SANITIZE STREQUAL "address")
  add_library(weft_known_leaks OBJECT ${CMAKE_SOURCE_DIR}/src/base/sanitizers/known_leaks.cpp)
else()
  add_library(weft_known_leaks INTERFACE)
endif()

add_executable(weft src/app/main.cpp)
target_link_libraries(weft PRIVATE weft_app weft_failpoints_off weft_known_leaks)
set_target_properties(weft PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

# What looks into pictures, voice and video: a process of its own, so that a hostile file meets nothing but itself.
file(GLOB media_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/files/media/*.cpp)
add_executable(weft-media ${media_sources})
target_include_directories(weft-media PRIVATE ${CMAKE_SOURCE_DIR}/src)
target_link_libraries(weft-media PRIVATE PkgConfig::vips PkgConfig::avformat)
if(WEFT_SANITIZE STREQUAL "thread")  # which blames the libraries' threads on it: it has none of its own
  target_compile_options(weft-media PRIVATE -fno-sanitize=thread)
  target_link_options(weft-media PRIVATE -fno-sanitize=thread)
endif()
set_target_properties(weft-media PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
add_dependencies(weft weft-media)

# The pages are built apart (scripts/build-web) and found beside the program.
file(CREATE_LINK ${CMAKE_SOURCE_DIR}/web/dist ${CMAKE_BINARY_DIR}/web SYMBOLIC)

add_executable(weft-faulty EXCLUDE_FROM_ALL src/app/main.cpp)
target_link_libraries(weft-faulty PRIVATE weft_app weft_failpoints_on weft_known_leaks)
set_target_properties(weft-faulty PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
