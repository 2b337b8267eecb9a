// What a server reads after it may have missed hints.
#include "app/backfill.hpp"
#include "app/place.hpp"
#include <weft/db/sql.hpp>

#include <gtest/gtest.h>

namespace weft::test {
namespace {

TEST(RecentRevocations, AreCompleteHoweverManyThereAre) {
  const Place place = company_place();
  sql(place,
      "INSERT INTO sessions (id, corp_id, principal_id, token_hash, device, address, created_at, last_seen_at, "
      "idle_for, "
      "expires_at, ends_at, revoked_at) SELECT gen_random_uuid(), m.corp_id, m.principal_id, sha256(n::text::bytea), "
      "'test', '127.0.0.1', t.now, t.now, interval '1 day', t.now + interval '1 day', t.now + interval '1 day', t.now "
      "FROM (SELECT now() AS now) t, members m, generate_series(1, 20001) n WHERE m.userid = 'mia'");
  db::PoolOptions options;
  options.url = place.url;
  const auto connection = db::connect(options);
  const SystemClock clock;
  std::size_t count = 0, pages = 0;
  app::recent_revocations(*connection, clock, clock.now() - std::chrono::minutes(15), [&](std::vector<Event> events) {
    count += events.size();
    ++pages;
  });
  EXPECT_EQ(count, 20001u);
  EXPECT_EQ(pages, 3u);
}

}  // namespace
}  // namespace weft::test
