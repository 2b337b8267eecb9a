// Inputs and outputs of the operations on the audit log, as in docs/access.md.
#pragma once
#include "identity/types.hpp"
#include <weft/identity/audit.hpp>

namespace weft::identity {

/// Which rows; what is absent does not matter.
struct ListAudit {
  std::optional<PersonRef> actor;
  std::optional<Text<1, 64>> action;   ///< the beginning of the action: "member." or "member.set_role"
  std::optional<Text<1, 200>> target;  ///< the whole of it; a userid stands for its id
  std::optional<Time> from;
  std::optional<Time> to;  ///< not included
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListAudit, (), (actor, action, target, from, to, limit, cursor))

enum class ExportFormat { csv, ndjson };
BOOST_DESCRIBE_ENUM(ExportFormat, csv, ndjson)

struct ExportAudit {
  ExportFormat format = ExportFormat::csv;
  std::optional<PersonRef> actor;
  std::optional<Text<1, 64>> action;
  std::optional<Text<1, 200>> target;
  std::optional<Time> from;
  std::optional<Time> to;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ExportAudit, (), (format, actor, action, target, from, to, cursor))

/// A part of the file: put the parts behind each other as they are.
struct AuditPart {
  std::string content;
  std::int64_t rows = 0;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(AuditPart, (), (content, rows, next_cursor))

}  // namespace weft::identity
