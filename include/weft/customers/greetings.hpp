// What a way says by itself in the name of an employee: a text with places to fill in, and up to nine attachments.
#pragma once
#include <weft/base/fields.hpp>
#include <weft/base/id.hpp>
#include <weft/base/json_fwd.hpp>
#include <weft/conversations/attachments.hpp>
#include <weft/conversations/screening.hpp>
#include <weft/db/tx.hpp>

#include <boost/describe.hpp>

#include <map>
#include <optional>
#include <string>

namespace weft::customers {

enum class ExtraKind { image, video, file, link };
BOOST_DESCRIBE_ENUM(ExtraKind, image, video, file, link)

/// `file` of an image, video or file; the others of a link.
struct Extra {
  ExtraKind kind = ExtraKind::link;
  std::optional<FileId> file;
  std::optional<Text<1, 2048>> url;
  std::optional<Text<1, 200>> title;
  std::optional<Text<0, 500>> description;
  std::optional<Text<1, 2048>> image_url;
};
BOOST_DESCRIBE_STRUCT(Extra, (), (kind, file, url, title, description, image_url))

inline constexpr std::size_t kMostExtras = 9;

struct Greeting {
  std::optional<Text<1, 4000>> text;  ///< with {name}, {employee}, {company}, {state}
  std::optional<List<Extra, 0, kMostExtras>> attachments;
};
BOOST_DESCRIBE_STRUCT(Greeting, (), (text, attachments))

/// A greeting as it is stored: with who put each file there.
using KeptGreeting = RawJson;

/// Checks it, with errors that name `field`. Files that `kept` names stay those of who put them there; the others must
/// be readable for `by`. Raises what is wrong, and invalid_argument for a greeting that says nothing.
KeptGreeting keep_greeting(
    db::Tx& tx, const Greeting& greeting, const std::optional<KeptGreeting>& kept, const PrincipalId& by,
    conversations::Attachments* attachments, const std::string& field);
Greeting greeting_of(const KeptGreeting& kept);
/// The files in it, and who put each there.
std::map<FileId, PrincipalId> files_of(const KeptGreeting& kept);

/// What the places stand for.
struct Places {
  std::string name;  ///< of the customer
  std::string employee;
  std::string company;
  std::string state;
};
/// Where it is said.
struct Saying {
  ConversationId conversation;
  PrincipalId speaker;
  Places places;
};
/// Says it, message by message. What the company's words do not allow, and a file that is gone, is left out: a customer
/// is not turned away for that.
void say(
    db::Tx& tx, const Saying& saying, const KeptGreeting& kept, conversations::Screen* screen,
    conversations::Attachments* attachments);

}  // namespace weft::customers
