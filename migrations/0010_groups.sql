-- Rules of groups (admins, silence, who may do what), marks of one's own, and logs that lose their old end.

ALTER DOMAIN participant_role DROP CONSTRAINT participant_role_check;
ALTER DOMAIN participant_role ADD CONSTRAINT participant_role_check CHECK (VALUE IN ('member', 'admin', 'owner'));
CREATE DOMAIN group_circle AS text CHECK (VALUE IN ('everybody', 'admins'));

-- Columns that every append rewrites with the row: null, and so without a byte, where nothing was set.
ALTER TABLE conversations
  ADD COLUMN mute_all_until timestamptz,          -- only the owner and the admins write until then
  ADD COLUMN first_seq      bigint,               -- the oldest entry that is left; null: 1
  ADD COLUMN gone_messages  bigint;               -- messages below first_seq; null: 0
CREATE INDEX conversations_company ON conversations (corp_id, kind, id);   -- lists of administrators, walks of retention

ALTER TABLE participants
  ADD COLUMN hidden_upto     bigint,              -- the highest entry this person has hidden; null: none
  -- What the entry at left_seq said, kept when retention takes that.
  ADD COLUMN left_at         timestamptz,
  ADD COLUMN left_message_no bigint,
  ADD COLUMN left_dismissed  boolean;

-- A group without a row has the defaults of the columns.
CREATE TABLE group_rules (
  conversation_id uuid PRIMARY KEY,
  corp_id         uuid NOT NULL,
  invite          group_circle NOT NULL DEFAULT 'everybody',
  rename          group_circle NOT NULL DEFAULT 'everybody',
  mention_all     group_circle NOT NULL DEFAULT 'everybody',
  confirm_invites boolean NOT NULL DEFAULT false, -- what an ordinary member proposes waits for the owner or an admin
  owner_only      boolean NOT NULL DEFAULT false, -- admins manage nothing
  member_limit    integer,                        -- null: the company's
  retention_days  integer,                        -- null: the company's; 0: kept
  notice          text NOT NULL DEFAULT '',
  notice_by       uuid,
  notice_at       timestamptz
);
SELECT weft_tenant_table('group_rules');

-- What one person put aside; nobody else learns of it.
CREATE TABLE stars (
  principal_id    uuid NOT NULL,
  conversation_id uuid NOT NULL,
  seq             bigint NOT NULL,
  corp_id         uuid NOT NULL,
  starred_at      timestamptz NOT NULL,
  PRIMARY KEY (principal_id, conversation_id, seq)
);
CREATE INDEX stars_newest ON stars (principal_id, starred_at, conversation_id, seq);
CREATE INDEX stars_entry ON stars (conversation_id, seq);
SELECT weft_tenant_table('stars');

-- What one person deleted for itself.
CREATE TABLE hidden_entries (
  conversation_id uuid NOT NULL,
  principal_id    uuid NOT NULL,
  seq             bigint NOT NULL,
  corp_id         uuid NOT NULL,
  message         boolean NOT NULL,               -- counts as one; the edits of a message are hidden with it
  PRIMARY KEY (conversation_id, principal_id, seq)
);
CREATE INDEX hidden_entries_entry ON hidden_entries (conversation_id, seq);
SELECT weft_tenant_table('hidden_entries');

-- What is sealed stays until retention has taken the entry itself.
GRANT DELETE ON sealed_entries TO weft_app;
CREATE POLICY sealed ON sealed_entries AS RESTRICTIVE FOR DELETE TO weft_app
  USING (seq < (SELECT c.first_seq FROM conversations c WHERE c.id = conversation_id));

-- As before, and knows of silenced groups, of admins, and of who may call everybody.
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

-- People who would join and wait for who manages the group.
CREATE DOMAIN request_state AS text CHECK (VALUE IN ('waiting', 'approved', 'rejected', 'settled'));
CREATE TABLE group_requests (
  id              uuid PRIMARY KEY,
  corp_id         uuid NOT NULL,
  conversation_id uuid NOT NULL,
  principal_id    uuid NOT NULL,                  -- who would join
  invited_by      uuid,                           -- null: came by a link
  created_at      timestamptz NOT NULL,
  state           request_state NOT NULL DEFAULT 'waiting',   -- settled: came in another way
  decided_by      uuid,
  decided_at      timestamptz
);
CREATE UNIQUE INDEX group_requests_waiting ON group_requests (conversation_id, principal_id) WHERE state = 'waiting';
CREATE INDEX group_requests_order ON group_requests (conversation_id, id) WHERE state = 'waiting';
CREATE INDEX group_requests_decided ON group_requests (corp_id, decided_at) WHERE state <> 'waiting';
SELECT weft_tenant_table('group_requests');

-- Ways in for whoever holds the code, of which only the digest is kept.
CREATE TABLE group_links (
  id              uuid PRIMARY KEY,
  corp_id         uuid NOT NULL,
  conversation_id uuid NOT NULL,
  code_hash       bytea NOT NULL,
  created_by      uuid NOT NULL,
  created_at      timestamptz NOT NULL,
  expires_at      timestamptz NOT NULL,
  uses            integer NOT NULL DEFAULT 0,
  most_uses       integer,                        -- null: as often as people come
  approval        boolean NOT NULL,               -- who comes waits like one who was proposed
  revoked_at      timestamptz
);
CREATE UNIQUE INDEX group_links_code ON group_links (corp_id, code_hash);
CREATE INDEX group_links_group ON group_links (conversation_id, id);
CREATE INDEX group_links_ended ON group_links (corp_id, (least(expires_at, revoked_at)));
SELECT weft_tenant_table('group_links');

-- What must be kept, whatever retention says.
CREATE DOMAIN hold_scope AS text CHECK (VALUE IN ('company', 'conversation', 'person'));
CREATE TABLE legal_holds (
  id              uuid PRIMARY KEY,
  corp_id         uuid NOT NULL,
  scope           hold_scope NOT NULL,
  conversation_id uuid,
  principal_id    uuid,
  reason          text NOT NULL,
  set_by          uuid NOT NULL,
  set_at          timestamptz NOT NULL,
  lifted_by       uuid,
  lifted_at       timestamptz
);
CREATE INDEX legal_holds_company ON legal_holds (corp_id, id);
CREATE INDEX legal_holds_active ON legal_holds (corp_id, scope, conversation_id, principal_id) WHERE lifted_at IS NULL;
SELECT weft_tenant_table('legal_holds');
