-- When a member last signed in, to the day: sessions are purged, this stays. Customers are not given to who has not for a year.
ALTER TABLE members ADD COLUMN last_sign_in_at timestamptz;
UPDATE members m SET last_sign_in_at = s.at
  FROM (SELECT corp_id, principal_id, max(last_seen_at) AS at FROM sessions GROUP BY corp_id, principal_id) s
 WHERE s.corp_id = m.corp_id AND s.principal_id = m.principal_id;
-- Of the others nobody knows: their year begins now.
UPDATE members SET last_sign_in_at = now() WHERE last_sign_in_at IS NULL;

-- Large assignments are purged by their age.
CREATE INDEX hand_over_bulks_by_age ON hand_over_bulks (corp_id, begun_at);
