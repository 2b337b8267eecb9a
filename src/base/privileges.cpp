// From root to a system user, once and for good, with the directories it will need.
#include <weft/base/error.hpp>
#include <weft/base/process.hpp>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace weft {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot(const std::string& what, const std::string& path) {
  throw OperatorError("cannot " + what + " " + path + ": " + std::strerror(errno));
}

/// Never follows a symbolic link: a link planted in the directory must not hand over its target.
void own(const fs::path& path, const passwd& user) {
  if (lchown(path.c_str(), user.pw_uid, user.pw_gid) != 0) cannot("hand over", path.string());
}

/// Whether `directory` may be handed over with all it holds: it is empty, or a cluster of ours is in it.
void check_ours(const fs::path& directory, const std::string& user) {
  if (fs::is_empty(directory) || fs::exists(directory / "postgres") || fs::exists(directory / "postgres.lock")) return;
  throw OperatorError(
      directory.string() + " is not empty and no data directory of Weft, so it is not handed over to " + user +
      ": choose an empty or a new one with --data");
}

/// The directory itself goes last: its owner says that everything in it was handed over.
void own_tree(const fs::path& directory, const passwd& user, const std::string& name) {
  struct stat info {};
  if (lstat(directory.c_str(), &info) != 0) cannot("read", directory.string());
  if (info.st_uid == user.pw_uid) return;
  check_ours(directory, name);
  for (const auto& entry : fs::recursive_directory_iterator(directory))
    own(entry.path(), user);
  own(directory, user);
}

void hand_over(const std::string& path, const passwd& user, const std::string& name) {
  std::error_code error;
  const fs::path full = fs::weakly_canonical(fs::absolute(path), error);
  if (!error && !fs::exists(full)) {
    fs::create_directories(full, error);
    if (!error) fs::permissions(full, fs::perms::owner_all, error);
  }
  if (error) throw OperatorError("cannot create " + path + ": " + error.message());
  if (fs::is_directory(full)) {
    own_tree(full, user, name);
  } else {
    own(full, user);
  }
}

void become(const passwd& user, const std::string& name) {
  if (initgroups(user.pw_name, user.pw_gid) != 0 || setgid(user.pw_gid) != 0 || setuid(user.pw_uid) != 0) {
    throw OperatorError("cannot become user " + name + ": " + std::strerror(errno));
  }
  if (setuid(0) == 0) throw OperatorError("root was not given up");
  setenv("HOME", user.pw_dir, 1);
  setenv("USER", user.pw_name, 1);
  setenv("LOGNAME", user.pw_name, 1);
}

}  // namespace

void drop_privileges(const std::string& user, const std::vector<std::string>& paths_to_own) {
  if (geteuid() != 0) return;
  const passwd* entry = getpwnam(user.c_str());
  if (!entry) {
    throw OperatorError(
        "there is no system user " + user +
        ": create it (useradd --system --home-dir /var/lib/weft --shell /usr/sbin/nologin " + user +
        "), or name another one as server.user");
  }
  if (entry->pw_uid == 0)
    throw OperatorError("user " + user + " is root: name an unprivileged system user as server.user");
  const passwd target = *entry;
  for (const std::string& path : paths_to_own)
    hand_over(path, target, user);
  become(target, user);
  for (const std::string& path : paths_to_own) {
    if (access(path.c_str(), R_OK | W_OK) == 0) continue;
    throw OperatorError(
        "user " + user + " cannot reach " + fs::absolute(path).string() +
        ": a directory above it is closed to it; choose another place or open it (chmod o+x)");
  }
}

}  // namespace weft
