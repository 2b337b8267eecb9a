// The statements of the log lanes: arrays in, verdicts out.
//
// Nearly always every send of a batch is fine. So one plain statement moves the heads, marks what the senders have read
// and inserts, without asking first: its updates lock the rows and look at their newest versions. When somebody is not
// (or no longer) a participant, muted, or has sent this client_id before, or a group is silenced, it undoes itself as a
// whole, and weft_append() judges the sends one by one. A message that calls everybody is always judged: only that asks
// for the group's rules. Each of them announces what it appends when somebody outside listens, in the same statement.
#include "conversations/store_append.hpp"

#include <weft/db/sql.hpp>

#include <algorithm>
#include <charconv>
#include <map>

namespace weft::conversations::store {
namespace {

const std::string kPlain = "plain";
const std::string kPlainSql = R"(
WITH heads AS (
  UPDATE conversations c SET head_seq = c.head_seq + g.size, message_count = c.message_count + g.size,
         last_message_seq = c.head_seq + g.size, active_at = $2::timestamptz
    FROM unnest($3::uuid[], $4::bigint[]) WITH ORDINALITY AS g(id, size, i)
   WHERE c.id = g.id AND c.corp_id = $1::uuid AND c.dismissed_at IS NULL AND c.kind <> 'inbox'
     AND (c.kind <> 'app' OR weft_app_trouble(c.corp_id, c.id, NULL) IS NULL)
     AND (c.mute_all_until IS NULL OR c.mute_all_until <= $2::timestamptz)
  RETURNING c.id, c.kind, c.head_seq - g.size AS seq, g.size, c.message_count - g.size AS message_no, g.i
), told AS (
  INSERT INTO outbox (corp_id, kind, line, scope, seq, many, at)
  SELECT $1::uuid, 'message.created', h.id, h.kind, h.seq + 1, h.size, $2::timestamptz FROM heads h WHERE EXISTS (
    SELECT 1 FROM listeners l WHERE l.corp_id = $1::uuid AND l.events && '{message.created,message.*,*}'::text[])
), base AS (
  SELECT array_agg(seq ORDER BY i) AS seqs, array_agg(message_no ORDER BY i) AS numbers, count(*) AS found FROM heads
), marks AS (  -- who writes has read what is above
  UPDATE participants p SET read_seq = b.seqs[m.g] + m.n, read_count = b.numbers[m.g] + m.n
    FROM base b, unnest($5::uuid[], $6::integer[], $7::bigint[]) AS m(actor_id, g, n)
   WHERE p.conversation_id = ($3::uuid[])[m.g] AND p.principal_id = m.actor_id AND p.corp_id = $1::uuid
     AND p.left_seq IS NULL AND (p.muted_until IS NULL OR p.muted_until <= $2::timestamptz)
  RETURNING 1
), inserted AS (
  INSERT INTO entries (conversation_id, seq, corp_id, kind, actor_id, body, message_no, client_id, client_hash, created_at)
  SELECT ($3::uuid[])[m.g], b.seqs[m.g] + r.n, $1::uuid, 'message', ($5::uuid[])[r.m], r.body, b.numbers[m.g] + r.n,
         r.client_id, r.hash, $2::timestamptz
    FROM base b, unnest($8::integer[], $9::bigint[], $10::text[], $11::uuid[], $12::jsonb[]) AS r(m, n, client_id, hash, body),
         LATERAL (SELECT ($6::integer[])[r.m] AS g) AS m
)
SELECT b.seqs, b.numbers,
       CASE WHEN b.found = cardinality($3::uuid[]) AND (SELECT count(*) FROM marks) = cardinality($5::uuid[]) THEN 0
            ELSE weft_refuse_batch() END
  FROM base b)";

/// The same for one send, which has nothing to group: an idle server sends nothing else, and starting the other one up
/// costs a third of its time.
const std::string kSingle = "single";
const std::string kSingleSql = R"(
WITH head AS (
  UPDATE conversations c SET head_seq = c.head_seq + 1, message_count = c.message_count + 1,
         last_message_seq = c.head_seq + 1, active_at = $2::timestamptz
   WHERE c.id = $3::uuid AND c.corp_id = $1::uuid AND c.dismissed_at IS NULL AND c.kind <> 'inbox'
     AND (c.kind <> 'app' OR weft_app_trouble(c.corp_id, c.id, $4::uuid) IS NULL)
     AND (c.mute_all_until IS NULL OR c.mute_all_until <= $2::timestamptz)
  RETURNING c.head_seq AS seq, c.message_count AS message_no, c.kind
), told AS (
  INSERT INTO outbox (corp_id, kind, line, scope, seq, at)
  SELECT $1::uuid, 'message.created', $3::uuid, h.kind, h.seq, $2::timestamptz FROM head h WHERE EXISTS (
    SELECT 1 FROM listeners l WHERE l.corp_id = $1::uuid AND l.events && '{message.created,message.*,*}'::text[])
), mark AS (
  UPDATE participants p SET read_seq = h.seq, read_count = h.message_no FROM head h
   WHERE p.conversation_id = $3::uuid AND p.principal_id = $4::uuid AND p.corp_id = $1::uuid
     AND p.left_seq IS NULL AND (p.muted_until IS NULL OR p.muted_until <= $2::timestamptz)
  RETURNING h.seq, h.message_no
), inserted AS (
  INSERT INTO entries (conversation_id, seq, corp_id, kind, actor_id, body, message_no, client_id, client_hash, created_at)
  SELECT $3::uuid, h.seq, $1::uuid, 'message', $4::uuid, $7::jsonb, h.message_no, $5::text, $6::uuid, $2::timestamptz
    FROM head h
)
SELECT m.seq, m.message_no, CASE WHEN m.seq IS NULL THEN weft_refuse_batch() END FROM (SELECT) one LEFT JOIN mark m ON true)";

const std::string kJudged = "judged";
const std::string kJudgedSql =
    "SELECT o_i, o_verdict, o_seq, o_message_no, o_at FROM weft_append($1::uuid, $2::timestamptz, $3::uuid[], "
    "$4::uuid[], $5::text[], $6::uuid[], $7::jsonb[])";

using Sends = std::span<const Send* const>;

template <class Get>
std::string column(Sends sends, Get get) {
  std::vector<std::decay_t<decltype(get(*sends.front()))>> values;
  values.reserve(sends.size());
  for (const Send* send : sends)
    values.push_back(get(*send));
  return db::array_literal(values);
}

/// The sends of a batch by conversation (groups) and by who writes into which (marks). References count from 1, as
/// PostgreSQL's arrays do.
struct Grouping {
  std::vector<ConversationId> groups;  ///< ascending: two transactions lock them in the same order
  std::vector<std::int64_t> sizes;
  std::vector<PrincipalId> mark_actors;
  std::vector<std::int64_t> mark_groups, mark_ns;  ///< into which group, and the last n of this actor
  std::vector<std::int64_t> row_marks, row_ns;     ///< send i is the n-th of its conversation in this batch
};

Grouping group(Sends sends) {
  Grouping out;
  std::map<ConversationId, std::int64_t> places;
  for (const Send* send : sends)
    places.emplace(send->conversation, 0);
  for (auto& [conversation, place] : places) {
    out.groups.push_back(conversation);
    place = std::ssize(out.groups);
  }
  out.sizes.resize(out.groups.size());
  std::map<std::pair<std::int64_t, PrincipalId>, std::int64_t> marks;
  for (const Send* send : sends) {
    const std::int64_t place = places.at(send->conversation);
    const std::int64_t n = ++out.sizes[static_cast<std::size_t>(place - 1)];
    const auto [mark, fresh] = marks.try_emplace({place, send->actor}, std::ssize(marks) + 1);
    if (fresh) {
      out.mark_groups.push_back(place);
      out.mark_actors.push_back(send->actor);
      out.mark_ns.push_back(n);
    }
    out.mark_ns[static_cast<std::size_t>(mark->second - 1)] = n;
    out.row_marks.push_back(mark->second);
    out.row_ns.push_back(n);
  }
  return out;
}

/// '{1,2,3}' as PostgreSQL writes a bigint[].
std::vector<std::int64_t> numbers_of(const pqxx::field& field) {
  std::vector<std::int64_t> numbers;
  const char* const end = field.c_str() + field.size();
  for (const char* at = field.c_str() + 1; at < end;) {
    std::int64_t number = 0;
    at = std::from_chars(at, end, number).ptr + 1;
    numbers.push_back(number);
  }
  return numbers;
}

template <class Transaction>
std::vector<Verdict> plain(Transaction& work, const CorpId& corp, Time now, Sends sends) {
  const Grouping by = group(sends);
  const auto row = work.exec_prepared1(
      kPlain, corp.str(), to_rfc3339(now), db::array_literal(by.groups), db::array_literal(by.sizes),
      db::array_literal(by.mark_actors), db::array_literal(by.mark_groups), db::array_literal(by.mark_ns),
      db::array_literal(by.row_marks), db::array_literal(by.row_ns),
      column(sends, [](const Send& send) { return send.client_id; }),
      column(sends, [](const Send& send) { return send.hash; }),
      column(sends, [](const Send& send) { return send.body; }));
  const auto seqs = numbers_of(row[0]);
  const auto numbers = numbers_of(row[1]);
  std::vector<Verdict> verdicts;
  for (std::size_t i = 0; i < sends.size(); ++i) {
    const auto mark = static_cast<std::size_t>(by.row_marks[i] - 1);
    const auto place = static_cast<std::size_t>(by.mark_groups[mark] - 1);
    verdicts.push_back({"accepted", seqs.at(place) + by.row_ns[i], numbers.at(place) + by.row_ns[i], now});
  }
  return verdicts;
}

template <class Transaction>
std::vector<Verdict> single(Transaction& work, const CorpId& corp, Time now, const Send& send) {
  const auto row = work.exec_prepared1(
      kSingle, corp.str(), to_rfc3339(now), send.conversation.str(), send.actor.str(), send.client_id, send.hash,
      send.body);
  return {{"accepted", row[0].template as<Seq>(), row[1].template as<std::int64_t>(), now}};
}

template <class Transaction>
std::vector<Verdict> judged(Transaction& work, const CorpId& corp, Time now, Sends sends) {
  const auto rows = work.exec_prepared(
      kJudged, corp.str(), to_rfc3339(now), column(sends, [](const Send& send) { return send.conversation; }),
      column(sends, [](const Send& send) { return send.actor; }),
      column(sends, [](const Send& send) { return send.client_id; }),
      column(sends, [](const Send& send) { return send.hash; }),
      column(sends, [](const Send& send) { return send.body; }));
  std::vector<Verdict> verdicts(sends.size());
  for (const auto& row : rows) {
    Verdict& verdict = verdicts.at(row[0].template as<std::size_t>() - 1);
    verdict.word = row[1].c_str();
    verdict.seq = row[2].is_null() ? 0 : row[2].template as<Seq>();
    verdict.message_no = row[3].is_null() ? 0 : row[3].template as<std::int64_t>();
    verdict.at = db::time_of(row[4]);
  }
  return verdicts;
}

/// One of the statements above in a transaction of its own.
template <class Statement>
std::vector<Verdict> run(
    pqxx::connection& connection, const Appender::BeforeCommit& before_commit, Statement statement) {
  if (!before_commit) {
    pqxx::nontransaction work(
        connection);  // the statement is its own transaction: one round trip, and its end is the commit
    return statement(work);
  }
  pqxx::work work(connection);
  auto verdicts = statement(work);
  if (!before_commit(verdicts)) throw Failed{true, "rolled back on purpose"};
  work.commit();
  return verdicts;
}

/// The plain statement undid itself: a send is not fine, or was sent before.
bool needs_judging(const std::string& state) {
  return state == "WF001" || state == "23505";
}

/// Timeouts, deadlocks, serialisation failures, full disk, too many connections.
bool passing(const std::string& state) {
  return state == "57014" || state == "40P01" || state == "40001" || state == "55P03" || state.starts_with("53");
}

/// The server is being shut down or is not up yet: as good as a lost connection.
bool going_away(const std::string& state) {
  return state == "57P01" || state == "57P02" || state == "57P03";
}

}  // namespace

Appender::Appender(const db::PoolOptions& options, db::Line& line)
    : line_(line), connection_(db::connect(options, line)) {
  const db::Line::Waiting waiting(line_);
  pqxx::nontransaction work(*connection_);
  work.exec("SET enable_hashjoin = off; SET enable_mergejoin = off");
  connection_->prepare(kPlain, kPlainSql);
  connection_->prepare(kSingle, kSingleSql);
  connection_->prepare(kJudged, kJudgedSql);
}

Appender::~Appender() {
  line_.detach();
}

/// The tenant of the connection, for row-level security: a lane's batch is of one company, and its next one too.
void Appender::enter(const CorpId& corp) {
  if (corp == corp_) return;
  pqxx::nontransaction(*connection_).exec("SET weft.corp = '" + corp.str() + "'");
  corp_ = corp;
}

std::vector<Verdict> Appender::append_plain_or_judged(
    const CorpId& corp, Time now, Sends sends, const BeforeCommit& before_commit) {
  enter(corp);
  const bool judge = std::any_of(sends.begin(), sends.end(), [](const Send* send) { return send->calls_everybody; });
  if (judge) return run(*connection_, before_commit, [&](auto& work) { return judged(work, corp, now, sends); });
  try {
    return run(*connection_, before_commit, [&](auto& work) {
      return sends.size() == 1 ? single(work, corp, now, *sends[0]) : plain(work, corp, now, sends);
    });
  } catch (const pqxx::sql_error& error) {
    if (!needs_judging(error.sqlstate())) throw;
  }
  return run(*connection_, before_commit, [&](auto& work) { return judged(work, corp, now, sends); });
}

std::vector<Verdict> Appender::append(const CorpId& corp, Time now, Sends sends, const BeforeCommit& before_commit) {
  const db::Line::Waiting waiting(line_);
  try {
    return append_plain_or_judged(corp, now, sends, before_commit);
  } catch (const pqxx::broken_connection&) {
    throw Lost{};
  } catch (const pqxx::in_doubt_error&) {
    throw Lost{};
  } catch (const pqxx::statement_completion_unknown&) {
    throw Lost{};
  } catch (const pqxx::transaction_rollback& error) {
    throw Failed{true, error.what()};  // deadlocks and the like are no sql_error in libpqxx 6
  } catch (const pqxx::sql_error& error) {
    if (going_away(error.sqlstate())) throw Lost{};
    throw Failed{passing(error.sqlstate()), error.what()};
  }
}

}  // namespace weft::conversations::store
