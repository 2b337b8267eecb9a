// The seam to the rules about words: what is about to be seen by others is shown to a Screen before it is written.
//
// A send that nothing forbids pays for a look in memory on its own thread. Only what a look marks goes to a database
// worker, where judge() decides with the sender and the place known, and what is found is recorded: together with the
// message that was let through, or in a transaction of its own when the message was refused.
#pragma once
#include <weft/base/id.hpp>
#include <weft/base/json_fwd.hpp>
#include <weft/db/tx.hpp>

#include <boost/describe.hpp>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::conversations {

/// A text that others will see, and the field of the request it stands in ("body.title").
struct Shown {
  std::string field;
  std::string text;
};

/// Who says what, and where. Without a conversation: it is only about to be made.
struct Utterance {
  CorpId corp;
  PrincipalId actor;
  std::optional<ConversationId> conversation;
  std::vector<Shown> shown;
  std::string client_id;  ///< of a message: the same one sent again is recorded once
};

enum class ScreenAction { block, warn };
BOOST_DESCRIBE_ENUM(ScreenAction, block, warn)

/// One rule that an utterance meets. Without a rule id it is the group's own list.
struct Finding {
  std::optional<Uuid> rule;
  std::string rule_name;
  ScreenAction action = ScreenAction::block;
  std::vector<PrincipalId> tell;  ///< who is told in the inbox
  std::string field;
  std::string matched;  ///< the first forbidden part, as it was written
  std::string excerpt;  ///< it and a little around it
};

/// What a sender is told of a message that was let through.
struct Warning {
  std::string rule;
  std::string field;
  std::string matched;
};
BOOST_DESCRIBE_STRUCT(Warning, (), (rule, field, matched))

class Screen {
 public:
  enum class Look {
    clean,    ///< nobody's rules forbid any of it
    marked,   ///< some rule may: judge() knows
    unknown,  ///< the rules are not in memory: prepare() first
  };

  virtual ~Screen() = default;
  /// Memory only; for any thread.
  virtual Look look(const Utterance& utterance) = 0;
  /// Calls `ready` once the rules that `utterance` may meet are in memory (true), or cannot be read now (false). On any
  /// thread, maybe before it returns.
  virtual void prepare(const Utterance& utterance, std::function<void(bool)> ready) = 0;
  /// The rules the utterance meets, those that block first. Waits for them to be in memory: on workers only. Raises
  /// busy.
  virtual std::vector<Finding> judge(db::Tx& tx, const Utterance& utterance) = 0;
  /// Writes the hits and tells the owners of the rules. `seq`: the entry that was written nevertheless.
  virtual void record(
      db::Tx& tx, const Utterance& utterance, std::span<const Finding> findings, std::optional<Seq> seq) = 0;
};

/// Every text in a stored body that people will see; ids, kinds and digests are none.
std::vector<Shown> shown_texts(const Json& body);

/// What may be said with a warning. Raises content_blocked, naming the field and the rule, for what may not; the hits
/// are then recorded before the error is answered. Without a screen everything may be said.
std::vector<Finding> screen(Screen* screen, db::Tx& tx, const Utterance& utterance);

/// The first of them, for the sender; nothing for a customer, to whom the company's rules are not told.
std::optional<Warning> warning_for(db::Tx& tx, const PrincipalId& sender, std::span<const Finding> findings);

/// For a name or a notice: screens it, and records what is warned of.
std::optional<Warning> screen_text(
    Screen* screen, db::Tx& tx, const PrincipalId& actor, const std::optional<ConversationId>& conversation,
    const std::string& field, const std::string& text);

}  // namespace weft::conversations
