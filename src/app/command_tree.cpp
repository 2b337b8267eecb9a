// Builds the command tree with CLI11 and explains mistakes in one line.
#include "app/command_tree.hpp"

#include "app/commands.hpp"
#include <weft/base/error.hpp>
#include <weft/base/nearest.hpp>

#include <CLI/CLI.hpp>

namespace weft::app {
namespace {

/// The options of a command live as long as its App: they are owned by the callback that runs it.
template <class Options>
std::shared_ptr<Options> options_of(CLI::App& command, CommandTree& tree, int (*run)(const Options&)) {
  auto options = std::make_shared<Options>();
  command.callback([options, &tree, run] { tree.action = [options, run] { return run(*options); }; });
  return options;
}

void add_override(
    CLI::App& command, ConfigFlags& flags, const std::string& flag, const std::string& setting, const std::string& type,
    const std::string& help) {
  auto* option = command.add_option_function<std::string>(
      flag,
      [&flags, flag, setting](const std::string& value) {
        flags.overrides.push_back({flag, setting, value});
      },
      help);
  option->type_name(type);
}

/// --config, --data and --set, which every command on the server's side takes.
void add_config_flags(CLI::App& command, ConfigFlags& flags) {
  command
      .add_option(
          "--config", flags.file, "configuration file (default: $WEFT_CONFIG, config/weft.toml, /etc/weft/weft.toml)")
      ->type_name("FILE");
  add_override(command, flags, "--data", "server.data", "DIR", "data directory (server.data, default: var)");
  command
      .add_option_function<std::vector<std::string>>(
          "--set",
          [&flags](const std::vector<std::string>& settings) {
            for (const std::string& setting : settings) {
              const std::size_t equals = setting.find('=');
              if (equals == setting.npos || setting.find('.') > equals) {
                throw OperatorError("--set takes SECTION.KEY=VALUE, such as --set log.level=debug, not " + setting, 2);
              }
              flags.overrides.push_back({"--set", setting.substr(0, equals), setting.substr(equals + 1)});
            }
          },
          "any setting of weft.toml, such as log.level=debug (repeatable)")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->take_all();
}

CLI::App& add_command(CLI::App& parent, const std::string& name, const std::string& help, const std::string& examples) {
  CLI::App& command = *parent.add_subcommand(name, help);
  if (!examples.empty()) command.footer("Examples:\n" + examples);
  return command;
}

void add_serve(CommandTree& tree) {
  CLI::App& command = add_command(
      *tree.root, "serve", "run the server",
      "  weft serve\n"
      "  weft serve --demo config/demo/members.csv\n"
      "  weft serve --host 0.0.0.0 --port 443 --set tls.certificate=chain.pem --set tls.key=key.pem");
  auto options = options_of<ServeOptions>(command, tree, serve);
  add_config_flags(command, options->config);
  add_override(
      command, options->config, "--host", "server.host", "ADDRESS",
      "address to listen on (server.host, default: 127.0.0.1)");
  add_override(
      command, options->config, "--port", "server.port", "N", "port to listen on (server.port, default: 8080)");
  command.add_option("--demo", options->demo, "when there is no company yet, make the demo company out of this file")
      ->type_name("CSV");
}

void add_migrate(CommandTree& tree) {
  CLI::App& command = add_command(
      *tree.root, "migrate", "bring the database to the schema of this version (serve does it too)",
      "  weft migrate\n"
      "  weft migrate --check");
  auto options = options_of<MigrateOptions>(command, tree, migrate);
  add_config_flags(command, options->config);
  command.add_flag("--check", options->check, "change nothing; exit code 1 when there is something to do");
}

void add_init(CommandTree& tree) {
  CLI::App& command = add_command(
      *tree.root, "init", "create a company and its owner",
      "  weft init                             asks for everything\n"
      "  weft init --company 'Acme Ltd' --handle acme --owner jane --name 'Jane Doe' --password-stdin < secret");
  auto options = options_of<InitOptions>(command, tree, init);
  add_config_flags(command, options->config);
  command.add_option("--company", options->company, "name of the company")->type_name("NAME");
  command.add_option("--handle", options->handle, "its short name for signing in: a-z, 0-9, -")->type_name("HANDLE");
  command.add_option("--owner", options->owner, "userid of the owner")->type_name("USERID");
  command.add_option("--name", options->name, "name of the owner")->type_name("NAME");
  command.add_flag("--password-stdin", options->password_stdin, "read the owner's password from standard input");
}

void add_demo(CommandTree& tree) {
  CLI::App& command = add_command(*tree.root, "demo", "create the demo company", "  weft demo config/demo/members.csv");
  auto options = options_of<DemoOptions>(command, tree, demo);
  add_config_flags(command, options->config);
  command.add_option("members", options->members, "CSV file with the columns userid,name,department,title,role")
      ->type_name("CSV")
      ->required();
}

CLI::App& add_user_command(
    CLI::App& parent, CommandTree& tree, const std::string& name, const std::string& help, const std::string& examples,
    int (*run)(const UserOptions&), const std::function<void(CLI::App&, UserOptions&)>& more) {
  CLI::App& command = add_command(parent, name, help, examples);
  auto options = options_of<UserOptions>(command, tree, run);
  more(command, *options);
  command.add_option("--company", options->company, "handle of the company (needed when there are several)")
      ->type_name("HANDLE");
  add_config_flags(command, options->config);
  return command;
}

void add_userid(CLI::App& command, UserOptions& options) {
  command.add_option("userid", options.userid, "the member's userid")->type_name("USERID")->required();
}

void add_password_flag(CLI::App& command, UserOptions& options) {
  command.add_flag(
      "--password-stdin", options.password_stdin, "read the password from standard input instead of asking");
}

void add_user(CommandTree& tree) {
  CLI::App& user = add_command(
      *tree.root, "user", "members: add, list, passwd, disable, enable, revoke, role",
      "  weft user add jane --name 'Jane Doe'\n"
      "  weft user list --query jane\n"
      "  weft user revoke jane                 signs jane out everywhere, at once");
  user.require_subcommand(1);
  add_user_command(
      user, tree, "add", "add a member", "  weft user add jane --name 'Jane Doe' --role admin", user_add,
      [](CLI::App& command, UserOptions& options) {
        add_userid(command, options);
        command.add_option("--name", options.name, "name (default: the userid)")->type_name("NAME");
        command.add_option("--title", options.title, "what the member does")->type_name("TEXT");
        command.add_option("--department", options.department, "path such as Sales/North")->type_name("PATH");
        command.add_option("--role", options.role, "member, admin or owner (default: member)")->type_name("ROLE");
        add_password_flag(command, options);
      });
  add_user_command(
      user, tree, "list", "list members", "  weft user list --query wang --json", user_list,
      [](CLI::App& command, UserOptions& options) {
        command.add_option("--query", options.query, "only those whose userid or name contains this")
            ->type_name("TEXT");
        command.add_flag("--json", options.json, "one JSON object a line");
      });
  add_user_command(
      user, tree, "passwd", "set a member's password and sign the member out everywhere", "  weft user passwd jane",
      user_passwd, [](CLI::App& command, UserOptions& options) {
        add_userid(command, options);
        add_password_flag(command, options);
      });
  add_user_command(
      user, tree, "disable", "sign a member out and let nobody sign in as that member", "  weft user disable jane",
      user_disable, add_userid);
  add_user_command(
      user, tree, "enable", "let a disabled member sign in again", "  weft user enable jane", user_enable, add_userid);
  add_user_command(
      user, tree, "revoke", "sign a member out everywhere", "  weft user revoke jane", user_revoke, add_userid);
  add_user_command(
      user, tree, "role", "change a member's role", "  weft user role jane admin", user_role,
      [](CLI::App& command, UserOptions& options) {
        add_userid(command, options);
        command.add_option("role", options.role, "member, admin or owner")->type_name("ROLE")->required();
      });
}

void add_company(CommandTree& tree) {
  CLI::App& company = add_command(
      *tree.root, "company", "companies: list, verify",
      "  weft company list\n"
      "  weft company verify acme              its customers see that it is who it says");
  company.require_subcommand(1);
  CLI::App& list = add_command(company, "list", "list companies", "");
  add_config_flags(list, options_of<CompanyOptions>(list, tree, company_list)->config);

  CLI::App& verify = add_command(
      company, "verify", "say that a company is who it says: its customers see it",
      "  weft company verify acme\n"
      "  weft company verify acme --off");
  auto options = options_of<CompanyOptions>(verify, tree, company_verify);
  add_config_flags(verify, options->config);
  verify.add_option("company", options->company, "handle of the company (needed when there are several)")
      ->type_name("HANDLE");
  verify.add_flag("--off", options->off, "take it back");
}

void add_backup(CommandTree& tree) {
  CLI::App& backup_command = add_command(
      *tree.root, "backup", "write database, files and settings into one archive, also while the server runs",
      "  weft backup /backups/weft-$(date +%F).tar.zst\n"
      "  weft backup --force latest.tar.gz");
  auto backup_options = options_of<BackupOptions>(backup_command, tree, backup);
  add_config_flags(backup_command, backup_options->config);
  backup_command.add_option("file", backup_options->file, "archive to write; .tar.zst, .tar.gz or .tar")
      ->type_name("FILE")
      ->required();
  backup_command.add_flag("--force", backup_options->force, "replace the file when it exists");

  CLI::App& restore_command = add_command(
      *tree.root, "restore", "bring an archive back into an empty data directory or database",
      "  weft restore /backups/weft-2026-03-01.tar.zst --data /var/lib/weft");
  auto restore_options = options_of<BackupOptions>(restore_command, tree, restore);
  add_config_flags(restore_command, restore_options->config);
  restore_command.add_option("file", restore_options->file, "archive to read")->type_name("FILE")->required();
  restore_command.add_flag("--force", restore_options->force, "DELETE the database and the files that are there now");
}

void add_doctor(CommandTree& tree) {
  CLI::App& command = add_command(
      *tree.root, "doctor", "look for what may be wrong and say what to do; exit code 1 when something is",
      "  weft doctor\n"
      "  weft doctor --verify --json");
  auto options = options_of<DoctorOptions>(command, tree, doctor);
  add_config_flags(command, options->config);
  command.add_flag("--verify", options->verify, "also read all logs and the audit chain (may take long)");
  command.add_flag("--json", options->json, "print a JSON object");
}

void add_chat(CommandTree& tree) {
  CLI::App& command = add_command(
      *tree.root, "chat", "chat in the terminal",
      "  weft chat --as alice\n"
      "  weft chat --as alice --server https://chat.example.com\n"
      "  (cat secret; echo 'build passed') | weft chat --as ci --to 'Release room' --password-stdin\n"
      "The password is asked for, or taken from $WEFT_PASSWORD or with --password-stdin from the first line of "
      "standard input.");
  auto options = options_of<ChatOptions>(command, tree, terminal_chat);
  command.add_option("--as", options->user, "userid to sign in as")->type_name("USERID")->required();
  command
      .add_option("--server", options->server, "address of the server (default: $WEFT_SERVER or http://127.0.0.1:8080)")
      ->envname("WEFT_SERVER")
      ->type_name("URL");
  command.add_option("--company", options->company, "handle of the company (needed when the server has several)")
      ->type_name("HANDLE");
  command.add_option("--to", options->to, "conversation to open: a name, a number of the list, or a userid")
      ->type_name("NAME");
  command.add_flag("--password-stdin", options->password_stdin, "the first line of standard input is the password");
  command.add_option("--ca", options->ca_file, "certificate to trust (PEM)")->type_name("FILE");
  command.add_flag("--follow", options->follow, "without a terminal: go on printing messages when the input has ended");
  command.add_flag("--insecure", options->insecure, "trust any certificate");
}

void add_small_commands(CommandTree& tree) {
  CLI::App& version_command = add_command(*tree.root, "version", "print the version", "");
  auto json = std::make_shared<bool>(false);
  version_command.add_flag("--json", *json, "print a JSON object");
  version_command.callback([&tree, json] { tree.action = [json] { return version(*json); }; });

  CLI::App& completion_command = add_command(
      *tree.root, "completion", "print the completion script of a shell",
      "  source <(weft completion bash)\n"
      "  weft completion zsh > \"${fpath[1]}/_weft\"");
  auto shell = std::make_shared<std::string>();
  completion_command.add_option("shell", *shell, "bash or zsh")
      ->type_name("SHELL")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh"}));
  completion_command.callback(
      [&tree, shell] { tree.action = [&tree, shell] { return completion(*tree.root, *shell); }; });
}

/// The deepest command that was named before the mistake.
const CLI::App& parsed_command(const CLI::App& root) {
  const CLI::App* command = &root;
  for (int depth = 0; depth < 3 && !command->get_subcommands().empty(); ++depth)
    command = command->get_subcommands().front();
  return *command;
}

std::string path_of(const CLI::App& command) {
  return command.get_parent() ? path_of(*command.get_parent()) + " " + command.get_name() : "weft";
}

/// Names that may stand where `word` stands: flags or commands.
std::vector<std::string> possible(const CLI::App& command, const std::string& word) {
  std::vector<std::string> names;
  if (word.starts_with("-")) {
    for (const CLI::Option* option : command.get_options()) {
      for (const std::string& name : option->get_lnames())
        names.push_back("--" + name);
    }
  } else {
    for (const CLI::App* child : command.get_subcommands([](const CLI::App*) { return true; }))
      names.push_back(child->get_name());
  }
  return names;
}

[[noreturn]] void refuse(const CLI::App& root, const CLI::ParseError& error) {
  const CLI::App& command = parsed_command(root);
  std::string line = error.what();
  const std::vector<std::string> extras = root.remaining(true);
  const bool no_subcommand = dynamic_cast<const CLI::RequiredError*>(&error) && line.find("subcommand") != line.npos;
  if ((dynamic_cast<const CLI::ExtrasError*>(&error) || no_subcommand) && !extras.empty()) {
    const std::string word = extras.front().substr(0, extras.front().find('='));
    const std::string near = nearest(word, possible(command, word));
    const bool wants_command = !command.get_subcommands([](const CLI::App*) { return true; }).empty() &&
                               !word.starts_with("-");
    line = (wants_command ? "there is no command `" : "there is no place for `") + word + "`" +
           (near.empty() ? "" : "; did you mean `" + near + "`?");
  }
  if (no_subcommand && extras.empty()) {
    line = path_of(command) + " needs one of: ";
    const std::vector<std::string> names = possible(command, "");
    for (std::size_t i = 0; i < names.size(); ++i)
      line += (i > 0 ? ", " : "") + names[i];
  }
  std::replace(line.begin(), line.end(), '\n', ' ');
  throw OperatorError(
      line + (line.ends_with("?") || line.ends_with(".") ? " " : "; ") + "see " + path_of(command) + " --help", 2);
}

}  // namespace

CommandTree::CommandTree()
    : root(std::make_unique<CLI::App>("Weft: a messaging server for a company's own machines.", "weft")) {
  root->require_subcommand(0, 1);
  root->footer("weft COMMAND --help says more. Try it: scripts/run, then weft chat --as alice");
  root->get_formatter()->column_width(34);
  add_serve(*this);
  add_init(*this);
  add_user(*this);
  add_company(*this);
  add_chat(*this);
  add_backup(*this);
  add_doctor(*this);
  add_migrate(*this);
  add_demo(*this);
  add_small_commands(*this);
  root->set_version_flag("--version", "weft " WEFT_VERSION);
}

CommandTree::~CommandTree() = default;

std::function<int()> CommandTree::parse(int argc, const char* const* argv) {
  if (argc <= 1) {
    std::fputs(root->help().c_str(), stdout);
    return {};
  }
  try {
    root->parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help, --version
    root->exit(success);
    return {};
  } catch (const CLI::ParseError& error) {
    refuse(*root, error);
  }
  return action;
}

}  // namespace weft::app
