// What a process and its children cost: CPU time and memory, read from /proc.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace weft::load {

/// `root` and all its living descendants.
std::vector<pid_t> process_tree(pid_t root);

/// Nanoseconds all living threads of `process` have run (from schedstat; threads that ended are not counted).
std::int64_t cpu_ns(pid_t process);
/// The same for several processes.
std::int64_t cpu_ns(const std::vector<pid_t>& processes);

/// Resident memory in bytes; 0 when the process is gone.
std::int64_t resident_bytes(pid_t process);

/// The first word of /proc/<pid>/comm, for telling PostgreSQL's processes from the server's.
std::string process_name(pid_t process);

/// Binds the calling thread, and what it starts later, to one core. Returns whether that worked.
bool pin_to_core(int core);

/// Raises the soft limit of open files to the hard limit; returns it.
std::size_t raise_file_limit();

}  // namespace weft::load
