// An error that leaves a note behind.
#pragma once
#include <weft/base/error.hpp>
#include <weft/db/tx.hpp>

#include <functional>

namespace weft::api {

/// Thrown in a transaction that is to be rolled back, with something to be written nevertheless: the dispatcher runs
/// `note` in a transaction of its own and commits it before the error is answered. Whoever gets the error can rely on
/// the note: when it cannot be written the caller is told of that failure instead, and when the server dies before, the
/// caller has no answer and asks again.
class NotedError : public ApiError {
 public:
  using Note = std::function<void(db::Tx&)>;
  NotedError(const ApiError& error, Note note) : ApiError(error), note_(std::move(note)) {}
  const Note& note() const { return note_; }

 private:
  Note note_;
};

}  // namespace weft::api
