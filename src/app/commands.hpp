// The commands of `weft`: their options, and the functions that run them. Each returns the exit code.
#pragma once
#include <weft/base/config.hpp>

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace weft::app {

/// Where the settings of a command come from.
struct ConfigFlags {
  std::string file;                                ///< --config; empty: default_config_file()
  std::vector<ConfigSources::Override> overrides;  ///< --data, --port, --host, --set
};

/// Reads file, environment and flags. OperatorError (exit code 2).
Config read_config(const ConfigFlags& flags);

struct ServeOptions {
  ConfigFlags config;
  std::string demo;  ///< CSV file to make the demo company from when there is no company
};
int serve(const ServeOptions& options);

struct MigrateOptions {
  ConfigFlags config;
  bool check = false;  ///< only say what would be done
};
int migrate(const MigrateOptions& options);

struct InitOptions {
  ConfigFlags config;
  std::string company, handle, owner, name;  ///< asked for when empty
  bool password_stdin = false;
};
int init(const InitOptions& options);

struct DemoOptions {
  ConfigFlags config;
  std::string members;
};
int demo(const DemoOptions& options);

struct UserOptions {
  ConfigFlags config;
  std::string company;  ///< handle; may be empty when there is one company
  std::string userid, name, title, department, role = "member", query;
  bool password_stdin = false;
  bool json = false;
};
int user_add(const UserOptions& options);
int user_list(const UserOptions& options);
int user_passwd(const UserOptions& options);
int user_disable(const UserOptions& options);
int user_enable(const UserOptions& options);
int user_revoke(const UserOptions& options);
int user_role(const UserOptions& options);

struct CompanyOptions {
  ConfigFlags config;
  std::string company;  ///< handle; may be empty when there is one company
  bool off = false;     ///< verify: take it back
};
int company_list(const CompanyOptions& options);
int company_verify(const CompanyOptions& options);

struct BackupOptions {
  ConfigFlags config;
  std::string file;
  bool force = false;  ///< backup: overwrite the file; restore: throw away what is there
};
int backup(const BackupOptions& options);
int restore(const BackupOptions& options);

struct DoctorOptions {
  ConfigFlags config;
  bool verify = false;
  bool json = false;
};
int doctor(const DoctorOptions& options);

struct ChatOptions {
  std::string server = "http://127.0.0.1:8080";
  std::string user, company, to, ca_file;
  bool password_stdin = false;
  bool insecure = false;
  bool follow = false;  ///< without a terminal: go on printing when the input has ended
};
int terminal_chat(const ChatOptions& options);

int version(bool json);

/// Prints the completion script of "bash" or "zsh", made from the command tree.
int completion(const CLI::App& tree, const std::string& shell);

}  // namespace weft::app
