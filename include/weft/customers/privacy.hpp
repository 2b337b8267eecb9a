// What a customer may ask of the company: everything that is kept about it, and that it is kept no longer.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/customers/types.hpp>
#include <weft/db/jobs.hpp>
#include <weft/directory/transfer.hpp>
#include <weft/groups/retention.hpp>

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace weft::customers {

/// Kinds of jobs whose tables name many customers: nobody reads what they wrote before one of these was erased. Rooms
/// above that write such tables stand here, too.
inline const std::vector<std::string> kTablesOfCustomers{"contact.export_list", "broadcast.export"};

/// What a room above keeps of contacts.
struct PrivacyPart {
  std::string name;  ///< of its list in the exported file
  /// Writes each item about one of these contacts, in pages of its own.
  std::function<void(db::Tx&, std::span<const ContactId>, const std::function<void(const RawJson&)>& write)> tell;
  /// Clears what is personal of one of them; empty: nothing is.
  std::function<void(db::Tx&, const ContactId&)> erase;
};

/// contact.export and contact.erase.
std::vector<api::Operation> privacy_operations(std::vector<PrivacyPart> parts = {});

/// The jobs behind them. `files` takes what is exported and must outlive them; `forget` is told of entries that are
/// deleted, as in retention.
db::JobKinds privacy_jobs(
    directory::TableFiles& files, std::vector<groups::Forget> forget, std::vector<PrivacyPart> parts = {});

}  // namespace weft::customers
