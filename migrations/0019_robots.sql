-- Group robots: programs that write into one group with a key. A robot with a callback is a bot: it is told when somebody calls it.
CREATE TABLE robots (
  id              uuid PRIMARY KEY,
  corp_id         uuid NOT NULL,
  conversation_id uuid NOT NULL REFERENCES conversations,
  key_hash        bytea NOT NULL CHECK (octet_length(key_hash) = 32),  -- SHA-256: of the key nothing else is kept
  addresses       inet[] NOT NULL DEFAULT '{}',                        -- from where it may write; none: from anywhere
  callback        text,                                                -- where a bot is told
  secret          text,                                                -- what signs that
  recent          timestamptz[] NOT NULL DEFAULT '{}',                 -- when it wrote in the last minute
  sent            bigint NOT NULL DEFAULT 0,
  created_by      uuid NOT NULL,
  created_at      timestamptz NOT NULL,
  rotated_at      timestamptz NOT NULL,
  deleted_at      timestamptz,
  UNIQUE (corp_id, key_hash),
  CHECK ((callback IS NULL) = (secret IS NULL)),
  FOREIGN KEY (corp_id, id) REFERENCES principals (corp_id, id)
);
CREATE INDEX robots_of_group ON robots (conversation_id) WHERE deleted_at IS NULL;
SELECT weft_tenant_table('robots');

-- What is to be told to addresses outside. A row is written in the transaction of what it tells of, and says what became of it.
CREATE TABLE deliveries (
  number       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- the order in which a target is told
  corp_id      uuid NOT NULL,
  id           uuid NOT NULL DEFAULT gen_random_uuid(),          -- by which the receiver knows a repetition
  kind         text NOT NULL,                                    -- who knows what to say
  target_id    uuid NOT NULL,                                    -- whose address
  event        jsonb NOT NULL,
  status       text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'delivered', 'failed')),
  attempts     integer NOT NULL DEFAULT 0,                       -- begun
  due_at       timestamptz NOT NULL,                             -- of one under way: when it counts as lost
  lease        uuid,                                             -- of the attempt under way: only that one may say how it ended
  reply_status integer,                                          -- of the last attempt; null: nobody answered
  remark       text,                                             -- for people
  created_at   timestamptz NOT NULL,
  finished_at  timestamptz,
  UNIQUE (corp_id, id)
) WITH (fillfactor = 70);
CREATE INDEX deliveries_due ON deliveries (due_at, number) WHERE status = 'waiting';
CREATE INDEX deliveries_ahead ON deliveries (target_id, number) WHERE status = 'waiting';
CREATE INDEX deliveries_of_target ON deliveries (corp_id, target_id, number);
CREATE INDEX deliveries_finished ON deliveries (corp_id, finished_at) WHERE finished_at IS NOT NULL;
SELECT weft_tenant_table('deliveries');

-- Begins an attempt at the next due delivery of any company. One at a time for each target, and in order while the one ahead has been tried
-- fewer than four times. Runs with the rights of the owner, who sees all companies; the caller sets the tenant to what it is told here.
CREATE FUNCTION weft_claim_delivery(p_now timestamptz, p_kinds text[], p_lease interval)
RETURNS TABLE (o_number bigint, o_corp uuid, o_id uuid, o_lease uuid, o_kind text, o_target uuid, o_event text, o_attempts integer)
LANGUAGE sql VOLATILE SECURITY DEFINER AS $$
  UPDATE deliveries d SET due_at = p_now + p_lease, lease = gen_random_uuid(), attempts = d.attempts + 1
   WHERE d.number = (
     SELECT w.number FROM deliveries w
      WHERE w.status = 'waiting' AND w.due_at <= p_now AND w.kind = ANY (p_kinds)
        AND NOT EXISTS (SELECT 1 FROM deliveries e WHERE e.target_id = w.target_id AND e.status = 'waiting' AND e.number <> w.number
                           AND ((e.lease IS NOT NULL AND e.due_at > p_now) OR (e.number < w.number AND e.attempts < 4)))
      ORDER BY w.due_at, w.number LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
  RETURNING d.number, d.corp_id, d.id, d.lease, d.kind, d.target_id, d.event::text, d.attempts
$$;
DO $$ BEGIN
  EXECUTE format('ALTER FUNCTION weft_claim_delivery(timestamptz, text[], interval) SET search_path = %I, pg_temp', current_schema());
END $$;
REVOKE ALL ON FUNCTION weft_claim_delivery(timestamptz, text[], interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION weft_claim_delivery(timestamptz, text[], interval) TO weft_app;

-- Whoever appends a message that mentions a bot of the group, or answers one of its messages, by whatever statement, calls the bot in the
-- same transaction. What robots write calls nobody.
CREATE FUNCTION weft_call_bots() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO deliveries (corp_id, kind, target_id, event, due_at, created_at)
  SELECT r.corp_id, 'bot', r.id, jsonb_build_object('conversation', NEW.conversation_id, 'seq', NEW.seq), NEW.created_at, NEW.created_at
    FROM robots r
   WHERE r.conversation_id = NEW.conversation_id AND r.corp_id = NEW.corp_id AND r.deleted_at IS NULL AND r.callback IS NOT NULL
     AND (NEW.body -> 'mentions' ? r.id::text
          OR r.id = (SELECT e.actor_id FROM entries e WHERE e.conversation_id = NEW.conversation_id AND e.seq = (NEW.body ->> 'reply_to')::bigint))
     AND NOT EXISTS (SELECT 1 FROM robots a WHERE a.id = NEW.actor_id);
  IF FOUND THEN
    PERFORM pg_notify('weft_hint', 'deliveries');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER entries_call_bots AFTER INSERT ON entries FOR EACH ROW
  WHEN (NEW.body ? 'mentions' OR NEW.body ? 'reply_to') EXECUTE FUNCTION weft_call_bots();
