// Settings: every source, every refusal, and that config/weft.toml tells the truth.
#include <weft/base/config.hpp>
#include <weft/base/error.hpp>

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace weft {
namespace {

/// A file that goes away with the test.
class TempFile {
 public:
  explicit TempFile(const std::string& text) {
    char name[] = "/tmp/weft-config-XXXXXX";
    const int fd = mkstemp(name);
    path_ = name;
    close(fd);
    std::ofstream(path_) << text;
  }
  ~TempFile() { unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Config from_text(const std::string& text) {
  const TempFile file(text);
  return load_config({file.path(), {}, {}});
}

/// What loading this text complains about, without the name of the file.
std::string complaint(const std::string& text) {
  const TempFile file(text);
  try {
    load_config({file.path(), {}, {}});
  } catch (const OperatorError& error) {
    EXPECT_EQ(error.exit_code(), 2);
    std::string line = error.what();
    EXPECT_EQ(line.find('\n'), line.npos) << "one line";
    EXPECT_TRUE(line.starts_with(file.path())) << line;
    return line.substr(std::min(line.size(), file.path().size() + 1));
  }
  return "no complaint";
}

std::string documented() {
  std::ifstream file(std::string(WEFT_SOURCE_DIR) + "/config/weft.toml");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// weft.toml with every setting switched on.
std::string uncommented() {
  return std::regex_replace(documented(), std::regex("(^|\n)#([a-z_]+ = )"), "$1$2");
}

TEST(ConfigFile, EveryDocumentedDefaultIsTheDefault) {
  EXPECT_EQ(config_toml(from_text(uncommented())), config_toml(Config{}));
  const Config config = from_text(uncommented());
  EXPECT_TRUE(config.database.url.value.empty());
  EXPECT_TRUE(config.database.admin_url.value.empty());
}

TEST(ConfigFile, AsShippedChangesNothing) {
  EXPECT_EQ(config_toml(from_text(documented())), config_toml(Config{}));
}

TEST(ConfigFile, DocumentsEverySettingInItsSection) {
  std::set<std::string> listed;
  std::string section;
  std::istringstream lines(documented());
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_match(line, match, std::regex(R"(\[([a-z]+)\])"))) section = match[1];
    if (std::regex_search(line, match, std::regex("^#([a-z_]+) = "))) listed.insert(section + "." + match[1].str());
  }
  const std::vector<std::string> keys = config_keys();
  EXPECT_EQ(listed, std::set<std::string>(keys.begin(), keys.end()));
}

TEST(ConfigFile, ReadsEveryKindOfValue) {
  const Config config = from_text(
      "[server]\nport = 9000\nhost = \"::1\"\n[database]\nallow_unsafe = true\nurl = \"postgresql://a\"\n"
      "[gateway]\ntrusted_proxies = [\"10.0.0.1\", \"10.1.0.0/16\"]\n[log]\nformat = \"json\"\n");
  EXPECT_EQ(config.server.port, 9000);
  EXPECT_EQ(config.server.host, "::1");
  EXPECT_TRUE(config.database.allow_unsafe);
  EXPECT_EQ(config.database.url.value, "postgresql://a");
  EXPECT_EQ(config.gateway.trusted_proxies, (std::vector<std::string>{"10.0.0.1", "10.1.0.0/16"}));
  EXPECT_EQ(config.log.format, LogFormat::json);
}

TEST(ConfigFile, NamesAMisspeltKey) {
  EXPECT_EQ(
      complaint("[server]\n\nprot = 1\n"),
      "3: [server] has no setting `prot`; did you mean `port`? It takes: host, port, data, user, io_threads, "
      "cpu_threads, drain_s, web");
}

TEST(ConfigFile, NamesTheSectionThatOwnsAKey) {
  EXPECT_TRUE(complaint("[server]\nworkers = 1\n")
                  .starts_with("2: [server] has no setting `workers`; it belongs to [database]."));
  EXPECT_EQ(complaint("workers = 1\n"), "1: `workers` stands outside a section; put it under [database]");
}

TEST(ConfigFile, NamesAMisspeltSection) {
  EXPECT_TRUE(complaint("[sever]\nport = 1\n").starts_with("1: there is no section [sever]; did you mean [server]?"));
}

TEST(ConfigFile, SaysWhatAValueMayBe) {
  EXPECT_EQ(complaint("[server]\nport = 70000\n"), "2: server.port must be a whole number from 0 to 65535, not 70000");
  EXPECT_EQ(
      complaint("[server]\nport = \"80\"\n"), "2: server.port must be a whole number from 0 to 65535, not \"80\"");
  EXPECT_EQ(complaint("[server]\nhost = 80\n"), "2: server.host must be text in quotes, not 80");
  EXPECT_EQ(
      complaint("[server]\nport = 1.5\n"),
      "2: server.port must be a whole number from 0 to 65535, not a number with a fraction");
  EXPECT_EQ(complaint("[database]\nallow_unsafe = 1\n"), "2: database.allow_unsafe must be true or false, not 1");
  EXPECT_EQ(
      complaint("[gateway]\nallowed_origins = [1]\n"),
      "2: gateway.allowed_origins must be a list of texts, such as [\"a\", \"b\"], not a list of other things");
  EXPECT_EQ(
      complaint("[log]\nlevel = \"wran\"\n"),
      "2: log.level must be one of \"trace\", \"debug\", \"info\", \"warn\", \"error\" (did you mean "
      "\"warn\"?), not \"wran\"");
  EXPECT_EQ(
      complaint("[limits]\ngroup_members = 2001\n"),
      "2: limits.group_members must be a whole number from 2 to 2000, not 2001");
}

TEST(ConfigFile, ShowsWhereTomlIsBroken) {
  EXPECT_TRUE(complaint("[server]\nport =\n").starts_with("2: not valid TOML (column "));
}

TEST(ConfigFile, RefusesAFileThatIsNotThere) {
  try {
    load_config({"/nonexistent/weft.toml", {}, {}});
    FAIL();
  } catch (const OperatorError& error) {
    EXPECT_EQ(error.exit_code(), 2);
    EXPECT_STREQ(
        error.what(),
        "/nonexistent/weft.toml: No such file or directory; name the configuration file with --config FILE");
  }
}

TEST(ConfigFile, WantsCertificateAndKeyTogether) {
  EXPECT_THROW(from_text("[tls]\ncertificate = \"a.pem\"\n"), OperatorError);
  EXPECT_NO_THROW(from_text("[tls]\ncertificate = \"a.pem\"\nkey = \"b.pem\"\n"));
}

TEST(ConfigFile, WantsAPathAsThePrefixOfWeComsApi) {
  const auto with = [](const std::string& prefix) { return from_text("[wecom]\nprefix = \"" + prefix + "\"\n"); };
  for (const char* good : {"", "/qyapi", "/a/b", "/v1.2/we_com-~", "/..a"})
    EXPECT_EQ(with(good).wecom.prefix, good);
  for (const char* bad :
       {"qyapi", "/", "/qyapi/", "/a//b", "//a", "/a?b", "/a#b", "/a b", "/../a", "/a/..", "/./a", "/a%2f", "/\u00e9"})
    EXPECT_THROW(with(bad), OperatorError) << bad;
  try {
    with("qyapi");
  } catch (const OperatorError& error) {
    EXPECT_EQ(error.exit_code(), 2);
    EXPECT_TRUE(std::string(error.what()).starts_with("wecom.prefix must be empty or a path such as \"/qyapi\""))
        << error.what();
  }
}

TEST(ConfigFile, WantsTheAddressOfWeComsApiWithNothingBehindIt) {
  const auto with = [](const std::string& address) { return from_text("[wecom]\naddress = \"" + address + "\"\n"); };
  for (const char* good : {"", "https://weft.example", "http://127.0.0.1:8080", "https://[::1]:8443"})
    EXPECT_EQ(with(good).wecom.address, good);
  for (const char* bad :
       {"weft.example", "https://", "ftp://a", "https://a/", "https://a/b", "https://a?b", "https://u@a"})
    EXPECT_THROW(with(bad), OperatorError) << bad;
}

TEST(ConfigEnvironment, IsStrongerThanTheFile) {
  const TempFile file("[server]\nport = 9000\nio_threads = 2\n");
  const Config config = load_config(
      {file.path(),
       {{"WEFT_SERVER_PORT", "9100"}, {"WEFT_GATEWAY_ALLOWED_ORIGINS", "https://a, https://b"}, {"WEFT_PASSWORD", "x"}},
       {}});
  EXPECT_EQ(config.server.port, 9100);
  EXPECT_EQ(config.server.io_threads, 2);
  EXPECT_EQ(config.gateway.allowed_origins, (std::vector<std::string>{"https://a", "https://b"}));
}

TEST(ConfigEnvironment, NamesTheVariable) {
  const auto complain = [](const char* name, const char* value) -> std::string {
    try {
      load_config({{}, {{name, value}}, {}});
    } catch (const OperatorError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(
      complain("WEFT_SERVER_PORT", "http"),
      "WEFT_SERVER_PORT: server.port must be a whole number from 0 to 65535, not \"http\"");
  EXPECT_TRUE(complain("WEFT_SERVER_PROT", "1")
                  .starts_with("WEFT_SERVER_PROT: [server] has no setting `prot`; did you mean `port`?"));
}

TEST(ConfigFlags, AreStrongest) {
  const Config config = load_config({{}, {{"WEFT_SERVER_PORT", "9100"}}, {{"--port", "server.port", "9200"}}});
  EXPECT_EQ(config.server.port, 9200);
}

TEST(ConfigToml, LeavesSecretsOutAndReadsBack) {
  Config config;
  config.server.host = "a \"b\" \\";
  config.database.url.value = "postgresql://weft:hunter2@db/weft";
  config.gateway.trusted_proxies = {"10.0.0.1", "::1"};
  const std::string text = config_toml(config);
  EXPECT_EQ(text.find("hunter2"), text.npos);
  const Config again = from_text(text);
  EXPECT_EQ(again.server.host, config.server.host);
  EXPECT_EQ(again.gateway.trusted_proxies, config.gateway.trusted_proxies);
}

}  // namespace
}  // namespace weft
