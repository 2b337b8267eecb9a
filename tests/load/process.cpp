// CPU time and memory of processes from /proc.
#include "load/process.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace weft::load {

namespace {

std::string proc_path(pid_t process, const char* name) {
  return "/proc/" + std::to_string(process) + "/" + name;
}

/// Parent of a process, 0 when it is gone. The name in the second field may hold spaces and parentheses.
pid_t parent_of(pid_t process) {
  std::ifstream file(proc_path(process, "stat"));
  std::string line;
  std::getline(file, line);
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos) return 0;
  std::istringstream rest(line.substr(name_end + 1));
  char state = 0;
  pid_t parent = 0;
  rest >> state >> parent;
  return parent;
}

}  // namespace

std::vector<pid_t> process_tree(pid_t root) {
  std::multimap<pid_t, pid_t> children;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const auto name = entry.path().filename().string();
    pid_t process = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), process);
    if (error != std::errc{} || end != name.data() + name.size()) continue;
    children.emplace(parent_of(process), process);
  }
  std::vector<pid_t> tree{root};
  for (std::size_t i = 0; i < tree.size(); ++i) {
    const auto [first, last] = children.equal_range(tree[i]);
    for (auto child = first; child != last; ++child)
      tree.push_back(child->second);
  }
  return tree;
}

std::int64_t cpu_ns(pid_t process) {
  std::int64_t total = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator task(proc_path(process, "task"), error), end; !error && task != end;
       task.increment(error)) {
    std::ifstream file(task->path() / "schedstat");
    std::int64_t ran = 0;
    if (file >> ran) total += ran;
  }
  return total;
}

std::int64_t cpu_ns(const std::vector<pid_t>& processes) {
  std::int64_t total = 0;
  for (const auto process : processes)
    total += cpu_ns(process);
  return total;
}

std::int64_t resident_bytes(pid_t process) {
  std::ifstream file(proc_path(process, "statm"));
  std::int64_t size = 0;
  std::int64_t resident = 0;
  if (!(file >> size >> resident)) return 0;
  return resident * ::sysconf(_SC_PAGESIZE);
}

std::string process_name(pid_t process) {
  std::ifstream file(proc_path(process, "comm"));
  std::string name;
  file >> name;
  return name;
}

bool pin_to_core(int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(static_cast<unsigned>(core), &cores);
  return ::sched_setaffinity(0, sizeof cores, &cores) == 0;
}

std::size_t raise_file_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<std::size_t>(limit.rlim_cur);
}

}  // namespace weft::load
