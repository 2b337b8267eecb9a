# Writes OUT, a C++ file that holds each of FILES (SQL) as one Migration {number, name, sql}.
set(text "// Generated from migrations/*.sql by cmake/embed.cmake.\n#include <weft/db/migrations.hpp>\nnamespace weft::db {\nstd::vector<Migration> embedded_migrations() {\n  return {\n")
foreach(file ${FILES})
  get_filename_component(name ${file} NAME_WE)
  string(REGEX REPLACE "^0*([0-9]+)_.*" "\\1" number ${name})  # without zeros in front: C++ would take them for octal
  file(READ ${file} sql)
  # A string literal may hold 64 KiB at least everywhere; larger files are split by the author.
  string(APPEND text "    {${number}, \"${name}\", R\"sql~~(${sql})sql~~\"},\n")
endforeach()
string(APPEND text "  };\n}\n}  // namespace weft::db\n")
file(WRITE ${OUT} "${text}")
