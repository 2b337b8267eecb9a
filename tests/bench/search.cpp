// Measures search on a generated company: how long indexing takes a message, how much the index grows, and how long
// QUESTIONS (200) of each of several kinds take, on a PostgreSQL of its own. Prints one JSON object.
//
// ENTRIES (100,000) messages: 2,000 people, 5,000 groups of 20 and one of 2,000 that holds a tenth of the messages,
// spread over a year. Words are drawn by Zipf's law from 20,000 of two to four Chinese characters and 5,000 English
// ones.
#include "conversations/search.hpp"

#include "support/postgres.hpp"
#include "support/wait.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/conversations.hpp>
#include <weft/conversations/indexer.hpp>
#include <weft/db/sql.hpp>
#include <weft/identity/admin.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>

namespace weft {
namespace {

using Moment = std::chrono::steady_clock;
using namespace std::chrono_literals;
using conversations::Question;

constexpr const char* kWords = R"(
CREATE TABLE bench_words AS
SELECT row_number() OVER (ORDER BY random())::int AS rank, word FROM (
  SELECT string_agg(chr(19968 + floor(power(random(), 2) * 3000)::int), '') AS word
    FROM generate_series(1, 20000) i, generate_series(1, 2 + i % 3) GROUP BY i
  UNION ALL
  SELECT ' ' || string_agg(chr(97 + floor(random() * 26)::int), '') || ' ' FROM generate_series(1, 5000) i, generate_series(1, 3 + i % 7) GROUP BY i) w)";

constexpr const char* kPeople =
    "INSERT INTO principals (id, corp_id, kind, name, created_at) SELECT gen_random_uuid(), $1, 'member', 'P' || i, "
    "now() "
    "FROM generate_series(1, 2000) i";
constexpr const char* kGroups =
    "INSERT INTO conversations (id, corp_id, kind, name, member_count, created_at, active_at) SELECT "
    "gen_random_uuid(), $1, "
    "'group', 'G' || i, CASE i WHEN 0 THEN 2000 ELSE 20 END, now(), now() FROM generate_series(0, 5000) i";
constexpr const char* kParticipants =
    "INSERT INTO participants (conversation_id, principal_id, corp_id, joined_seq) SELECT c.id, p.id, $1, 1 FROM "
    "conversations c CROSS JOIN LATERAL (SELECT id FROM principals WHERE corp_id = $1 AND c.id IS NOT NULL ORDER BY "
    "CASE WHEN "
    "c.member_count = 2000 THEN 0 ELSE hashtext(id::text || c.id::text) END LIMIT c.member_count) p WHERE c.corp_id = "
    "$1";
/// What is said: 200,000 texts, drawn from again and again.
constexpr const char* kTexts = R"(
CREATE TABLE bench_texts AS
SELECT i, string_agg(w.word, '' ORDER BY n) AS text
  FROM (SELECT i, n, 1 + floor(power(random(), 4) * 25000)::int AS rank
          FROM generate_series(1, 200000) i, generate_series(1, 12) n WHERE n <= 3 + i % 10) drawn
  JOIN bench_words w USING (rank) GROUP BY i)";
/// $2 messages each in the groups from $3 to $4 (by name).
constexpr const char* kEntries = R"(
INSERT INTO entries (conversation_id, seq, corp_id, kind, actor_id, body, message_no, created_at)
SELECT e.id, e.s, $1, 'message', e.who[1 + (e.s % array_length(e.who, 1))], jsonb_build_object('kind', 'text', 'text', t.text),
       e.s, now() - interval '1 year' * (1 - e.s::float8 / $2::bigint)
  FROM (SELECT c.id, m.who, s, 1 + floor(random() * 200000)::int AS i
          FROM conversations c
          JOIN LATERAL (SELECT array_agg(principal_id) AS who FROM participants p WHERE p.conversation_id = c.id) m ON true
          CROSS JOIN generate_series(1, $2::bigint) s
         WHERE c.corp_id = $1 AND substr(c.name, 2)::int BETWEEN $3 AND $4 OFFSET 0) e
  JOIN bench_texts t USING (i))";

struct Company {
  CorpId corp;
  std::vector<PrincipalId> people;
};

template <class Body>
void as_owner(const std::string& url, const Clock& clock, const CorpId& corp, Body body) {
  db::PoolOptions options;
  options.url = url;
  options.role = "";
  options.statement_timeout = 0ms;
  const auto connection = db::connect(options);
  db::Tx tx(*connection, clock);
  if (corp != CorpId{}) tx.set_corp(corp);
  body(tx);
  tx.commit();
}

Company generate(const std::string& url, const Clock& clock, std::int64_t entries) {
  Company company;
  as_owner(url, clock, {}, [&](db::Tx& tx) { company.corp = identity::create_company(tx, "acme", "Acme"); });
  as_owner(url, clock, company.corp, [&](db::Tx& tx) {
    db::exec(tx, kWords);
    db::exec(tx, kTexts);
    db::exec(tx, kPeople, company.corp);
    db::exec(tx, kGroups, company.corp);
    db::exec(tx, kParticipants, company.corp);
    for (const auto& row : db::exec(tx, "SELECT id FROM principals WHERE name LIKE 'P%'"))
      company.people.push_back(db::id_of<PrincipalId>(row[0]));
  });
  const auto batch = [&](std::int64_t each, int first, int last) {
    as_owner(url, clock, company.corp, [&](db::Tx& tx) { db::exec(tx, kEntries, company.corp, each, first, last); });
    std::fprintf(stderr, "\r  groups to %d written", last);
  };
  batch(entries / 10, 0, 0);
  for (int first = 1; first <= 5000; first += 250)
    batch(entries * 9 / 10 / 5000, first, first + 249);
  as_owner(url, clock, company.corp, [&](db::Tx& tx) {
    db::exec(
        tx,
        "UPDATE conversations c SET head_seq = e.seq, message_count = e.seq FROM (SELECT conversation_id, max(seq) AS "
        "seq "
        "FROM entries GROUP BY 1) e WHERE e.conversation_id = c.id");
  });
  std::fprintf(stderr, "\n");
  return company;
}

std::int64_t behind(const std::string& url, const Clock& clock, const CorpId& corp) {
  std::int64_t rows = 0;
  as_owner(url, clock, corp, [&](db::Tx& tx) {
    rows = db::number_of(db::exec(
        tx,
        "SELECT coalesce(sum(c.head_seq - coalesce(h.seq, 0)), 0)::bigint FROM conversations c LEFT JOIN search_heads "
        "h ON "
        "h.conversation_id = c.id WHERE c.kind = 'group'")[0][0]);
  });
  return rows;
}

double cpu_seconds() {
  timespec at{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
  return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) / 1e9;
}

Json index_all(const std::string& url, const Clock& clock, const CorpId& corp, std::int64_t entries) {
  db::PoolOptions options;
  options.url = url;
  options.threads = 1;
  db::Workers workers(options);
  const auto begin = Moment::now();
  const double cpu = cpu_seconds();
  {
    conversations::Indexer indexer(workers, clock, 0ms);
    test::wait_until(
        [&] {
          // Asked only between the indexer's own looks at what is left, so that the question costs it little.
          if (indexer.waiting() > 0) return false;
          const std::int64_t left = behind(url, clock, corp);
          std::fprintf(stderr, "\r  %lld to index   ", static_cast<long long>(left));
          return left == 0;
        },
        std::chrono::hours(24));
  }
  std::fprintf(stderr, "\n");
  const double took = std::chrono::duration<double>(Moment::now() - begin).count();
  std::int64_t bytes = 0, gin = 0;
  as_owner(url, clock, corp, [&](db::Tx& tx) {
    const auto row = db::exec(
        tx,
        "SELECT pg_total_relation_size('search_entries'), "
        "coalesce(pg_relation_size(to_regclass('search_entries_terms')), 0)")[0];
    bytes = db::number_of(row[0]);
    gin = db::number_of(row[1]);
  });
  const auto each = static_cast<double>(entries);
  return {
      {"entries", entries},
      {"us_per_message", took * 1e6 / each},
      {"server_cpu_us_per_message", (cpu_seconds() - cpu) * 1e6 / each},
      {"bytes_per_message", static_cast<double>(bytes) / each},
      {"index_bytes_per_message", static_cast<double>(gin) / each}};
}

std::map<std::string, std::vector<std::string>> make_questions(
    const std::string& url, const Clock& clock, const CorpId& corp) {
  std::map<std::string, std::vector<std::string>> questions;
  as_owner(url, clock, corp, [&](db::Tx& tx) {
    const auto words = [&](const char* name, int from, int to) {
      for (const auto& row : db::exec(tx, "SELECT trim(word) FROM bench_words WHERE rank BETWEEN $1 AND $2", from, to))
        questions[name].emplace_back(row[0].c_str());
    };
    words("frequent word", 1, 50);
    words("middling word", 500, 1500);
    words("rare word", 15000, 25000);
    for (const auto& row :
         db::exec(tx, "SELECT left(trim(word), 1) FROM bench_words WHERE word NOT LIKE ' %' LIMIT 500"))
      questions["one character"].emplace_back(row[0].c_str());
    for (const auto& row : db::exec(
             tx,
             "SELECT trim(a.word) || ' ' || trim(b.word) FROM bench_words a, bench_words b WHERE a.rank BETWEEN 1 AND "
             "30 AND "
             "b.rank BETWEEN 31 AND 60"))
      questions["two frequent words"].emplace_back(row[0].c_str());
    for (const auto& row : db::exec(tx, "SELECT left(trim(word), 3) FROM bench_words WHERE word LIKE ' %' LIMIT 500"))
      questions["beginning of a word"].emplace_back(row[0].c_str());
    questions["nothing fits"] = {"xqzxqzxqz", "魑魅魍魉"};
  });
  return questions;
}

double quantile(std::vector<double>& values, double part) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

Json ask_all(const std::string& url, const Clock& clock, const Company& company, int count) {
  const auto questions = make_questions(url, clock, company.corp);
  db::PoolOptions options;
  options.url = url;
  const auto connection = db::connect(options);
  std::mt19937 random(1);
  Json figures = Json::object();
  std::vector<double> all;
  for (const auto& [name, texts] : questions) {
    std::vector<double> times;
    int refused = 0;
    for (int i = 0; i < count; ++i) {
      Question question;
      question.tokens = conversations::parse_question(texts[random() % texts.size()]);
      const PrincipalId& reader = company.people[random() % company.people.size()];
      const auto begin = Moment::now();
      try {
        db::Tx tx(*connection, clock);
        tx.set_corp(company.corp);
        conversations::find_messages(tx, reader, question, std::nullopt, 20);
        tx.commit();
      } catch (const ApiError&) {
        ++refused;  // it took longer than a statement may
      }
      times.push_back(std::chrono::duration<double, std::milli>(Moment::now() - begin).count());
    }
    all.insert(all.end(), times.begin(), times.end());
    figures[name] = {{"p50_ms", quantile(times, 0.5)}, {"p99_ms", quantile(times, 0.99)}, {"refused", refused}};
  }
  figures["all"] = {{"p50_ms", quantile(all, 0.5)}, {"p99_ms", quantile(all, 0.99)}, {"questions", all.size()}};
  return figures;
}

std::int64_t number_from(const char* variable, std::int64_t otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::atoll(text) : otherwise;
}

TEST(Search, TellsItsFigures) {
  const std::int64_t entries = number_from("ENTRIES", 100000);
  const SystemClock clock;
  const std::string url = test::fresh_database();
  const Company company = generate(url, clock, entries);
  // With BULK=1 the index is built at the end, in a tenth of the time: for figures of questions alone.
  const bool bulk = number_from("BULK", 0) != 0;
  if (bulk) as_owner(url, clock, {}, [](db::Tx& tx) { db::exec(tx, "DROP INDEX search_entries_terms"); });
  Json figures = {{"index", index_all(url, clock, company.corp, entries)}};
  if (bulk) {
    figures["index"] = {{"entries", entries}};
    as_owner(url, clock, {}, [](db::Tx& tx) {
      db::exec(tx, "SET LOCAL maintenance_work_mem = '1GB'");
      db::exec(tx, "CREATE INDEX search_entries_terms ON search_entries USING gin (terms)");
    });
  }
  as_owner(url, clock, {}, [](db::Tx& tx) { db::exec(tx, "ANALYZE"); });
  figures["search"] = ask_all(url, clock, company, static_cast<int>(number_from("QUESTIONS", 200)));
  std::puts(figures.dump(2).c_str());
}

}  // namespace
}  // namespace weft
