// Contents as they are told and changed.
#pragma once
#include "customers/library/store.hpp"
#include <weft/api/operation.hpp>
#include <weft/base/fields.hpp>
#include <weft/files/files.hpp>
#include <weft/identity/identity.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::customers::library {

inline constexpr std::int64_t kMostContents = 10000;
inline constexpr std::int64_t kMostVersions = 1000;

using Url = Text<1, 2048>;

/// A part of a mini page; the parts stand below each other.
struct Section {
  std::optional<Text<1, 120>> title;
  std::optional<Text<1, 4000>> text;
  std::optional<Url> url;            ///< a link,
  std::optional<Text<1, 60>> label;  ///< and what is written on it
};
BOOST_DESCRIBE_STRUCT(Section, (), (title, text, url, label))

/// What is shown. An article has `text`, a link `url`, a file `file`, a mini page `sections`.
struct ContentBody {
  Text<1, 120> title;
  std::optional<Text<0, 500>> summary;
  std::optional<Text<1, 15000>> text;
  std::optional<Url> url;
  std::optional<FileId> file;
  std::optional<List<Section, 1, 20>> sections;
};
BOOST_DESCRIBE_STRUCT(ContentBody, (), (title, summary, text, url, file, sections))

struct Visibility {
  bool everybody = true;
  List<Int<1, 2147483647>, 0, 100> departments;
  List<PersonRef, 0, 100> members;
};
BOOST_DESCRIBE_STRUCT(Visibility, (), (everybody, departments, members))

struct ContentView {
  ContentId id;
  ContentKind kind = ContentKind::article;
  std::int64_t version = 1;
  ContentBody body;
  bool everybody = true;
  std::vector<std::int64_t> departments;
  std::vector<PrincipalId> members;
  std::int64_t opens = 0;
  PrincipalId created_by;
  Time created_at;
  Time updated_at;
};
BOOST_DESCRIBE_STRUCT(
    ContentView, (),
    (id, kind, version, body, everybody, departments, members, opens, created_by, created_at, updated_at))

/// Raises invalid_argument with "body.url" and so on unless it is what a content of this kind needs, and no more.
void check_body(ContentKind kind, const ContentBody& body);

/// Who looks at contents.
store::Reader reader_of(db::Tx& tx, const api::Caller& caller);
/// One that the caller sees and that is not deleted. Raises not_found.
store::Content need_content(db::Tx& tx, const api::Caller& caller, const ContentId& id);
ContentBody body_of(db::Tx& tx, const store::Content& content);
ContentView view_of(db::Tx& tx, const store::Content& content);

/// The caller who reads a content's file: the content itself holds it.
api::Caller holder_of(db::Tx& tx, const ContentId& content);

std::vector<api::Operation> contents_operations(files::Files& files);
std::vector<api::Operation> link_operations(files::Files& files, double per_minute);

}  // namespace weft::customers::library
