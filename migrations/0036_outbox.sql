-- What is told to the outside goes in three steps. Who causes something only adds a row to `outbox`, in its own transaction: it locks nothing
-- that somebody else waits for. The relay moves these rows, in their order, to `deliveries`, one for each who listens. The dispatcher claims
-- deliveries line by line. `delivery_targets` and `delivery_lines` belong to relay and dispatcher alone; they lock the target first.

-- Who is told of what.
CREATE TABLE listeners (
  target_id  uuid PRIMARY KEY,
  corp_id    uuid NOT NULL,
  kind       text NOT NULL,                     -- of the deliveries: who knows what to say
  events     text[] NOT NULL,                   -- names, 'customer.*', '*'
  scopes     text[],                            -- kinds of conversations; null: all
  enabled    boolean NOT NULL DEFAULT true      -- while not, what it would be told is kept as failed
);
CREATE INDEX listeners_of_company ON listeners (corp_id);
SELECT weft_tenant_table('listeners');

CREATE TABLE outbox (
  number    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- causes of one line follow each other, so their numbers do
  corp_id   uuid NOT NULL,
  kind      text NOT NULL,
  line      text NOT NULL,
  scope     text,                               -- kind of the conversation
  body      jsonb,                              -- null: entries of the conversation `line`, read when they are told
  seq       bigint,                             -- the first of them
  many      integer NOT NULL DEFAULT 1,
  target_id uuid,                               -- for this one alone, whatever it listens to
  delivery  text,                               -- of which kind the delivery is then
  at        timestamptz NOT NULL,
  CHECK ((target_id IS NULL) = (delivery IS NULL)),
  CHECK (body IS NOT NULL OR seq IS NOT NULL)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
CREATE INDEX outbox_directed ON outbox (target_id, line) WHERE target_id IS NOT NULL;
SELECT weft_tenant_table('outbox');

CREATE TABLE delivery_targets (
  target_id     uuid PRIMARY KEY,
  corp_id       uuid NOT NULL,
  kind          text NOT NULL,
  next_due      timestamptz NOT NULL DEFAULT 'infinity',  -- when to look at it again, at the latest
  rest_until    timestamptz,                    -- it asked for a pause
  waiting       bigint NOT NULL DEFAULT 0,
  silent        integer NOT NULL DEFAULT 0,     -- attempts since it last answered at all
  failing_since timestamptz,                    -- the first failure since something was accepted
  accepted_at   timestamptz,
  buried        text                            -- all that waits is to fail, and why
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
CREATE INDEX delivery_targets_of_company ON delivery_targets (corp_id, target_id);
CREATE INDEX delivery_targets_due ON delivery_targets (next_due, target_id);
CREATE INDEX delivery_targets_buried ON delivery_targets (target_id) WHERE buried IS NOT NULL;
SELECT weft_tenant_table('delivery_targets');

-- Lines in which something waits.
CREATE TABLE delivery_lines (
  target_id uuid NOT NULL,
  line      text NOT NULL,
  corp_id   uuid NOT NULL,
  due_at    timestamptz NOT NULL,               -- of its first delivery; while one is under way: when that counts as lost
  lease     uuid,
  holder    integer,                            -- who makes that attempt: holds an advisory lock (37, holder) while it lives
  PRIMARY KEY (target_id, line)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
CREATE INDEX delivery_lines_due ON delivery_lines (target_id, due_at);
CREATE INDEX delivery_lines_under_way ON delivery_lines (target_id, due_at) WHERE lease IS NOT NULL;
SELECT weft_tenant_table('delivery_lines');

-- What became of the attempts of a day.
CREATE TABLE delivery_days (
  target_id uuid NOT NULL,
  day       date NOT NULL,
  corp_id   uuid NOT NULL,
  delivered bigint NOT NULL DEFAULT 0,
  refused   bigint NOT NULL DEFAULT 0,          -- attempts that were not accepted
  failed    bigint NOT NULL DEFAULT 0,          -- deliveries that were given up
  ms        bigint NOT NULL DEFAULT 0,          -- of the requests that were accepted
  PRIMARY KEY (target_id, day)
) WITH (fillfactor = 50);
CREATE INDEX delivery_days_old ON delivery_days (corp_id, day);
SELECT weft_tenant_table('delivery_days');

ALTER TABLE deliveries
  ADD COLUMN type  text NOT NULL DEFAULT '',    -- the kind of what has happened
  ADD COLUMN line  text NOT NULL DEFAULT '',
  ADD COLUMN queue text NOT NULL DEFAULT '',    -- in which it waits: its line, or one of its own after the fourth failure
  ADD COLUMN at    timestamptz,                 -- when it has happened
  ADD COLUMN ms    integer;                     -- how long the last attempt took
DROP INDEX deliveries_due, deliveries_ahead;
CREATE INDEX deliveries_queue ON deliveries (target_id, queue, number) WHERE status = 'waiting';
CREATE INDEX deliveries_failed ON deliveries (corp_id, target_id, number) WHERE status = 'failed';
CREATE INDEX deliveries_of_customer ON deliveries (corp_id, (event ->> 'customer')) WHERE event ? 'customer';

INSERT INTO delivery_targets (target_id, corp_id, kind, next_due, waiting)
SELECT target_id, corp_id, min(kind), min(due_at), count(*) FROM deliveries WHERE status = 'waiting' GROUP BY 1, 2;
INSERT INTO delivery_lines (target_id, line, corp_id, due_at)
SELECT target_id, '', corp_id, min(due_at) FROM deliveries WHERE status = 'waiting' GROUP BY 1, 3;

-- Moves what was announced to who listens; how many rows of the outbox that were. One does it at a time: only so a line keeps its order.
-- Runs with the rights of the owner, who sees all companies, as do the functions after it.
CREATE FUNCTION weft_relay(p_now timestamptz, p_most integer, p_backlog bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS $$
DECLARE
  v_numbers bigint[];
  v_told bigint[];
  v_targets uuid[];
  v_corps uuid[];
  v_kinds text[];
  v_enabled boolean[];
BEGIN
  IF NOT pg_try_advisory_xact_lock(36, ('outbox'::regclass::oid::bigint % 2147483647)::integer) THEN
    RETURN 0;
  END IF;
  PERFORM set_config('synchronous_commit', 'off', true);  -- what is lost with the server is then still in the outbox
  SELECT array_agg(t.number) INTO v_numbers FROM (
    SELECT o.number, sum(o.many) OVER (ORDER BY o.number) - o.many AS before FROM (
      SELECT number, many FROM outbox ORDER BY number LIMIT p_most) o) t
   WHERE t.before < p_most;
  IF v_numbers IS NULL THEN
    RETURN 0;
  END IF;
  SELECT array_agg(m.number), array_agg(m.target_id), array_agg(m.corp_id), array_agg(m.kind), array_agg(m.enabled)
    INTO v_told, v_targets, v_corps, v_kinds, v_enabled FROM (
    SELECT o.number, o.target_id, o.corp_id, o.delivery AS kind, true AS enabled FROM outbox o
     WHERE o.number = ANY (v_numbers) AND o.target_id IS NOT NULL
    UNION ALL
    SELECT o.number, l.target_id, o.corp_id, l.kind, l.enabled FROM outbox o JOIN listeners l ON l.corp_id = o.corp_id
       AND l.events && ARRAY[o.kind, split_part(o.kind, '.', 1) || '.*', '*'] AND (o.scope IS NULL OR l.scopes IS NULL OR o.scope = ANY (l.scopes))
     WHERE o.number = ANY (v_numbers) AND o.target_id IS NULL) m;
  INSERT INTO delivery_targets (target_id, corp_id, kind)
  SELECT DISTINCT ON (u.t) u.t, u.c, u.k FROM unnest(v_targets, v_corps, v_kinds) AS u (t, c, k) ORDER BY u.t
  ON CONFLICT (target_id) DO NOTHING;
  PERFORM 1 FROM delivery_targets WHERE target_id = ANY (v_targets) ORDER BY target_id FOR NO KEY UPDATE;
  WITH made AS (
    INSERT INTO deliveries (corp_id, id, kind, type, target_id, line, queue, event, status, due_at, at, created_at, finished_at, remark)
    SELECT o.corp_id, md5(o.number || ' ' || m.target_id || ' ' || g)::uuid, m.kind, o.kind, m.target_id, o.line, o.line,
           coalesce(o.body, jsonb_build_object('conversation', o.line, 'seq', o.seq + g)),
           CASE WHEN m.enabled AND t.waiting < p_backlog THEN 'waiting' ELSE 'failed' END, p_now, o.at, p_now,
           CASE WHEN NOT m.enabled OR t.waiting >= p_backlog THEN p_now END,
           CASE WHEN NOT m.enabled THEN 'it was switched off' WHEN t.waiting >= p_backlog THEN 'too much waited for it' END
      FROM unnest(v_told, v_targets, v_kinds, v_enabled) AS m (number, target_id, kind, enabled)
      JOIN outbox o ON o.number = m.number JOIN delivery_targets t ON t.target_id = m.target_id, generate_series(0, o.many - 1) AS g
     ORDER BY o.number, g, m.target_id
    RETURNING target_id, corp_id, queue, status
  ), lines AS (
    INSERT INTO delivery_lines (target_id, line, corp_id, due_at)
    SELECT DISTINCT target_id, queue, corp_id, p_now FROM made WHERE status = 'waiting'
    ON CONFLICT (target_id, line) DO NOTHING
  )
  UPDATE delivery_targets t SET waiting = t.waiting + n.many, next_due = least(t.next_due, p_now)
    FROM (SELECT target_id, count(*) AS many FROM made WHERE status = 'waiting' GROUP BY target_id) n
   WHERE t.target_id = n.target_id;
  DELETE FROM outbox WHERE number = ANY (v_numbers);
  RETURN cardinality(v_numbers);
END $$;

-- Begins an attempt at the first delivery of a due line. Targets take turns, and have at most as many attempts under way as their kind may;
-- those that never answer, two. An attempt that was lost, whose lease ended before it did, counts as one: after the fourth the delivery waits
-- by itself, and when no more may be made it has failed. The caller sets the tenant to what it is told here.
DROP FUNCTION weft_claim_delivery(timestamptz, text[], interval);
CREATE FUNCTION weft_claim_delivery(p_now timestamptz, p_kinds text[], p_at_once integer[], p_tries integer[], p_lease interval, p_holder integer)
RETURNS TABLE (o_number bigint, o_corp uuid, o_id uuid, o_lease uuid, o_kind text, o_target uuid, o_event text, o_attempts integer, o_type text, o_line text, o_at timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS $$
DECLARE
  v_target delivery_targets;
  v_line delivery_lines;
  v_delivery deliveries;
  v_number bigint;
  v_lost text;
  v_lease uuid := gen_random_uuid();
  v_most integer;
  v_under_way bigint;
  v_free_at timestamptz;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);  -- an attempt that is forgotten is made again
  FOR i IN 1..100 LOOP
    SELECT * INTO v_target FROM delivery_targets t WHERE t.next_due <= p_now AND t.kind = ANY (p_kinds)
     ORDER BY t.next_due, t.target_id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
    EXIT WHEN NOT FOUND;
    v_most := p_at_once[array_position(p_kinds, v_target.kind)];
    IF v_target.silent >= 10 THEN
      v_most := least(v_most, 2);
    END IF;
    SELECT count(*), min(l.due_at) INTO v_under_way, v_free_at FROM delivery_lines l
     WHERE l.target_id = v_target.target_id AND l.lease IS NOT NULL AND l.due_at > p_now;
    IF v_target.rest_until > p_now OR v_under_way >= v_most THEN
      UPDATE delivery_targets t SET next_due = CASE WHEN t.rest_until > p_now THEN t.rest_until ELSE v_free_at END
       WHERE t.target_id = v_target.target_id;
      CONTINUE;
    END IF;
    SELECT * INTO v_line FROM delivery_lines l WHERE l.target_id = v_target.target_id AND l.due_at <= p_now
     ORDER BY l.due_at LIMIT 1;
    v_number := NULL;
    IF FOUND THEN
      SELECT * INTO v_delivery FROM deliveries d
       WHERE d.target_id = v_target.target_id AND d.queue = v_line.line AND d.status = 'waiting' ORDER BY d.number LIMIT 1;
      IF NOT FOUND THEN
        DELETE FROM delivery_lines l WHERE l.target_id = v_line.target_id AND l.line = v_line.line;
      ELSE
        v_lost := CASE WHEN v_delivery.lease IS NULL THEN NULL
                       WHEN v_delivery.attempts >= p_tries[array_position(p_kinds, v_target.kind)] THEN 'dropped'
                       WHEN v_delivery.attempts >= 4 AND NOT starts_with(v_delivery.queue, '~') THEN 'lost' END;
        IF v_lost IS NOT NULL THEN
          PERFORM weft_settle_delivery(p_now, v_delivery.number, v_delivery.lease, v_lost, p_now, NULL, 'lost', NULL, NULL, true);
          CONTINUE;
        END IF;
        v_number := v_delivery.number;
        UPDATE delivery_lines l SET due_at = p_now + p_lease, lease = v_lease, holder = p_holder
         WHERE l.target_id = v_line.target_id AND l.line = v_line.line;
      END IF;
    END IF;
    -- Behind the others that are due.
    UPDATE delivery_targets t SET next_due = greatest(p_now, coalesce(
             (SELECT min(l.due_at) FROM delivery_lines l WHERE l.target_id = v_target.target_id), 'infinity'))
     WHERE t.target_id = v_target.target_id;
    IF v_number IS NOT NULL THEN
      RETURN QUERY UPDATE deliveries d SET due_at = p_now + p_lease, lease = v_lease, attempts = d.attempts + 1 WHERE d.number = v_number
        RETURNING d.number, d.corp_id, d.id, d.lease, d.kind, d.target_id, d.event::text, d.attempts, d.type, d.line, coalesce(d.at, d.created_at);
      RETURN;
    END IF;
  END LOOP;
END $$;

-- How an attempt ended: 'delivered', 'failed' for good, 'waiting' until p_due; 'dropped' and 'lost' are failed and waiting by no fault of the
-- target. After the fourth failure the delivery waits by itself, and its line goes on. What it became in the end; null when the attempt does
-- not hold the lease any more.
CREATE FUNCTION weft_settle_delivery(p_now timestamptz, p_number bigint, p_lease uuid, p_status text, p_due timestamptz, p_answer integer,
                                     p_remark text, p_ms integer, p_rest_until timestamptz, p_relaxed boolean) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS $$
DECLARE
  v_delivery deliveries;
  v_target delivery_targets;
  v_status text := CASE p_status WHEN 'dropped' THEN 'failed' WHEN 'lost' THEN 'waiting' ELSE p_status END;
  v_refused boolean := p_status IN ('waiting', 'failed');
  v_queue text;
BEGIN
  IF p_relaxed THEN
    PERFORM set_config('synchronous_commit', 'off', true);
  END IF;
  SELECT * INTO v_target FROM delivery_targets WHERE target_id = (SELECT target_id FROM deliveries WHERE number = p_number) FOR NO KEY UPDATE;
  SELECT * INTO v_delivery FROM deliveries WHERE number = p_number AND lease = p_lease;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF v_status = 'waiting' AND v_target.buried IS NOT NULL THEN
    v_status := 'failed';
  END IF;
  v_queue := CASE WHEN v_status = 'waiting' AND v_delivery.attempts >= 4 THEN '~' || v_delivery.id ELSE v_delivery.queue END;
  UPDATE deliveries SET status = v_status, lease = NULL, queue = v_queue, reply_status = p_answer, remark = p_remark, ms = p_ms,
         due_at = CASE WHEN v_status = 'waiting' THEN p_due ELSE due_at END,
         finished_at = CASE WHEN v_status <> 'waiting' THEN p_now END
   WHERE number = p_number;
  IF v_queue <> v_delivery.queue THEN
    INSERT INTO delivery_lines (target_id, line, corp_id, due_at) VALUES (v_delivery.target_id, v_queue, v_delivery.corp_id, p_due)
    ON CONFLICT (target_id, line) DO UPDATE SET due_at = p_due, lease = NULL;
  END IF;
  IF EXISTS (SELECT 1 FROM deliveries WHERE target_id = v_delivery.target_id AND queue = v_delivery.queue AND status = 'waiting') THEN
    UPDATE delivery_lines SET lease = NULL, due_at = CASE WHEN v_status = 'waiting' AND v_queue = v_delivery.queue THEN p_due ELSE p_now END
     WHERE target_id = v_delivery.target_id AND line = v_delivery.queue;
  ELSE
    DELETE FROM delivery_lines WHERE target_id = v_delivery.target_id AND line = v_delivery.queue;
  END IF;
  UPDATE delivery_targets SET waiting = waiting - (v_status <> 'waiting')::integer,
         silent = CASE WHEN p_status IN ('dropped', 'lost') THEN silent WHEN v_refused AND p_answer IS NULL THEN silent + 1 ELSE 0 END,
         failing_since = CASE WHEN v_status = 'delivered' THEN NULL WHEN v_refused THEN coalesce(failing_since, p_now) ELSE failing_since END,
         accepted_at = CASE WHEN v_status = 'delivered' THEN p_now ELSE accepted_at END,
         rest_until = greatest(rest_until, p_rest_until),
         next_due = greatest(p_now, coalesce((SELECT min(l.due_at) FROM delivery_lines l WHERE l.target_id = v_delivery.target_id), 'infinity'))
   WHERE target_id = v_delivery.target_id;
  INSERT INTO delivery_days AS d (target_id, day, corp_id, delivered, refused, failed, ms)
  VALUES (v_delivery.target_id, (p_now AT TIME ZONE 'UTC')::date, v_delivery.corp_id, (v_status = 'delivered')::integer,
          v_refused::integer, (v_status = 'failed')::integer, CASE WHEN v_status = 'delivered' THEN coalesce(p_ms, 0) ELSE 0 END)
  ON CONFLICT (target_id, day) DO UPDATE SET delivered = d.delivered + excluded.delivered, refused = d.refused + excluded.refused,
         failed = d.failed + excluded.failed, ms = d.ms + excluded.ms;
  RETURN v_status;
END $$;

-- Gives up some of what waits for a target that is buried; whether there may be more to do.
CREATE FUNCTION weft_bury_deliveries(p_now timestamptz, p_most integer) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS $$
DECLARE
  v_target delivery_targets;
  v_gone bigint;
BEGIN
  SELECT * INTO v_target FROM delivery_targets WHERE buried IS NOT NULL ORDER BY target_id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE deliveries SET status = 'failed', finished_at = p_now, lease = NULL, remark = v_target.buried
   WHERE number IN (SELECT number FROM deliveries WHERE target_id = v_target.target_id AND status = 'waiting'
                       AND (lease IS NULL OR due_at <= p_now) LIMIT p_most);
  GET DIAGNOSTICS v_gone = ROW_COUNT;
  UPDATE delivery_targets SET waiting = greatest(waiting - v_gone, 0) WHERE target_id = v_target.target_id;
  INSERT INTO delivery_days AS d (target_id, day, corp_id, failed)
  VALUES (v_target.target_id, (p_now AT TIME ZONE 'UTC')::date, v_target.corp_id, v_gone)
  ON CONFLICT (target_id, day) DO UPDATE SET failed = d.failed + excluded.failed;
  IF v_gone < p_most THEN
    DELETE FROM delivery_lines WHERE target_id = v_target.target_id AND (lease IS NULL OR due_at <= p_now);
    -- What is under way fails when it comes back.
    UPDATE delivery_targets SET buried = NULL WHERE target_id = v_target.target_id
       AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.target_id = v_target.target_id AND d.status = 'waiting');
  END IF;
  RETURN v_gone > 0;
END $$;

-- Attempts of holders that are dead count as lost at once; how many lines that were. A holder that only lost its connection may be taken for
-- dead: what it delivers meanwhile is told twice.
CREATE FUNCTION weft_take_back_deliveries(p_now timestamptz, p_holder integer) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS $$
DECLARE
  v_dead integer[];
  v_targets uuid[];
  v_many bigint;
BEGIN
  PERFORM 1 FROM delivery_lines WHERE lease IS NOT NULL AND due_at > p_now AND holder <> p_holder LIMIT 1;
  IF NOT FOUND THEN
    RETURN 0;
  END IF;
  WITH living AS MATERIALIZED (
    SELECT k.objid FROM pg_locks k JOIN pg_database b ON b.oid = k.database AND b.datname = current_database()
     WHERE k.locktype = 'advisory' AND k.classid = 37 AND k.objsubid = 2 AND k.granted)
  SELECT array_agg(DISTINCT l.holder), array_agg(DISTINCT l.target_id) INTO v_dead, v_targets FROM delivery_lines l
   WHERE l.lease IS NOT NULL AND l.due_at > p_now AND l.holder <> p_holder AND l.holder::oid NOT IN (SELECT objid FROM living);
  IF v_dead IS NULL THEN
    RETURN 0;
  END IF;
  PERFORM 1 FROM delivery_targets WHERE target_id = ANY (v_targets) ORDER BY target_id FOR NO KEY UPDATE;
  WITH lines AS (
    UPDATE delivery_lines SET due_at = p_now WHERE target_id = ANY (v_targets) AND lease IS NOT NULL AND due_at > p_now AND holder = ANY (v_dead)
    RETURNING target_id, line, lease
  ), begun AS (
    UPDATE deliveries d SET due_at = p_now FROM lines l
     WHERE d.target_id = l.target_id AND d.queue = l.line AND d.lease = l.lease AND d.status = 'waiting'
  ), due AS (
    UPDATE delivery_targets SET next_due = least(next_due, p_now) WHERE target_id IN (SELECT target_id FROM lines)
  )
  SELECT count(*) INTO v_many FROM lines;
  RETURN v_many;
END $$;

DO $$
DECLARE
  v_function regprocedure;
BEGIN
  FOREACH v_function IN ARRAY ARRAY['weft_relay(timestamptz, integer, bigint)',
      'weft_claim_delivery(timestamptz, text[], integer[], integer[], interval, integer)', 'weft_take_back_deliveries(timestamptz, integer)',
      'weft_settle_delivery(timestamptz, bigint, uuid, text, timestamptz, integer, text, integer, timestamptz, boolean)',
      'weft_bury_deliveries(timestamptz, integer)']::regprocedure[] LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', v_function, current_schema());
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', v_function);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO weft_app', v_function);
  END LOOP;
END $$;

-- As before, by way of the outbox.
CREATE OR REPLACE FUNCTION weft_call_bots() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outbox (corp_id, kind, line, body, target_id, delivery, at)
  SELECT r.corp_id, 'bot.called', '', jsonb_build_object('conversation', NEW.conversation_id, 'seq', NEW.seq), r.id, 'bot', NEW.created_at
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

-- As before, and announces what it has accepted.
CREATE OR REPLACE FUNCTION weft_append(p_corp uuid, p_now timestamptz, p_conversations uuid[], p_actors uuid[], p_client_ids text[], p_hashes uuid[], p_bodies jsonb[])
RETURNS TABLE (o_i bigint, o_verdict text, o_seq bigint, o_message_no bigint, o_at timestamptz)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('weft.corp', p_corp::text, true);
  PERFORM 1 FROM conversations WHERE id = ANY (p_conversations) ORDER BY id FOR NO KEY UPDATE;
  RETURN QUERY
  WITH request AS (
    SELECT * FROM unnest(p_conversations, p_actors, p_client_ids, p_hashes, p_bodies) WITH ORDINALITY AS r (conversation_id, actor_id, client_id, hash, body, i)
  ), judged AS (
    SELECT r.*, c.head_seq, c.message_count, e.seq AS old_seq, e.message_no AS old_no, e.created_at AS old_at,
           CASE WHEN c.id IS NULL OR p.principal_id IS NULL THEN 'not_found'
                WHEN e.seq IS NOT NULL AND e.client_hash = r.hash THEN 'duplicate'
                WHEN e.seq IS NOT NULL THEN 'conflict'
                WHEN c.dismissed_at IS NOT NULL THEN 'closed'
                WHEN p.left_seq IS NOT NULL THEN 'not_a_participant'
                WHEN c.kind = 'inbox' THEN 'forbidden'
                WHEN c.kind = 'app' AND weft_app_trouble(p_corp, c.id, r.actor_id) IS NOT NULL THEN weft_app_trouble(p_corp, c.id, r.actor_id)
                WHEN p.role = 'member' AND greatest(p.muted_until, c.mute_all_until) > p_now THEN 'muted'
                WHEN p.role <> 'owner' AND r.body @> '{"mention_all": true}' AND g.mention_all = 'admins'
                     AND (p.role = 'member' OR g.owner_only) THEN 'mention_all'
                ELSE 'accepted' END AS verdict
      FROM request r
      LEFT JOIN conversations c ON c.id = r.conversation_id
      LEFT JOIN participants p ON p.conversation_id = r.conversation_id AND p.principal_id = r.actor_id
      LEFT JOIN group_rules g ON g.conversation_id = r.conversation_id
      LEFT JOIN entries e ON e.conversation_id = r.conversation_id AND e.actor_id = r.actor_id AND e.client_id = r.client_id
  ), numbered AS (  -- n: how many of its conversation were accepted up to this one
    SELECT j.*, count(*) FILTER (WHERE j.verdict = 'accepted') OVER (PARTITION BY j.conversation_id ORDER BY j.i) AS n FROM judged j
  ), accepted AS (
    SELECT m.conversation_id, m.actor_id, m.client_id, m.hash, m.body, m.head_seq + m.n AS seq, m.message_count + m.n AS message_no
      FROM numbered m WHERE m.verdict = 'accepted'
  ), inserted AS (
    INSERT INTO entries (conversation_id, seq, corp_id, kind, actor_id, body, message_no, client_id, client_hash, created_at)
    SELECT a.conversation_id, a.seq, p_corp, 'message', a.actor_id, a.body, a.message_no, a.client_id, a.hash, p_now FROM accepted a
  ), told AS (
    INSERT INTO outbox (corp_id, kind, line, scope, seq, many, at)
    SELECT p_corp, 'message.created', a.conversation_id, min(c.kind), min(a.seq), count(*), p_now FROM accepted a JOIN conversations c ON c.id = a.conversation_id
     WHERE EXISTS (SELECT 1 FROM listeners l WHERE l.corp_id = p_corp AND l.events && '{message.created,message.*,*}'::text[])
     GROUP BY a.conversation_id
  ), moved AS (
    UPDATE conversations c SET head_seq = g.seq, message_count = g.message_no, last_message_seq = g.seq, active_at = p_now
      FROM (SELECT a.conversation_id, max(a.seq) AS seq, max(a.message_no) AS message_no FROM accepted a GROUP BY a.conversation_id) g
     WHERE c.id = g.conversation_id
  ), marked AS (  -- who writes has read what is above
    UPDATE participants p SET read_seq = g.seq, read_count = g.message_no
      FROM (SELECT a.conversation_id, a.actor_id, max(a.seq) AS seq, max(a.message_no) AS message_no FROM accepted a GROUP BY 1, 2) g
     WHERE p.conversation_id = g.conversation_id AND p.principal_id = g.actor_id
  )
  SELECT m.i, m.verdict, CASE WHEN m.verdict = 'accepted' THEN m.head_seq + m.n ELSE m.old_seq END,
         CASE WHEN m.verdict = 'accepted' THEN m.message_count + m.n ELSE m.old_no END, coalesce(m.old_at, p_now) FROM numbered m;
END $$;
