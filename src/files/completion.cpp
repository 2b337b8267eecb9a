// From the last byte to a file: look at the content, publish it, write the rows, have it examined.
#include "files/impl.hpp"
#include <weft/base/log.hpp>

namespace weft::files {
namespace {

constexpr std::size_t kBlock = 256 << 10;
constexpr std::size_t kBeginning = 64 << 10;          // as much as libmagic is shown
constexpr auto kOfPrograms = std::chrono::hours(72);  // how long what programs bring is good, as WeCom's media_id
constexpr std::size_t kFewBefore = 2;  // with as many before it the answer does not wait for the examination

struct Completion {
  Shared files;
  api::Caller who;
  api::Done done;
  store::UploadRow upload;
  Rules rules;
  store::ContentRow content;
  std::optional<FileId> file;
  std::unique_ptr<Lease> lease;
};
using Step = std::shared_ptr<Completion>;

void answer(const Step& step) {
  auto look = [step](db::Tx& tx) {
    const auto file = store::find_any(tx, *step->file);
    if (!file) throw ApiError(Errc::not_found, "no such file");
    return to_json_text(*file);
  };
  step->files->transact(step->who.corp, std::move(look), step->done);
}

/// Type and digest of what came. On a file thread.
void measure(const Step& step) {
  const auto draft = step->files->store.draft(step->upload.id);
  if (static_cast<std::int64_t>(draft->size()) < step->upload.size)
    throw ApiError(Errc::conflict, "what was received of this upload is lost: begin a new one", "upload");
  draft->truncate(static_cast<std::uint64_t>(step->upload.size));
  Sha256 digest;
  const auto size = static_cast<std::uint64_t>(step->upload.size);
  for (std::uint64_t at = 0; at < size; at += kBlock) {
    const std::string block = draft->read(at, kBlock);
    if (at == 0) step->content.type = type_of(std::string_view(block).substr(0, kBeginning));
    digest.add(block);
  }
  draft->sync();
  step->content.sha256 = digest.end();
  step->content.size = step->upload.size;
  step->content.examined = can_be_examined(step->content.type) && !step->files->options.worker.empty()
                               ? Examined::waiting
                               : Examined::done;
}

/// Publishes and writes the rows, in one transaction that the content's lock puts in a line with its removal.
std::string publish(db::Tx& tx, const Step& step) {
  const store::UploadRow row = need_upload(tx, step->who, step->upload.id, true);
  if (row.file) {
    step->file = row.file;
    return {};
  }
  store::lock_content(tx, step->content.sha256);
  step->files->store.publish(row.id, {tx.corp(), step->content.sha256});
  // What the company has already was mostly looked into, or somebody is about to.
  step->content.by_customer = row.by_customer;
  const bool look = store::insert_content(tx, step->content, tx.now() - kUnderWay);
  step->content.examined = look ? Examined::waiting : Examined::done;
  step->file = FileId::make();
  store::insert_file(tx, *step->file, step->content.sha256, row.name, row.owner);
  for (const PrincipalId& reader : store::readers_of_program(tx, row.owner))
    store::insert_use(tx, *step->file, {Use::Kind::result, reader, tx.now() + kOfPrograms});
  store::finish_upload(tx, row.id, *step->file);
  store::unreserve(tx, row.size, row.by_customer);
  return {};
}

void published(const Step& step) {
  step->files->on_disk([step] { step->files->store.discard(step->upload.id); }, [](const ApiError&) {});
  step->lease.reset();
  const bool look = step->content.examined == Examined::waiting;
  if (!look) return answer(step);
  const std::string whose = step->who.principal.str();
  const bool quick = step->files->worker.before(whose) < kFewBefore;
  examine(
      step->files, whose, step->who.corp, step->content, quick ? [step] { answer(step); } : std::function<void()>());
  if (!quick) answer(step);
}

/// A content that is not what was announced, or that the company does not take, is of no use to anybody.
void reject(const Step& step, const ApiError& error) {
  auto drop = [step](db::Tx& tx) {
    step->lease.reset();
    cancel_upload(tx, step->files, step->who, step->upload.id);
    return std::string();
  };
  step->files->transact(step->who.corp, std::move(drop), [step, error](const api::Outcome&) { step->done(error); });
}

void look_at_content(const Step& step) {
  measure(step);
  try {
    if (step->upload.sha256 && *step->upload.sha256 != step->content.sha256)
      throw ApiError(Errc::invalid_argument, "the content has another digest than was announced", "sha256");
    check_content(
        step->rules, step->upload.purpose, step->content.type, step->content.size, std::nullopt, Examined::done,
        "purpose");
  } catch (const ApiError& error) {
    return reject(step, error);
  }
  step->files->transact(
      step->who.corp, [step](db::Tx& tx) { return publish(tx, step); },
      [step](const api::Outcome& outcome) {
        if (const auto* error = std::get_if<ApiError>(&outcome)) return step->done(*error);
        published(step);
      });
}

void found(const Step& step, const api::Outcome& outcome) {
  if (const auto* error = std::get_if<ApiError>(&outcome)) return step->done(*error);
  if (step->file) return answer(step);
  step->files->on_disk([step] { look_at_content(step); }, [step](ApiError error) { step->done(std::move(error)); });
}

}  // namespace

void complete(const Shared& files, const api::Caller& who, const UploadId& id, api::Done done) {
  const auto step = std::make_shared<Completion>();
  step->files = files;
  step->who = who;
  step->done = std::move(done);
  auto find = [step, id](db::Tx& tx) {
    step->upload = need_upload(tx, step->who, id);
    step->file = step->upload.file;
    if (step->file) return std::string();
    if (step->upload.received != step->upload.size)
      throw ApiError(
          Errc::conflict,
          std::to_string(step->upload.received) + " of " + std::to_string(step->upload.size) + " bytes are there",
          "upload");
    step->lease = std::make_unique<Lease>(step->files, id);
    step->rules = load_rules(tx);
    return std::string();
  };
  files->transact(who.corp, std::move(find), [step](const api::Outcome& outcome) { found(step, outcome); });
}

}  // namespace weft::files
