// A company whose administrator imports tables, with the jobs that do it.
#pragma once
#include "conversations/world.hpp"
#include "directory/tables.hpp"
#include "support/wait.hpp"
#include <weft/directory/transfer.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <map>

namespace weft::directory {

/// Files in memory; everybody may read all of them.
class FakeFiles final : public TableFiles {
 public:
  FileId add(const std::string& name, std::string content) {
    const FileId id = FileId::make();
    files_[id] = {name, std::move(content)};
    return id;
  }
  const std::string& content(const FileId& id) { return files_.at(id).second; }

  std::string name(db::Tx&, const api::Caller&, const FileId& file) override { return found(file).first; }
  int open(db::Tx&, const api::Caller&, const FileId& file) override {
    const OpenFile open(found(file).second);
    return dup(open.fd());
  }
  FileId keep(
      db::Tx&, const PrincipalId&, const std::string& name, const std::string& path,
      const std::vector<files::Needed>& asked) override {
    needed = asked;
    return add(name, file_content(path));
  }
  std::string scratch() const override { return scratch_; }
  std::vector<files::Needed> needed;  ///< to read what was kept last

 private:
  std::pair<std::string, std::string>& found(const FileId& file) {
    const auto it = files_.find(file);
    if (it == files_.end()) throw ApiError(Errc::not_found, "no such file");
    return it->second;
  }
  const std::string scratch_ = test::scratch_dir();
  std::map<FileId, std::pair<std::string, std::string>> files_;
};

class ImportWorld : public test::World {
 public:
  ImportWorld() {
    registry.add(transfer_operations(files));
    admin("ada");
    db::JobRunnerOptions options;
    options.database = pool(1);
    options.poll = std::chrono::milliseconds(10);
    options.first_pause = std::chrono::milliseconds(10);
    jobs = std::make_unique<db::JobRunner>(options, clock, transfer_jobs(files), [](const auto&) {});
  }

  void admin(const std::string& userid) {
    const PrincipalId id = person(userid);
    as_owner([&](db::Tx& tx) {
      tx.set_corp(corp);
      identity::set_role(tx, id, api::Role::admin);
      return 0;
    });
    roles[userid] = api::Role::admin;
  }

  /// Waits until a job has ended.
  Json ended(const std::string& job) {
    Json view;
    test::wait_until(
        [&] {
          view = job_view(job);
          return view.at("status") != "waiting" && view.at("status") != "running";
        },
        patience);
    return view;
  }
  Json job_view(const std::string& job) {
    return as_owner([&](db::Tx& tx) {
      tx.set_corp(corp);
      return Json::parse(to_json_text(db::load_job(tx, db::JobId::parse(job).value()).value()));
    });
  }
  /// The import after its check.
  Json check(const std::string& content, bool create = false) {
    const FileId file = files.add("people.csv", content);
    const Json import = call("ada", "import.start", {{"file", file.str()}, {"create_departments", create}});
    if (!import.contains("job")) return import;
    last_job = ended(import.at("job"));
    return call("ada", "import.get", {{"import", import.at("id")}});
  }
  Json apply(const Json& import) {
    const Json applying = call("ada", "import.apply", {{"import", import.at("id")}});
    if (!applying.contains("job")) return applying;
    last_job = ended(applying.at("job"));
    return call("ada", "import.get", {{"import", import.at("id")}});
  }
  Json rows(const Json& import) { return call("ada", "import.rows", {{"import", import.at("id")}}).at("items"); }

  std::string value(const std::string& query) {
    return as_owner([&](db::Tx& tx) {
      const auto rows = db::exec(tx, query);
      return rows.empty() ? std::string("nothing") : db::text_of(rows[0][0]);
    });
  }
  /// "Sales/North*, R&D": the departments of a member, the main one marked.
  std::string places(const std::string& userid) {
    return value(
        "SELECT string_agg(d.full_name || CASE WHEN dm.main THEN '*' ELSE '' END || CASE WHEN dm.leader THEN '!' ELSE "
        "'' END, ', ' "
        "ORDER BY d.full_name) FROM department_members dm JOIN departments d ON d.corp_id = dm.corp_id AND d.number = "
        "dm.department "
        "JOIN members m ON m.principal_id = dm.principal_id WHERE m.userid = '" +
        userid + "'");
  }

  FakeFiles files;
  Json last_job;
  std::chrono::milliseconds patience = std::chrono::minutes(2);
  std::unique_ptr<db::JobRunner> jobs;
};

}  // namespace weft::directory
