// upload.* and file.*: the table of operations and their thin handlers.
#include "files/impl.hpp"
#include <weft/api/define.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/settings.hpp>

namespace weft::files {
namespace {

using api::Answer;
using api::Context;
using api::Declaration;
using api::Method;
using api::Nothing;
using api::Policy;

using Size = Int<0, INT64_C(9007199254740991)>;
using DigestText = Text<64, 64>;

enum class Picture { small, medium };
BOOST_DESCRIBE_ENUM(Picture, small, medium)

struct CreateUpload {
  FileName name;
  Size size;
  std::optional<DigestText> sha256;
  std::optional<Purpose> purpose;
};
BOOST_DESCRIBE_STRUCT(CreateUpload, (), (name, size, sha256, purpose))

struct UploadIn {
  UploadId upload;
};
BOOST_DESCRIBE_STRUCT(UploadIn, (), (upload))

struct PutPart {
  UploadId upload;
  Size offset;
};
BOOST_DESCRIBE_STRUCT(PutPart, (), (upload, offset))

struct PutFile {
  FileName name;
  std::optional<DigestText> sha256;
  std::optional<Purpose> purpose;
};
BOOST_DESCRIBE_STRUCT(PutFile, (), (name, sha256, purpose))

struct FileIn {
  FileId file;
};
BOOST_DESCRIBE_STRUCT(FileIn, (), (file))

struct ContentIn {
  FileId file;
  std::optional<Picture> size;
  std::optional<bool> download;
};
BOOST_DESCRIBE_STRUCT(ContentIn, (), (file, size, download))

NewUpload wanted(
    const FileName& name, std::int64_t size, const std::optional<DigestText>& digest, std::optional<Purpose> purpose) {
  NewUpload upload{name, size, std::nullopt, purpose.value_or(Purpose::file)};
  if (digest) {
    upload.sha256 = parse_digest(digest->value);
    if (!upload.sha256) refuse_field("sha256", "must be 64 lower-case hexadecimal digits");
  }
  return upload;
}

void add_uploads(std::vector<api::Operation>& table, const Shared& files) {
  const std::string one = "/api/v1/uploads/{upload}";
  table.push_back(api::transactional<CreateUpload, Upload>(
      Declaration(
          "upload.create", Method::post, "/api/v1/uploads", Policy::customer_too,
          "Begins an upload in parts: the answer says how large a part may be."),
      [files](db::Tx& tx, const Context& context, const CreateUpload& in) {
        return begin_upload(tx, files, context.who(), wanted(in.name, in.size, in.sha256, in.purpose));
      }));
  table.push_back(api::transactional<UploadIn, Upload>(
      Declaration("upload.get", Method::get, one, Policy::customer_too, "How much of an upload has arrived."),
      [files](db::Tx& tx, const Context& context, const UploadIn& in) {
        return view(files, need_upload(tx, context.who(), in.upload));
      }));
  table.push_back(api::receiving<PutPart, Upload>(
      Declaration(
          "upload.put", Method::put, one + "/bytes", Policy::customer_too,
          "Brings the next bytes; the answer means that they are on disk."),
      files->options.part_bytes, [files](db::Tx& tx, const Context& context, const PutPart& in) {
        context.transfer->sink = part_sink(tx, files, context, in.upload, in.offset);
      }));
  table.push_back(api::deferred<UploadIn, File>(
      Declaration(
          "upload.complete", Method::post, one + "/complete", Policy::customer_too,
          "Makes a file of an upload whose bytes are all there."),
      [files](const Context& context, const UploadIn& in, const Answer<File>& answer) {
        complete(files, context.who(), in.upload, answer.done());
      }));
  table.push_back(api::transactional<UploadIn, Nothing>(
      Declaration("upload.cancel", Method::del, one, Policy::customer_too, "Throws an unfinished upload away."),
      [files](db::Tx& tx, const Context& context, const UploadIn& in) {
        cancel_upload(tx, files, context.who(), in.upload);
        return Nothing{};
      }));
}

void add_files(std::vector<api::Operation>& table, const Shared& files) {
  table.push_back(api::receiving<PutFile, File>(
      Declaration(
          "file.upload", Method::post, "/api/v1/files", Policy::customer_too, "Uploads a small file in one request."),
      files->options.part_bytes, [files](db::Tx& tx, const Context& context, const PutFile& in) {
        const auto length = context.transfer->length;
        if (!length) throw ApiError(Errc::invalid_argument, "a Content-Length is needed here", "Content-Length");
        context.transfer->sink = whole_sink(
            tx, files, context, wanted(in.name, static_cast<std::int64_t>(*length), in.sha256, in.purpose));
      }));
  table.push_back(api::transactional<FileIn, File>(
      Declaration("file.get", Method::get, "/api/v1/files/{file}", Policy::customer_too, "What is known of a file."),
      [files](db::Tx& tx, const Context& context, const FileIn& in) {
        return need_file(tx, files->sees, context.who(), in.file);
      }));
  table.push_back(api::sending<ContentIn>(
      Declaration(
          "file.content", Method::get, "/api/v1/files/{file}/content", Policy::customer_too,
          "The bytes of a file, or a smaller picture of it. Takes Range."),
      [files](db::Tx& tx, const Context& context, const ContentIn& in) {
        const std::string size = in.size ? boost::describe::enum_to_string(*in.size, "") : "";
        context.transfer->download = download(tx, files, context.who(), in.file, size, in.download.value_or(false));
      }));
}

/// A change: the fields that are given.
struct ChangeRules {
  std::optional<Int<0, 1048576>> quota_mb;
  std::optional<Int<0, 1048576>> customers_mb;
  std::optional<Int<0, 1048576>> customer_day_mb;
  std::optional<Int<1, 1048576>> image_kb;
  std::optional<Int<1, 1048576>> voice_kb;
  std::optional<Int<1, 86400>> voice_seconds;
  std::optional<Int<1, 16777216>> video_kb;
  std::optional<Int<1, 16777216>> file_kb;
  std::optional<List<Text<3, 100>, 1, 20>> image_types, voice_types, video_types;
  std::optional<List<Text<1, 100>, 0, 100>> refused_types;
  std::optional<List<Text<1, 20>, 0, 100>> refused_extensions;
};
BOOST_DESCRIBE_STRUCT(
    ChangeRules, (),
    (quota_mb, customers_mb, customer_day_mb, image_kb, voice_kb, voice_seconds, video_kb, file_kb, image_types,
     voice_types, video_types, refused_types, refused_extensions))

template <class T>
void take(T& to, const std::optional<T>& from) {
  if (from) to = *from;
}

RulesView change_rules(db::Tx& tx, const Context& context, const ChangeRules& in) {
  identity::begin_admin(tx, context.who(), api::Permission::files_manage);
  identity::require_company(tx, context.who(), api::Permission::files_manage);
  Rules rules = load_rules(tx);
  take(rules.quota_mb, in.quota_mb);
  take(rules.customers_mb, in.customers_mb);
  take(rules.customer_day_mb, in.customer_day_mb);
  take(rules.image_kb, in.image_kb);
  take(rules.voice_kb, in.voice_kb);
  take(rules.voice_seconds, in.voice_seconds);
  take(rules.video_kb, in.video_kb);
  take(rules.file_kb, in.file_kb);
  take(rules.image_types, in.image_types);
  take(rules.voice_types, in.voice_types);
  take(rules.video_types, in.video_types);
  take(rules.refused_types, in.refused_types);
  take(rules.refused_extensions, in.refused_extensions);
  identity::save_settings(tx, kSettings, rules, identity::origin_of(context));
  return {rules, store::usage(tx)};
}

void add_rules(std::vector<api::Operation>& table) {
  table.push_back(api::transactional<Nothing, RulesView>(
      Declaration(
          "file.rules", Method::get, "/api/v1/settings/files", Policy::customer_too,
          "What files the company takes, and how much room they use."),
      [](db::Tx& tx, const Context& context, const Nothing&) {
        if (context.who().customer) return RulesView{load_rules(tx), {}};  // the room is the company's affair
        return RulesView{load_rules(tx), store::usage(tx)};
      }));
  table.push_back(api::transactional<ChangeRules, RulesView>(
      Declaration(
          "file.set_rules", Method::patch, "/api/v1/settings/files", api::Permission::files_manage,
          "Changes what files the company takes; fields that are not given stay."),
      change_rules));
}

}  // namespace

std::vector<api::Operation> operations(Files& files) {
  std::vector<api::Operation> table;
  add_uploads(table, files.impl_);
  add_files(table, files.impl_);
  add_rules(table);
  return table;
}

}  // namespace weft::files
