// SQL of invitations. Hashes of codes are hexadecimal.
#pragma once
#include <weft/db/tx.hpp>
#include <weft/directory/invitations.hpp>

namespace weft::directory::store {

struct InvitedPlace {
  std::int64_t number = 0;
  std::string path;
  std::string full_name;
};
/// Those that exist, in the order asked.
std::vector<InvitedPlace> invited_places(db::Tx& tx, const std::vector<std::int64_t>& departments);

void insert_invitation(db::Tx& tx, const Invitation& invitation, const std::string& code_hash);
std::optional<Invitation> load_invitation(db::Tx& tx, const InvitationId& id);
/// The live one of this code.
std::optional<Invitation> live_invitation(db::Tx& tx, const std::string& code_hash);
/// Takes one of its uses; nullopt when there is none left. Two at the same moment: the second waits for the first.
std::optional<Invitation> use_invitation(db::Tx& tx, const std::string& code_hash);
void give_back_use(db::Tx& tx, const InvitationId& id);
bool revoke_invitation(db::Tx& tx, const InvitationId& id);
std::vector<Invitation> list_invitations(db::Tx& tx, const std::optional<InvitationId>& before, std::int64_t limit);
std::string company_name(db::Tx& tx);

/// False when somebody waits under this userid already.
bool insert_request(db::Tx& tx, const JoinRequest& request, const std::string& code_hash);
struct RequestRecord {
  JoinRequest request;
  std::string code_hash;
  std::vector<std::int64_t> departments;
};
std::optional<RequestRecord> lock_request(db::Tx& tx, const JoinRequestId& id);
void settle_request(db::Tx& tx, const JoinRequest& request);
/// How many wait by this invitation, counted up to `limit`.
std::int64_t waiting_requests(db::Tx& tx, const InvitationId& invitation, std::int64_t limit);
/// Newest first, with the departments they ask for.
std::vector<RequestRecord> list_requests(
    db::Tx& tx, JoinStatus status, const std::optional<JoinRequestId>& before, std::int64_t limit);

/// Deletes, `limit` at most, requests that were decided before then, and invitations that ended before then and for
/// which no request is kept; how many.
std::int64_t purge_requests(db::Tx& tx, Time before, int limit);
std::int64_t purge_invitations(db::Tx& tx, Time before, int limit);

}  // namespace weft::directory::store
