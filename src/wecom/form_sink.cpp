// A form comes in pieces; the bytes of its file go on to the operation's own sink as they come. What is wrong is told
// when the whole body is there, since clients look at the answer only then.
#include "wecom/form_sink.hpp"

#include "wecom/multipart.hpp"
#include "wecom/texts.hpp"
#include <weft/base/json.hpp>

namespace weft::wecom {
namespace {

constexpr int kNoFile = 41005, kEmpty = 44001, kBadType = 40004, kBadSize = 40006;
constexpr std::uint64_t kSmallest = 5;  // bytes
constexpr std::size_t kLongestName = 255;

/// What a form needs to its end; callbacks of the operation keep it alive.
struct Form : std::enable_shared_from_this<Form> {
  Form(Later asked, FormUpload how, const std::string& boundary)
      : later(std::move(asked)), upload(std::move(how)), reader(boundary) {}

  Later later;
  FormUpload upload;
  MultipartReader reader;
  std::shared_ptr<api::Transfer> transfer;
  bool in_file = false, seen = false, ended = false;
  std::uint64_t bytes = 0;
  std::optional<std::pair<int, std::string>> fault;

  void fail(int number, std::string text) {
    if (!fault) fault = {number, std::move(text)};
  }

  void fail(const ApiError& error) {
    int number = number_of(error, upload.numbers);
    if (error.code() == Errc::payload_too_large) number = kBadSize;
    if (error.code() == Errc::invalid_argument) number = bytes < kSmallest ? kBadSize : kBadType;
    fail(number, error.detail());
  }

  /// Takes what the reader has; then `done`.
  void pump(const api::BodySink::Written& done) {
    while (!fault) {
      MultipartReader::Event event = reader.next();
      switch (event.kind) {
        case MultipartReader::Kind::more: return done(std::nullopt);
        case MultipartReader::Kind::end: ended = true; return done(std::nullopt);
        case MultipartReader::Kind::malformed: fail(kNoFile, "malformed form: " + event.data); break;
        case MultipartReader::Kind::part_end: in_file = false; break;
        case MultipartReader::Kind::part:
          if (is_file(event.head)) return open(event.head, done);
          break;
        case MultipartReader::Kind::data:
          if (in_file) return forward(std::move(event.data), done);
          break;
      }
    }
    done(std::nullopt);
  }

  bool is_file(const PartHead& head) {
    if (head.name != "media" && !(head.filename && (upload.any_name || !seen))) return false;
    if (seen) fail(kNoFile, "there are two files in the form");
    return !seen;
  }

  void open(const PartHead& head, const api::BodySink::Written& done) {
    seen = in_file = true;
    std::string name = cut_characters(head.filename.value_or(""), kLongestName);
    transfer = std::make_shared<api::Transfer>();
    api::Dispatcher::Call call;
    call.operation = later.registry.find(upload.operation);
    call.input = std::make_shared<Json>(upload.input);
    (*call.input)["filename"] = name.empty() ? "media" : name;
    call.credential = later.credential;
    call.address = later.request.address;
    call.request_id = later.request.request_id;
    call.device = later.request.device;
    call.transfer = transfer;
    later.dispatcher.dispatch(std::move(call), [self = shared_from_this(), done](const api::Outcome& outcome) {
      if (const auto* error = std::get_if<ApiError>(&outcome)) {
        const int number = number_of(*error, self->upload.numbers);
        self->fail(error->code() == Errc::invalid_argument ? kBadType : number, error->detail());
      }
      self->pump(done);
    });
  }

  void forward(std::string data, const api::BodySink::Written& done) {
    bytes += data.size();
    transfer->sink->write(std::move(data), [self = shared_from_this(), done](const std::optional<ApiError>& error) {
      if (error) self->fail(*error);
      self->pump(done);
    });
  }

  std::string refusal() const {
    return fault_json(fault->first, fault->second, later.request.address, later.request.request_id);
  }

  void finish(const api::Done& done) {
    if (!fault && !ended) fail(kNoFile, "malformed form: the last boundary is missing");
    if (!fault && !seen) fail(kNoFile, "media data missing: the form has no file called media");
    if (!fault && bytes == 0) fail(kEmpty, "empty media data");
    if (fault) return done(refusal());
    transfer->sink->finish([self = shared_from_this(), done](api::Outcome outcome) {
      if (const auto* error = std::get_if<ApiError>(&outcome)) {
        self->fail(*error);
        return done(self->refusal());
      }
      Json answer = self->upload.say(Json::parse(std::get<std::string>(outcome)));
      answer["errcode"] = 0;
      answer["errmsg"] = "ok";
      done(answer.dump());
    });
  }
};

class FormSink final : public api::BodySink {
 public:
  explicit FormSink(std::shared_ptr<Form> form) : form_(std::move(form)) {}
  void write(std::string piece, Written done) override {
    if (form_->fault || form_->ended) return done(std::nullopt);
    form_->reader.feed(piece);
    form_->pump(done);
  }
  void finish(api::Done done) override { form_->finish(done); }

 private:
  const std::shared_ptr<Form> form_;
};

}  // namespace

void take_form(Later request, FormUpload upload) {
  const auto boundary = boundary_of(request.request.content_type);
  const auto done = request.done;
  if (!boundary) {
    const auto& asked = request.request;
    return done({fault_json(
        kNoFile, "media data missing: the body must be multipart/form-data with a boundary", asked.address,
        asked.request_id)});
  }
  api::DialectAnswer answer;
  answer.sink = std::make_shared<FormSink>(std::make_shared<Form>(std::move(request), std::move(upload), *boundary));
  done(std::move(answer));
}

}  // namespace weft::wecom
