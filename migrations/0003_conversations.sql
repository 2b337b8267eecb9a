-- The spine: conversations, who is in them, and one ordered log for each.

-- Domains and not CHECKs: PostgreSQL reads a table's checks anew for every statement that changes one of its rows, and every
-- append changes rows of these tables.
CREATE DOMAIN conversation_kind AS text CHECK (VALUE IN ('direct', 'group', 'inbox'));
CREATE DOMAIN participant_role AS text CHECK (VALUE IN ('member', 'owner'));
CREATE DOMAIN notify_level AS text CHECK (VALUE IN ('all', 'mentions', 'none'));

CREATE TABLE conversations (
  id               uuid PRIMARY KEY,
  corp_id          uuid NOT NULL,
  kind             conversation_kind NOT NULL,
  name             text NOT NULL DEFAULT '',
  owner_id         uuid,
  direct_key       text,                          -- 'smaller-id:larger-id' of a direct chat
  member_count     integer NOT NULL DEFAULT 0,
  head_seq         bigint NOT NULL DEFAULT 0,     -- seq of the newest entry; moved only under this row's lock, so the log has no holes
  message_count    bigint NOT NULL DEFAULT 0,
  last_message_seq bigint NOT NULL DEFAULT 0,
  created_at       timestamptz NOT NULL,
  active_at        timestamptz NOT NULL,
  dismissed_at     timestamptz
) WITH (fillfactor = 50);                          -- every append updates the row: leave room for heap-only updates
CREATE UNIQUE INDEX conversations_direct ON conversations (corp_id, direct_key) WHERE direct_key IS NOT NULL;
CREATE UNIQUE INDEX conversations_inbox ON conversations (owner_id) WHERE kind = 'inbox';
SELECT weft_tenant_table('conversations');

CREATE TABLE participants (
  conversation_id uuid NOT NULL,
  principal_id    uuid NOT NULL,
  corp_id         uuid NOT NULL,
  role            participant_role NOT NULL DEFAULT 'member',
  joined_seq      bigint NOT NULL,                -- the entry that made it a participant
  left_seq        bigint,                         -- the entry that ended it; null while it is one
  past            int8multirange NOT NULL DEFAULT '{}',   -- earlier spans of somebody who left and came back
  read_seq        bigint NOT NULL DEFAULT 0,
  read_count      bigint NOT NULL DEFAULT 0,      -- messages up to read_seq: unread = message_count - read_count
  muted_until     timestamptz,
  notify          notify_level NOT NULL DEFAULT 'all',
  pinned          boolean NOT NULL DEFAULT false,
  -- What the conversation was like at left_seq: who has left learns nothing later. Null while it is a participant.
  left_name         text,
  left_owner        uuid,
  left_member_count integer,
  left_message_seq  bigint,
  PRIMARY KEY (conversation_id, principal_id)
) WITH (fillfactor = 80);
CREATE INDEX participants_active ON participants (principal_id) WHERE left_seq IS NULL;
SELECT weft_tenant_table('participants');

CREATE TABLE entries (
  conversation_id uuid NOT NULL,
  seq             bigint NOT NULL,
  corp_id         uuid NOT NULL,
  kind            text NOT NULL,
  actor_id        uuid NOT NULL,
  body            jsonb NOT NULL,
  message_no      bigint NOT NULL,                -- messages up to and including this entry
  client_id       text,
  client_hash     uuid,                           -- digest of kind and body as sent: tells a repeated send from a reused client_id
  created_at      timestamptz NOT NULL,
  PRIMARY KEY (conversation_id, seq)
) PARTITION BY HASH (conversation_id);
DO $$ BEGIN
  FOR i IN 0..7 LOOP
    EXECUTE format('CREATE TABLE entries_%s PARTITION OF entries FOR VALUES WITH (MODULUS 8, REMAINDER %s)', i, i);
  END LOOP;
END $$;
CREATE UNIQUE INDEX entries_client ON entries (conversation_id, actor_id, client_id) WHERE client_id IS NOT NULL;
SELECT weft_tenant_table('entries');

-- What a recall or an edit took out of the log, for auditors. The application may add to it and read it, nothing else.
CREATE TABLE sealed_entries (
  conversation_id uuid NOT NULL,
  seq             bigint NOT NULL,
  sealed_seq      bigint NOT NULL,                -- the recall or edit entry that did it
  corp_id         uuid NOT NULL,
  body            jsonb NOT NULL,
  sealed_at       timestamptz NOT NULL,
  PRIMARY KEY (conversation_id, seq, sealed_seq)
);
SELECT weft_tenant_table('sealed_entries');
REVOKE UPDATE, DELETE ON sealed_entries FROM weft_app;

CREATE TABLE reactions (
  conversation_id uuid NOT NULL,
  seq             bigint NOT NULL,
  principal_id    uuid NOT NULL,
  emoji           text NOT NULL,
  corp_id         uuid NOT NULL,
  PRIMARY KEY (conversation_id, seq, principal_id, emoji)
);
SELECT weft_tenant_table('reactions');

CREATE TABLE pins (
  conversation_id uuid NOT NULL,
  seq             bigint NOT NULL,
  corp_id         uuid NOT NULL,
  pinned_by       uuid NOT NULL,
  pinned_at       timestamptz NOT NULL,
  PRIMARY KEY (conversation_id, seq)
);
SELECT weft_tenant_table('pins');

-- Undoes a statement that found a batch not to be as plain as it had hoped.
CREATE FUNCTION weft_refuse_batch() RETURNS integer LANGUAGE plpgsql VOLATILE AS
$$ BEGIN RAISE EXCEPTION 'the batch needs judging' USING ERRCODE = 'WF001'; END $$;

-- Appends a batch of sends, each judged by itself: one call, one round trip, one transaction. The lanes come here with what their
-- plain statement refused (src/conversations/store_append.cpp).
-- All arrays have the same length; no two rows may have the same (conversation, actor, client_id).
-- The heads are locked by a first statement, so that the second one's snapshot sees everything that was committed before.
CREATE FUNCTION weft_append(p_corp uuid, p_now timestamptz, p_conversations uuid[], p_actors uuid[], p_client_ids text[], p_hashes uuid[], p_bodies jsonb[])
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
                WHEN p.muted_until > p_now THEN 'muted'
                ELSE 'accepted' END AS verdict
      FROM request r
      LEFT JOIN conversations c ON c.id = r.conversation_id
      LEFT JOIN participants p ON p.conversation_id = r.conversation_id AND p.principal_id = r.actor_id
      LEFT JOIN entries e ON e.conversation_id = r.conversation_id AND e.actor_id = r.actor_id AND e.client_id = r.client_id
  ), numbered AS (  -- n: how many of its conversation were accepted up to this one
    SELECT j.*, count(*) FILTER (WHERE j.verdict = 'accepted') OVER (PARTITION BY j.conversation_id ORDER BY j.i) AS n FROM judged j
  ), accepted AS (
    SELECT m.conversation_id, m.actor_id, m.client_id, m.hash, m.body, m.head_seq + m.n AS seq, m.message_count + m.n AS message_no
      FROM numbered m WHERE m.verdict = 'accepted'
  ), inserted AS (
    INSERT INTO entries (conversation_id, seq, corp_id, kind, actor_id, body, message_no, client_id, client_hash, created_at)
    SELECT a.conversation_id, a.seq, p_corp, 'message', a.actor_id, a.body, a.message_no, a.client_id, a.hash, p_now FROM accepted a
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
