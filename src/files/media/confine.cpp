// Takes away what the worker does not need, after its libraries are loaded and before it has read a byte.
//
// What it may still ask of the kernel is a list: read and write what it was handed, memory, threads, time. It has no
// way to open, make, rename or remove a file, to start a program or a process, to reach the network or another process.
#include "files/media/media.hpp"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <stdexcept>
#include <vector>

namespace weft::media {
namespace {

constexpr rlim_t kMostWritten = 8 << 20;
constexpr rlim_t kMostFiles = 16;

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "name the architecture of the system calls"
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kBoundsMemory = false;  // sanitizers reserve terabytes of addresses before main()
#else
constexpr bool kBoundsMemory = true;
#endif

constexpr std::uint32_t kOtherNumbers = 0x40000000;  // x32: the same calls once more
constexpr std::uint32_t kAllowed[] = {
    // what is open already
    SYS_read, SYS_pread64, SYS_write, SYS_lseek, SYS_fstat, SYS_dup, SYS_close,
    // memory; mmap and mprotect are below
    SYS_brk, SYS_munmap, SYS_mremap, SYS_madvise,
    // threads of this process; clone is below
    SYS_futex, SYS_set_robust_list, SYS_rseq, SYS_gettid, SYS_getpid, SYS_sched_yield, SYS_sched_getaffinity,
    SYS_sigaltstack, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_restart_syscall, SYS_exit,
    SYS_exit_group,
    // time and chance
    SYS_clock_gettime, SYS_clock_nanosleep, SYS_gettimeofday, SYS_getrandom};

/// Allowed where `(argument & mask) == wanted`.
struct Guarded {
  std::uint32_t call, argument, mask, wanted;
};
constexpr std::uint32_t kNamespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                                      CLONE_NEWPID | CLONE_NEWNET;
constexpr Guarded kGuarded[] = {
    {SYS_mmap, 2, PROT_EXEC, 0},
    {SYS_mprotect, 2, PROT_EXEC, 0},
    {SYS_clone, 0, CLONE_THREAD | kNamespaces, CLONE_THREAD},
    {SYS_newfstatat, 3, 0xffffffff, AT_EMPTY_PATH}};  // how the C library asks for the size of an open file

void limit(decltype(RLIMIT_AS) what, rlim_t soft, rlim_t hard) {
  const rlimit both{soft, hard};
  if (setrlimit(what, &both) != 0) throw std::runtime_error("setrlimit");
}

void limit(decltype(RLIMIT_AS) what, rlim_t value) {
  limit(what, value, value);
}

std::uint32_t refusal(int error) {
  return SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error);
}

/// The list as the kernel wants it: a program that is run with each system call.
class Filter {
 public:
  Filter() {
    load(offsetof(seccomp_data, arch));
    unless_equal(kArchitecture, SECCOMP_RET_KILL_PROCESS);
    load(offsetof(seccomp_data, nr));
    if (kArchitecture == AUDIT_ARCH_X86_64) {
      program_.push_back({BPF_JMP | BPF_JGE | BPF_K, 0, 1, kOtherNumbers});
      give(SECCOMP_RET_KILL_PROCESS);
    }
    for (const std::uint32_t call : kAllowed)
      when_equal(call, SECCOMP_RET_ALLOW);
    when_equal(SYS_clone3, refusal(ENOSYS));  // its flags are in memory, out of sight: the C library takes clone then
    for (const Guarded& one : kGuarded)
      add(one);
    give(refusal(EPERM));
  }

  const sock_fprog* program() {
    whole_ = {static_cast<unsigned short>(program_.size()), program_.data()};
    return &whole_;
  }

 private:
  void load(std::size_t offset) {
    program_.push_back({BPF_LD | BPF_W | BPF_ABS, 0, 0, static_cast<std::uint32_t>(offset)});
  }
  void give(std::uint32_t verdict) { program_.push_back({BPF_RET | BPF_K, 0, 0, verdict}); }
  void when_equal(std::uint32_t value, std::uint32_t verdict) {
    program_.push_back({BPF_JMP | BPF_JEQ | BPF_K, 0, 1, value});
    give(verdict);
  }
  void unless_equal(std::uint32_t value, std::uint32_t verdict) {
    program_.push_back({BPF_JMP | BPF_JEQ | BPF_K, 1, 0, value});
    give(verdict);
  }
  void add(const Guarded& one) {
    program_.push_back({BPF_JMP | BPF_JEQ | BPF_K, 0, 5, one.call});
    load(offsetof(seccomp_data, args) + one.argument * sizeof(std::uint64_t));  // the lower half: little-endian
    program_.push_back({BPF_ALU | BPF_AND | BPF_K, 0, 0, one.mask});
    when_equal(one.wanted, SECCOMP_RET_ALLOW);
    give(refusal(EPERM));
  }

  std::vector<sock_filter> program_;
  sock_fprog whole_{};
};

}  // namespace

void confine(const Bounds& bounds) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_DUMPABLE, 0);
  limit(RLIMIT_CORE, 0);
  if (kBoundsMemory) limit(RLIMIT_AS, bounds.memory);
  limit(RLIMIT_CPU, bounds.seconds, bounds.seconds + 1);  // SIGXCPU first, which tells it from being killed by others
  limit(RLIMIT_FSIZE, kMostWritten);
  limit(RLIMIT_NOFILE, kMostFiles);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) throw std::runtime_error("no_new_privs");
  Filter filter;
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, filter.program()) != 0)
    throw std::runtime_error("seccomp");
}

}  // namespace weft::media
