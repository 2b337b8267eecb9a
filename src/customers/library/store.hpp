// SQL of quick replies, contents and links.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>
#include <weft/base/json_fwd.hpp>
#include <weft/db/tx.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::customers::library {

using ReplyId = Id<struct QuickReplyTag>;
using ContentId = Id<struct ContentTag>;
using ContentLinkId = Id<struct ContentLinkTag>;
using ContentOpenId = Id<struct ContentOpenTag>;

enum class ContentKind { article, file, link, mini_page };
BOOST_DESCRIBE_ENUM(ContentKind, article, file, link, mini_page)

}  // namespace weft::customers::library

namespace weft::customers::library::store {

/// The departments somebody is in, with all above them.
std::vector<std::int64_t> chain_of(db::Tx& tx, const PrincipalId& principal);
/// Whether somebody leads this department, or one above it.
bool leads(db::Tx& tx, const PrincipalId& principal, std::int64_t department);
/// Those of these numbers that are no departments.
std::vector<std::int64_t> unknown_departments(db::Tx& tx, const std::vector<std::int64_t>& numbers);
std::string company_name(db::Tx& tx);
bool is_in(db::Tx& tx, const ConversationId& chat, const PrincipalId& principal);

struct Reply {
  ReplyId id;
  std::string home;
  std::string folder, title, body;
  std::int64_t uses = 0;
  PrincipalId created_by;
  Time created_at, updated_at;
  std::optional<Time> last_used_at;
};
/// In any of these homes; of a folder, or with a text in it, where those are given.
struct ReplyFilter {
  std::vector<std::string> homes;
  std::optional<std::string> folder = {};
  std::string query = {};  ///< folded
  std::optional<ReplyId> after = {};
  std::int64_t limit = 0;
};
std::vector<Reply> replies(db::Tx& tx, const ReplyFilter& filter);
std::optional<Reply> load_reply(db::Tx& tx, const ReplyId& id);
void save_reply(db::Tx& tx, const Reply& reply);
void delete_reply(db::Tx& tx, const ReplyId& id);
std::int64_t count_replies(db::Tx& tx, const std::string& home);
std::int64_t use_reply(db::Tx& tx, const ReplyId& id);
struct Folder {
  std::string home, folder;
  std::int64_t count = 0;
};
std::vector<Folder> folders(db::Tx& tx, const std::vector<std::string>& homes);
std::int64_t rename_folder(db::Tx& tx, const std::string& home, const std::string& folder, const std::string& name);

struct Content {
  ContentId id;
  ContentKind kind = ContentKind::article;
  std::string title;
  std::int64_t version = 1;
  bool everybody = true;
  std::vector<std::int64_t> departments;
  std::vector<PrincipalId> members;
  std::int64_t opens = 0;
  PrincipalId created_by;
  Time created_at, updated_at;
  bool deleted = false;
};
/// Who looks: sees what is for everybody, for one of these departments, or for it by name; `all`: everything.
struct Reader {
  PrincipalId principal;
  std::vector<std::int64_t> departments;
  bool all = false;
};
struct ContentFilter {
  Reader reader;
  std::optional<ContentKind> kind = {};
  std::string query = {};
  std::optional<ContentId> before = {};
  std::int64_t limit = 0;
};
std::vector<Content> contents(db::Tx& tx, const ContentFilter& filter);
/// Also one that was deleted.
std::optional<Content> load_content(db::Tx& tx, const ContentId& id, const Reader& reader);
std::int64_t count_contents(db::Tx& tx);
void save_content(db::Tx& tx, const Content& content, const std::string& folded);

struct Version {
  std::int64_t version = 0;
  RawJson body;
  PrincipalId created_by;
  Time created_at;
};
void insert_version(db::Tx& tx, const ContentId& content, const Version& version);
std::optional<Version> load_version(db::Tx& tx, const ContentId& content, std::int64_t version);
/// Newest first, older than `before`.
std::vector<Version> versions(db::Tx& tx, const ContentId& content, std::int64_t before, std::int64_t limit);

struct Link {
  ContentLinkId id;
  ContentId content;
  PrincipalId employee, contact;
  std::int64_t opens = 0;
  Time created_at;
  std::optional<Time> last_opened_at;
};
void insert_link(db::Tx& tx, const Link& link, const std::string& code_hash);
std::optional<Link> find_link(db::Tx& tx, const std::string& code_hash);
/// Newest first; of an employee, or of a content, or of both.
std::vector<Link> links(
    db::Tx& tx, const std::optional<PrincipalId>& employee, const std::optional<ContentId>& content,
    const std::optional<ContentLinkId>& before, std::int64_t limit);
/// Counts it unless that happened within the last minute; whether it did.
bool open_link(db::Tx& tx, const Link& link, std::int64_t version);

struct Open {
  ContentOpenId id;
  ContentLinkId link;
  PrincipalId employee, contact;
  std::int64_t version = 0;
  Time at;
};
/// Newest first; `employee`: only those of its links.
std::vector<Open> opens(
    db::Tx& tx, const ContentId& content, const std::optional<PrincipalId>& employee,
    const std::optional<ContentOpenId>& before, std::int64_t limit);

}  // namespace weft::customers::library::store
