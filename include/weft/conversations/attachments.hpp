// What this room asks of the one that keeps files, which stands above it.
#pragma once
#include <weft/base/id.hpp>
#include <weft/base/json_fwd.hpp>
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <string>

namespace weft::conversations {

/// The member `file` of an entry's body is the id of a file; appending the entry attaches it (a trigger of the table).
/// Between the look here and the append lies another transaction: what was resolved or held stays for hours.
class Attachments {
 public:
  virtual ~Attachments() = default;

  /// The fields of a message of this kind with this file: `file`, `name`, `size`, `type` and what is known of the
  /// picture or sound; and keeps the file from being removed. Raises not_found for a file that `actor` may not use and
  /// invalid_argument for one that the kind does not take, with `field`.
  virtual Json resolve(
      db::Tx& tx, const PrincipalId& actor, MessageKind kind, const FileId& file, const std::string& field) = 0;

  /// Keeps a file that a message which is about to be copied names.
  virtual void hold(db::Tx& tx, const FileId& file) = 0;
};

}  // namespace weft::conversations
