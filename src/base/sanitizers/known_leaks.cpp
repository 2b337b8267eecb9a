// Leaks that are not ours, for the programs that meet them under the address sanitizer.

// libpqxx 6.4 drops the result of a statement whose connection broke under it.
extern "C" const char* __lsan_default_suppressions();   // NOLINT: the sanitizer's name
extern "C" const char* __lsan_default_suppressions() {  // NOLINT: the sanitizer's name
  return "leak:libpqxx\nleak:PQmakeEmptyPGresult\n";
}
