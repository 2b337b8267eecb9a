// What a decoder that was taken over could still do: each try is made by a process that is confined as the worker is.
#include "files/media/media.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/sched.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>

namespace weft::test {
namespace {

constexpr int kWent = 100, kKilled = 200, kNotConfined = 201;

/// The errno with which `attempt` fails in there, kWent when it does not, kKilled when it is the end.
template <class Attempt>
int confined(Attempt attempt) {
  const pid_t child = fork();
  if (child == 0) {
    try {
      media::confine({1'000'000, 1ULL << 40, 5});
    } catch (const std::exception&) {
      syscall(SYS_exit_group, kNotConfined);
    }
    errno = 0;
    syscall(SYS_exit_group, attempt() < 0 ? errno : kWent);
  }
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : kKilled;
}

template <class... Args>
int confined_call(long number, Args... args) {
  return confined([=] { return syscall(number, args...); });
}

TEST(Confined, OpensNoFiles) {
  EXPECT_EQ(confined_call(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY), EPERM);
  EXPECT_EQ(confined_call(SYS_openat, AT_FDCWD, "/tmp", O_WRONLY | O_TMPFILE, 0600), EPERM);
  EXPECT_EQ(confined_call(SYS_openat2, AT_FDCWD, "/etc/passwd", nullptr, 0), EPERM);
  EXPECT_EQ(confined_call(SYS_memfd_create, "more", 0), EPERM);
  EXPECT_EQ(confined_call(SYS_io_uring_setup, 1, nullptr), EPERM);
}

TEST(Confined, ChangesNoFiles) {
  const char* path = "/tmp/weft-nothing";
  EXPECT_EQ(confined_call(SYS_unlinkat, AT_FDCWD, path, 0), EPERM);
  EXPECT_EQ(confined_call(SYS_renameat2, AT_FDCWD, path, AT_FDCWD, path, 0), EPERM);
  EXPECT_EQ(confined_call(SYS_linkat, AT_FDCWD, path, AT_FDCWD, path, 0), EPERM);
  EXPECT_EQ(confined_call(SYS_mkdirat, AT_FDCWD, path, 0700), EPERM);
  EXPECT_EQ(confined_call(SYS_fchmodat, AT_FDCWD, path, 0700), EPERM);
  EXPECT_EQ(confined_call(SYS_ftruncate, 1, 0), EPERM);
  EXPECT_EQ(confined_call(SYS_newfstatat, AT_FDCWD, "/etc/passwd", nullptr, 0), EPERM);
}

TEST(Confined, MakesNoProcessesAndReachesNone) {
  EXPECT_EQ(confined_call(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, 0), EPERM);
  EXPECT_EQ(confined_call(SYS_clone, CLONE_NEWUSER | SIGCHLD, nullptr, nullptr, nullptr, 0), EPERM);
  EXPECT_EQ(confined_call(SYS_clone3, nullptr, 0), ENOSYS);
  EXPECT_EQ(confined_call(SYS_execve, "/bin/true", nullptr, nullptr), EPERM);
  EXPECT_EQ(confined_call(SYS_unshare, CLONE_NEWUSER), EPERM);
  const pid_t parent = getpid();
  EXPECT_EQ(confined_call(SYS_kill, parent, 0), EPERM);
  EXPECT_EQ(confined_call(SYS_tgkill, parent, parent, 0), EPERM);
  EXPECT_EQ(confined_call(SYS_pidfd_open, parent, 0), EPERM);
  EXPECT_EQ(confined_call(SYS_ptrace, 0, 0, 0, 0), EPERM);
  EXPECT_EQ(confined_call(SYS_process_vm_readv, parent, nullptr, 0, nullptr, 0, 0), EPERM);
}

TEST(Confined, HasNoNetworkAndNoMachineCode) {
  EXPECT_EQ(confined_call(SYS_socket, AF_UNIX, SOCK_STREAM, 0), EPERM);
  EXPECT_EQ(confined_call(SYS_mmap, nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), EPERM);
  EXPECT_EQ(confined_call(SYS_mprotect, nullptr, 0, PROT_READ | PROT_EXEC), EPERM);
}

#if defined(__x86_64__)
TEST(Confined, DiesOfTheOtherSetOfNumbers) {
  EXPECT_EQ(confined_call(0x40000000 | SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY), kKilled);
  EXPECT_EQ(confined_call(0x40000000 | SYS_getpid), kKilled);
}
#endif

TEST(Confined, EndsOfItsOwnProcessorTime) {
  const pid_t child = fork();
  if (child == 0) {
    media::confine({1'000'000, 1ULL << 40, 1});
    while (clock() != -1) {}
  }
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGXCPU);  // SIGKILL would be somebody else's doing
}

TEST(Confined, StillReadsWritesAndComputes) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_EQ(confined_call(SYS_write, ends[1], "x", 1), kWent);
  EXPECT_EQ(confined([&] { return syscall(SYS_read, ends[0], &ends[1], 1); }), kWent);
  EXPECT_EQ(confined_call(SYS_mmap, nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), kWent);
  close(ends[0]);
}

}  // namespace
}  // namespace weft::test
