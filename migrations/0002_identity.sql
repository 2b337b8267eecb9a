-- Who takes part and how they prove it: companies, principals, members, sessions, and the audit log.

-- Companies are looked up by handle before anybody is signed in, so they are not tenant-filtered; the server may read three columns and write none.
-- A company is made by the owner of the database (`weft init`).
CREATE TABLE companies (
  id uuid PRIMARY KEY,
  handle text NOT NULL UNIQUE CHECK (handle ~ '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$'),
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
  created_at timestamptz NOT NULL
);
REVOKE ALL ON companies FROM weft_app;
GRANT SELECT (id, handle, name) ON companies TO weft_app;

-- Everybody who can take part in a conversation. Other tables refer to (corp_id, id), so that a reference cannot cross companies.
CREATE TABLE principals (
  id uuid PRIMARY KEY,
  corp_id uuid NOT NULL REFERENCES companies,
  kind text NOT NULL CHECK (kind IN ('member', 'external', 'app', 'bot', 'system')),
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
  name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled', 'left')),
  created_at timestamptz NOT NULL,
  UNIQUE (corp_id, id)
);
CREATE INDEX principals_by_name ON principals (corp_id, name_key);
SELECT weft_tenant_table('principals');
REVOKE ALL ON principals FROM weft_app;
GRANT SELECT, INSERT, UPDATE ON principals TO weft_app;

-- userid_key, as name_key above, is a stored column and not an index on lower(userid): lower() is not leakproof, and under row-level security
-- PostgreSQL uses no index for a condition that is not.
CREATE TABLE members (
  principal_id uuid PRIMARY KEY,
  corp_id uuid NOT NULL,
  userid text NOT NULL CHECK (userid ~ '^[A-Za-z0-9._@-]{1,64}$'),
  userid_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(userid COLLATE "C")) STORED,
  title text NOT NULL DEFAULT '',
  department text NOT NULL DEFAULT '',
  role text NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'admin', 'owner')),
  password_hash text,
  password_changed_at timestamptz,
  FOREIGN KEY (corp_id, principal_id) REFERENCES principals (corp_id, id),
  UNIQUE (corp_id, userid_key)
);
CREATE INDEX members_of_rank ON members (corp_id, role) WHERE role <> 'member';
SELECT weft_tenant_table('members');
REVOKE ALL ON members FROM weft_app;
GRANT SELECT, INSERT, UPDATE ON members TO weft_app;

-- One row a device. The token itself is never stored. A session ends at expires_at, which moves on with use (idle_for) up to ends_at.
CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  corp_id uuid NOT NULL,
  principal_id uuid NOT NULL,
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  device text NOT NULL,
  address text NOT NULL,
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  idle_for interval NOT NULL,
  expires_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  revoked_at timestamptz,
  FOREIGN KEY (corp_id, principal_id) REFERENCES principals (corp_id, id)
) WITH (fillfactor = 85);
CREATE INDEX sessions_of_principal ON sessions (corp_id, principal_id, id) WHERE revoked_at IS NULL;
-- When somebody was last seen, over ended sessions too. Without last_seen_at, which every use moves: heap-only updates stay possible.
CREATE INDEX sessions_ever ON sessions (corp_id, principal_id);
-- For who catches up with revocations, and for the purge of what is over.
CREATE INDEX sessions_revoked ON sessions (corp_id, revoked_at, id) WHERE revoked_at IS NOT NULL;
CREATE INDEX sessions_ending ON sessions (corp_id, expires_at);
SELECT weft_tenant_table('sessions');
REVOKE ALL ON sessions FROM weft_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON sessions TO weft_app;

CREATE FUNCTION weft_presented_token() RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT decode(nullif(current_setting('weft.token', true), ''), 'hex') $$;

-- Before the tenant is known, exactly one session can be seen: the one whose token is presented.
CREATE POLICY sessions_by_token ON sessions FOR SELECT TO weft_app USING (token_hash = (SELECT weft_presented_token()));

-- Enters the tenant of a live session, found by the hash of its token or by its id and company: sets weft.corp for the rest of the transaction and says
-- who is calling; no row and no tenant when the session is unknown, revoked or expired or its principal is not active. One round trip.
-- Runs with the rights of the caller: it sees what the policies show, nothing more.
-- A use moves last_seen_at on, at most once a minute; who finds the row locked leaves that to the one who holds it. expires_at is indexed, so
-- it moves only when it gains a hundredth of idle_for: a session may end that much early, and most updates touch no index.
CREATE FUNCTION weft_enter(p_token_hash bytea, p_session uuid, p_corp uuid, p_now timestamptz)
RETURNS TABLE (corp uuid, principal uuid, session uuid, role text, userid text)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
  s record;
  m record;
BEGIN
  IF p_token_hash IS NOT NULL THEN
    PERFORM set_config('weft.corp', '', true), set_config('weft.token', encode(p_token_hash, 'hex'), true);
    SELECT t.id, t.corp_id, t.principal_id, t.last_seen_at INTO s FROM sessions t
     WHERE t.token_hash = p_token_hash AND t.revoked_at IS NULL AND t.expires_at > p_now;
    PERFORM set_config('weft.corp', coalesce(s.corp_id::text, ''), true), set_config('weft.token', '', true);
  ELSE
    PERFORM set_config('weft.corp', coalesce(p_corp::text, ''), true);
    SELECT t.id, t.corp_id, t.principal_id, t.last_seen_at INTO s FROM sessions t
     WHERE t.id = p_session AND t.corp_id = p_corp AND t.revoked_at IS NULL AND t.expires_at > p_now;
  END IF;
  SELECT coalesce(b.role, 'member') AS role, coalesce(b.userid, '') AS userid INTO m
    FROM principals p LEFT JOIN members b ON b.principal_id = p.id
   WHERE p.id = s.principal_id AND p.status = 'active';
  IF NOT FOUND THEN
    PERFORM set_config('weft.corp', '', true);
    RETURN;
  END IF;
  IF s.last_seen_at < p_now - interval '1 minute' THEN
    UPDATE sessions t SET last_seen_at = p_now, expires_at = CASE WHEN least(p_now + t.idle_for, t.ends_at) > t.expires_at + t.idle_for / 100
             THEN least(p_now + t.idle_for, t.ends_at) ELSE t.expires_at END
     WHERE t.id = (SELECT l.id FROM sessions l
                    WHERE l.id = s.id AND l.last_seen_at < p_now - interval '1 minute' AND l.revoked_at IS NULL
                      FOR NO KEY UPDATE SKIP LOCKED);
  END IF;
  RETURN QUERY SELECT s.corp_id, s.principal_id, s.id, m.role, m.userid;
END $$;
GRANT EXECUTE ON FUNCTION weft_enter(bytea, uuid, uuid, timestamptz), weft_presented_token() TO weft_app;

-- What administrators did and what was refused: a chain of hashes per company (see src/identity/audit.cpp for the encoding). Nobody changes or removes a row.
CREATE TABLE audit_log (
  corp_id uuid NOT NULL REFERENCES companies,
  seq bigint NOT NULL CHECK (seq > 0),
  at timestamptz NOT NULL,
  actor uuid,
  action text NOT NULL,
  target text NOT NULL,
  detail jsonb NOT NULL,
  address text NOT NULL,
  request_id text NOT NULL,
  prev_hash bytea NOT NULL CHECK (octet_length(prev_hash) = 32),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (corp_id, seq)
);
SELECT weft_tenant_table('audit_log');
REVOKE ALL ON audit_log FROM weft_app;
GRANT SELECT, INSERT ON audit_log TO weft_app;

CREATE FUNCTION weft_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION weft_refuse_change();
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION weft_refuse_change();

-- The end of each company's chain. Appending locks this row, which puts the writers of one company in a line.
CREATE TABLE audit_heads (
  corp_id uuid PRIMARY KEY REFERENCES companies,
  seq bigint NOT NULL DEFAULT 0,
  hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex') CHECK (octet_length(hash) = 32)
);
SELECT weft_tenant_table('audit_heads');
REVOKE ALL ON audit_heads FROM weft_app;
GRANT SELECT, UPDATE ON audit_heads TO weft_app;
