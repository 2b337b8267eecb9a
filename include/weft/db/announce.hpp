// What is told to the outside begins here: a row of the outbox, in the transaction of what it tells of. Writing one
// locks nothing that anybody else waits for; who is told, and when, is the affair of Outbox (db/outbox.hpp).
#pragma once
#include <weft/base/json_fwd.hpp>
#include <weft/db/tx.hpp>

#include <string>
#include <vector>

namespace weft::db {

struct Announcement {
  std::string kind;  ///< "customer.added": as in the catalogue of events
  std::string line;  ///< whoever is told of two with the same line is told in their order: an id of what they are about
  RawJson body;
};

/// Tells everybody of the company of `tx` who listens to that kind; when nobody does, it costs next to nothing.
void announce(Tx& tx, const Announcement& announcement);

/// Whether anybody listens: for who would have to read much to say what has happened.
bool somebody_listens(Tx& tx, const std::string& kind);

struct Directed {
  std::string delivery_kind;  ///< who knows what to say
  Uuid target{};
  std::string line;
  RawJson event;
  std::string kind = {};  ///< of what has happened
};

/// Tells this target alone, whatever it listens to.
void announce_to(Tx& tx, const Directed& directed);

/// Who is told of what. `events`: names, "customer.*", "*". `scopes`: kinds of conversations, empty for all; asked for
/// what happens in conversations only. While it is not enabled, what it would be told is kept as failed.
struct Listener {
  Uuid target{};
  std::string delivery_kind;
  std::vector<std::string> events;
  std::vector<std::string> scopes = {};
  bool enabled = true;
};
void set_listener(Tx& tx, const Listener& listener);
void remove_listener(Tx& tx, const Uuid& target);

}  // namespace weft::db
