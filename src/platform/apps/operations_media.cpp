// app_media.*: files that apps bring for their messages, and files that members sent them.
#include "platform/apps/apps.hpp"
#include "platform/apps/operations.hpp"
#include <weft/api/define.hpp>

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
        const store::AppRow app = calling_app(tx, context.who());
        context.transfer->sink = files->receive(tx, context, app.id, in.filename, purpose_of(in.type));
      }));
  table.push_back(api::sending<MediaIn>(
      Declaration(
          "app_media.get", Method::get, "/api/v1/app-media/{media}", Policy::app,
          "The bytes of a file that the calling app brought, or that a member sent it."),
      [files](db::Tx& tx, const Context& context, const MediaIn& in) {
        calling_app(tx, context.who());
        context.transfer->download = files::picture_of(*files, tx, context.who(), in.media, "");
      }));
  return table;
}

}  // namespace weft::platform
