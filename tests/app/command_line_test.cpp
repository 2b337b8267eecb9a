// The command line of the built program: help, mistakes, settings.
#include "app/program.hpp"
#include "support/postgres.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace weft::test {
namespace {

const std::vector<std::string> kCommands = {"serve",  "migrate", "init",   "demo", "user",    "company",
                                            "backup", "restore", "doctor", "chat", "version", "completion"};

/// Exactly one line on stderr, which begins like this.
void expect_refusal(const Ended& ended, int status, const std::string& begins) {
  EXPECT_EQ(ended.status, status) << ended.err;
  EXPECT_TRUE(ended.err.starts_with("weft: " + begins)) << ended.err;
  EXPECT_EQ(occurrences(ended.err, "\n"), 1u) << ended.err;
}

std::string config_file(const std::string& text) {
  const std::string path = scratch_dir() + "/weft.toml";
  std::ofstream(path) << text;
  return path;
}

TEST(CommandLine, HelpNamesEveryCommand) {
  const Ended ended = run_weft({"--help"});
  EXPECT_EQ(ended.status, 0);
  for (const std::string& command : kCommands)
    EXPECT_NE(ended.out.find("\n  " + command + " "), std::string::npos) << command;
  EXPECT_EQ(run_weft({}).out, ended.out);
}

TEST(CommandLine, EveryCommandHasHelp) {
  for (const std::string& command : kCommands) {
    const Ended ended = run_weft({command, "--help"});
    EXPECT_EQ(ended.status, 0) << command;
    EXPECT_NE(ended.out.find("Usage: weft " + command), std::string::npos) << ended.out;
  }
}

TEST(CommandLine, MistakesAreOneLineWithAGuess) {
  expect_refusal(run_weft({"serv"}), 2, "there is no command `serv`; did you mean `serve`?");
  expect_refusal(run_weft({"serve", "--prot", "1"}), 2, "there is no place for `--prot`; did you mean `--port`?");
  expect_refusal(run_weft({"user", "lst"}), 2, "there is no command `lst`; did you mean `list`?");
  expect_refusal(run_weft({"user"}), 2, "weft user needs one of: add, list");
  expect_refusal(run_weft({"backup"}), 2, "file is required; see weft backup --help");
}

TEST(CommandLine, WrongSettingsEndWithTwo) {
  const std::string file = config_file("[server]\nprot = 1\n");
  expect_refusal(
      run_weft({"serve", "--config", file}), 2, file + ":2: [server] has no setting `prot`; did you mean `port`?");
  expect_refusal(
      run_weft({"serve", "--port", "http"}), 2,
      "--port: server.port must be a whole number from 0 to 65535, not \"http\"");
  expect_refusal(run_weft({"serve"}, {}, {{"WEFT_SERVER_PORT", "x"}}), 2, "WEFT_SERVER_PORT: server.port must be");
  expect_refusal(run_weft({"serve", "--set", "log.level=loud"}), 2, "--set: log.level must be one of");
  expect_refusal(
      run_weft({"serve", "--config", "/nonexistent.toml"}), 2, "/nonexistent.toml: No such file or directory");
}

TEST(CommandLine, VersionTellsTheSchema) {
  EXPECT_TRUE(run_weft({"version"}).out.starts_with("weft "));
  EXPECT_NE(run_weft({"version", "--json"}).out.find("\"schema\":"), std::string::npos);
}

TEST(CommandLine, CompletionKnowsCommandsAndFlags) {
  const Ended bash = run_weft({"completion", "bash"});
  const Ended zsh = run_weft({"completion", "zsh"});
  EXPECT_EQ(bash.status + zsh.status, 0);
  for (const std::string& command : kCommands) {
    EXPECT_NE(bash.out.find("'weft " + command + "')"), std::string::npos) << command;
    EXPECT_NE(zsh.out.find("'" + command + ":"), std::string::npos) << command;
  }
  EXPECT_NE(bash.out.find("--password-stdin"), std::string::npos);
  EXPECT_EQ(run_weft({"completion", "fish"}).status, 2);
}

TEST(CommandLine, CommandsWithoutAnInstallationSayHowToMakeOne) {
  const std::string nowhere = scratch_dir() + "/nowhere";
  for (const std::vector<std::string>& args :
       {std::vector<std::string>{"user", "list"}, {"backup", scratch_dir() + "/b.tar"}, {"migrate", "--check"}}) {
    std::vector<std::string> all = args;
    all.insert(all.end(), {"--data", nowhere});
    expect_refusal(run_weft(all), 1, "there is no Weft in ");
  }
}

TEST(CommandLine, ChatWithoutAServerSaysSo) {
  expect_refusal(
      run_weft(
          {"chat", "--as", "alice", "--to", "bob", "--server", "http://127.0.0.1:1", "--password-stdin"}, "secret\n"),
      1, "cannot reach 127.0.0.1:1: Connection refused: start the server with weft serve");
  expect_refusal(run_weft({"chat", "--as", "alice", "--server", "ftp://x", "--to", "b"}), 2, "--server ftp://x: ");
  expect_refusal(run_weft({"chat", "--as", "alice"}), 2, "without a terminal say where");
}

}  // namespace
}  // namespace weft::test
