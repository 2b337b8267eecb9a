-- What comes by ways stays in bounds: relations in which nobody ever wrote end by themselves, codes of temporary chats are made so many a day.

-- When somebody looks whether the customer has written at all; null once it has, and where it does not matter.
ALTER TABLE customer_chats ADD COLUMN silent_until timestamptz;
CREATE INDEX customer_chats_silent ON customer_chats (corp_id, silent_until) WHERE silent_until IS NOT NULL;
CREATE INDEX customer_requests_waiting ON customer_requests (corp_id, created_at) WHERE status = 'waiting';

-- Ways to temporary chats do not count as the company's ways, but by the day on which they are made.
ALTER TABLE customer_heads ADD COLUMN temporary_day date;
ALTER TABLE customer_heads ADD COLUMN temporary_ways integer NOT NULL DEFAULT 0;
UPDATE customer_heads h SET ways = greatest(0, ways - (SELECT count(*) FROM contact_ways w
 WHERE w.corp_id = h.corp_id AND w.chat_hours IS NOT NULL AND w.deleted_at IS NULL));
CREATE INDEX contact_ways_temporary ON contact_ways (corp_id, expires_at) WHERE chat_hours IS NOT NULL;
