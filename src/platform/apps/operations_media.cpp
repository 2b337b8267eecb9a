// app_media.*: files that apps bring for their messages, and files that members sent them.
#include "platform/apps/apps.hpp"
#include "platform/apps/operations.hpp"
#include <weft/api/define.hpp>

#include <map>

namespace weft::platform {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

enum class MediaType { file, image, voice, video };
BOOST_DESCRIBE_ENUM(MediaType, file, image, voice, video)

struct UploadIn {
  files::FileName filename;
  std::optional<MediaType> type;
};
BOOST_DESCRIBE_STRUCT(UploadIn, (), (filename, type))

struct MediaIn {
  FileId media;
};
BOOST_DESCRIBE_STRUCT(MediaIn, (), (media))

files::Purpose purpose_of(const std::optional<MediaType>& type) {
  switch (type.value_or(MediaType::file)) {
    case MediaType::image: return files::Purpose::image;
    case MediaType::voice: return files::Purpose::voice;
    case MediaType::video: return files::Purpose::video;
    case MediaType::file: break;
  }
  return files::Purpose::file;
}

/// The room of files names the fields of its own requests; an app has never seen those.
ApiError in_our_words(const ApiError& error) {
  static const std::map<std::string, std::string> names = {
      {"purpose", "type"}, {"size", "body"}, {"name", "filename"}, {"file", "body"}};
  const auto known = names.find(error.field());
  if (known == names.end()) return error;
  std::string detail = error.detail();
  if (detail.starts_with(error.field() + " ")) detail.replace(0, error.field().size(), known->second);
  return ApiError(error.code(), std::move(detail), known->second, error.retry_after());
}

class OurWords final : public api::BodySink {
 public:
  explicit OurWords(std::shared_ptr<api::BodySink> sink) : sink_(std::move(sink)) {}
  void write(std::string piece, Written done) override {
    sink_->write(std::move(piece), [done = std::move(done)](std::optional<ApiError> error) {
      if (error) error = in_our_words(*error);
      done(std::move(error));
    });
  }
  void finish(api::Done done) override {
    sink_->finish([done = std::move(done)](api::Outcome outcome) {
      if (const auto* error = std::get_if<ApiError>(&outcome)) outcome = in_our_words(*error);
      done(std::move(outcome));
    });
  }

 private:
  const std::shared_ptr<api::BodySink> sink_;
};

std::shared_ptr<api::BodySink> receive(files::Files& files, db::Tx& tx, const Context& context, const UploadIn& in) {
  const store::AppRow app = calling_app(tx, context.who());
  try {
    return std::make_shared<OurWords>(files.receive(tx, context, app.id, in.filename, purpose_of(in.type)));
  } catch (const ApiError& error) {
    throw in_our_words(error);
  }
}

/// What an app of the company brought is read by all of them.
api::Download bytes_of(files::Files& files, db::Tx& tx, const api::Caller& who, const FileId& media) {
  return files::picture_of(files, tx, reader_of(tx, who, media), media, "", who.principal.str());
}

}  // namespace

std::vector<api::Operation> app_media_operations(const AppParts& parts) {
  std::vector<api::Operation> table;
  if (parts.files == nullptr) return table;
  files::Files* const files = parts.files;
  table.push_back(api::receiving<UploadIn, files::File>(
      Declaration(
          "app_media.upload", Method::post, "/api/v1/app-media", Policy::app,
          "Stores a file for messages of the calling app."),
      files->part_bytes(), [files](db::Tx& tx, const Context& context, const UploadIn& in) {
        context.transfer->sink = receive(*files, tx, context, in);
      }));
  table.push_back(api::sending<MediaIn>(
      Declaration(
          "app_media.get", Method::get, "/api/v1/app-media/{media}", Policy::app,
          "The bytes of a file that an app of the company brought, or that a member sent the calling one."),
      [files](db::Tx& tx, const Context& context, const MediaIn& in) {
        calling_app(tx, context.who());
        context.transfer->download = bytes_of(*files, tx, context.who(), in.media);
      }));
  return table;
}

}  // namespace weft::platform
