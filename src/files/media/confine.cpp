// Takes away what the worker does not need, before it has read a byte.
#include "files/media/media.hpp"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <array>
#include <csignal>
#include <cstddef>
#include <stdexcept>

namespace weft::media {
namespace {

constexpr rlim_t kMostWritten = 8 << 20;
constexpr rlim_t kMostFiles = 64;

void limit(decltype(RLIMIT_AS) what, rlim_t value) {
  const rlimit both{value, value};
  if (setrlimit(what, &both) != 0) throw std::runtime_error("setrlimit");
}

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "name the architecture of the system calls"
#endif

/// No sockets, no programs, no other processes. A decoder that was taken over can still compute, and be killed for it.
void refuse_system_calls() {
  constexpr std::array<std::uint32_t, 9> kRefused{
      SYS_socket,           SYS_connect,           SYS_execve, SYS_execveat, SYS_ptrace,
      SYS_process_vm_readv, SYS_process_vm_writev, SYS_bpf,    SYS_kill};
  std::array<sock_filter, 5 + kRefused.size() + 2> program{};
  std::size_t n = 0;
  const auto statement = [&](std::uint16_t code, std::uint32_t k) { program[n++] = {code, 0, 0, k}; };
  statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch));
  program[n++] = {BPF_JMP | BPF_JEQ | BPF_K, 1, 0, kArchitecture};
  statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
  statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr));
  for (std::size_t i = 0; i < kRefused.size(); ++i) {
    const auto to_refusal = static_cast<std::uint8_t>(kRefused.size() - i);
    program[n++] = {BPF_JMP | BPF_JEQ | BPF_K, to_refusal, 0, kRefused[i]};
  }
  statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1U);  // EPERM
  const sock_fprog all{static_cast<unsigned short>(n), program.data()};
  prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all);  // a kernel without it: the limits below still hold
}

}  // namespace

void confine(const Bounds& bounds) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl(PR_SET_DUMPABLE, 0);
  limit(RLIMIT_CORE, 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  limit(RLIMIT_AS, bounds.memory);  // the sanitizers reserve more than any bound
#endif
  limit(RLIMIT_CPU, bounds.seconds);
  limit(RLIMIT_FSIZE, kMostWritten);
  limit(RLIMIT_NOFILE, kMostFiles);
  refuse_system_calls();
}

}  // namespace weft::media
