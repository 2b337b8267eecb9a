# Libraries, all from Debian 12, each room seeing only those it may use.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(prometheus-cpp REQUIRED)
pkg_check_modules(pqxx REQUIRED IMPORTED_TARGET libpqxx)
pkg_check_modules(pq REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(argon2 REQUIRED IMPORTED_TARGET libargon2)
pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus)
pkg_check_modules(icu REQUIRED IMPORTED_TARGET icu-uc icu-i18n)
pkg_check_modules(magic REQUIRED IMPORTED_TARGET libmagic)
pkg_check_modules(vips REQUIRED IMPORTED_TARGET vips)
pkg_check_modules(avformat REQUIRED IMPORTED_TARGET libavformat libavcodec libavutil)
pkg_check_modules(hyperscan REQUIRED IMPORTED_TARGET libhs)
pkg_check_modules(libedit REQUIRED IMPORTED_TARGET libedit)
pkg_check_modules(libarchive REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(libzip REQUIRED IMPORTED_TARGET libzip)
pkg_check_modules(expat REQUIRED IMPORTED_TARGET expat)
pkg_check_modules(xlsxwriter REQUIRED IMPORTED_TARGET xlsxwriter)
pkg_check_modules(libqrencode REQUIRED IMPORTED_TARGET libqrencode)
pkg_check_modules(libpng REQUIRED IMPORTED_TARGET libpng)

add_library(weft_deps_base INTERFACE)
target_compile_definitions(weft_deps_base INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION
                           BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_DISABLE_BOOST_COROUTINE)
target_link_libraries(weft_deps_base INTERFACE Boost::headers nlohmann_json::nlohmann_json spdlog::spdlog OpenSSL::Crypto
                      PkgConfig::tomlplusplus PkgConfig::icu prometheus-cpp::core Threads::Threads)

add_library(weft_deps_db INTERFACE)
target_link_libraries(weft_deps_db INTERFACE PkgConfig::pqxx PkgConfig::pq)

add_library(weft_deps_gateway INTERFACE)
target_link_libraries(weft_deps_gateway INTERFACE OpenSSL::SSL)

add_library(weft_deps_identity INTERFACE)
target_link_libraries(weft_deps_identity INTERFACE PkgConfig::argon2 PkgConfig::icu)

add_library(weft_deps_conversations INTERFACE)
target_link_libraries(weft_deps_conversations INTERFACE PkgConfig::icu)

add_library(weft_deps_directory INTERFACE)
target_link_libraries(weft_deps_directory INTERFACE PkgConfig::libzip PkgConfig::expat PkgConfig::xlsxwriter
                      PkgConfig::libqrencode PkgConfig::libpng)

add_library(weft_deps_files INTERFACE)
target_link_libraries(weft_deps_files INTERFACE PkgConfig::magic)
add_library(weft_deps_groups INTERFACE)
target_link_libraries(weft_deps_groups INTERFACE PkgConfig::icu PkgConfig::hyperscan)
