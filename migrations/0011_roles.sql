-- Who may do what: roles as sets of permissions, given to people for the whole company or for subtrees of departments.

-- What a built-in role permits is said by the program (src/identity/grants.cpp): a new permission needs no migration.
CREATE TABLE roles (
  corp_id uuid NOT NULL REFERENCES companies,
  id uuid NOT NULL,
  builtin text CHECK (builtin IN ('owner', 'admin', 'directory_admin', 'auditor')),
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 50),
  name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
  description text NOT NULL DEFAULT '',
  permissions text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (corp_id, id)
);
CREATE UNIQUE INDEX roles_by_name ON roles (corp_id, name_key);
CREATE UNIQUE INDEX roles_built_in ON roles (corp_id, builtin) WHERE builtin IS NOT NULL;
SELECT weft_tenant_table('roles');

-- A role of a person. Not for the whole company: for the departments in role_scopes and all below them; without any it gives nothing.
CREATE TABLE role_assignments (
  corp_id uuid NOT NULL,
  principal_id uuid NOT NULL,
  role_id uuid NOT NULL,
  company boolean NOT NULL,
  granted_by uuid,
  granted_at timestamptz NOT NULL,
  PRIMARY KEY (corp_id, principal_id, role_id),
  FOREIGN KEY (corp_id, principal_id) REFERENCES principals (corp_id, id),
  FOREIGN KEY (corp_id, role_id) REFERENCES roles (corp_id, id)
);
CREATE INDEX role_assignments_of_role ON role_assignments (corp_id, role_id, principal_id);
SELECT weft_tenant_table('role_assignments');

-- Goes with its department: a number that is given again later must not bring back what was given for the one before.
CREATE TABLE role_scopes (
  corp_id uuid NOT NULL,
  principal_id uuid NOT NULL,
  role_id uuid NOT NULL,
  department integer NOT NULL,
  PRIMARY KEY (corp_id, principal_id, role_id, department),
  FOREIGN KEY (corp_id, principal_id, role_id) REFERENCES role_assignments (corp_id, principal_id, role_id) ON DELETE CASCADE,
  FOREIGN KEY (corp_id, department) REFERENCES departments (corp_id, number) ON DELETE CASCADE
);
CREATE INDEX role_scopes_of_department ON role_scopes (corp_id, department);
SELECT weft_tenant_table('role_scopes');

-- Derived from the assignments by whoever changes them: members.role is the rank that others see (owner, admin: these roles for the whole
-- company), administers says whether there is anything to look up at all. Requests of ordinary members ask for nothing more.
ALTER TABLE members ADD COLUMN administers boolean NOT NULL DEFAULT false;

CREATE FUNCTION weft_make_roles(p_corp uuid, p_now timestamptz) RETURNS void LANGUAGE sql VOLATILE AS $$
  INSERT INTO roles (corp_id, id, builtin, name, description, created_at, changed_at)
  SELECT p_corp, gen_random_uuid(), builtin, name, description, p_now, p_now
    FROM (VALUES ('owner', 'Owner', 'May do everything. A company always has one.'),
                 ('admin', 'Administrator', 'May do everything but make roles and give them to people.'),
                 ('directory_admin', 'Directory administrator', 'Runs departments and members, of the company or of a region.'),
                 ('auditor', 'Auditor', 'Reads the audit log and who holds which role.')) AS b (builtin, name, description);
$$;

CREATE FUNCTION weft_refresh_rank(p_corp uuid, p_ids uuid[]) RETURNS void LANGUAGE sql VOLATILE AS $$
  UPDATE members m SET administers = h.any_role, role = CASE WHEN h.owner THEN 'owner' WHEN h.admin THEN 'admin' ELSE 'member' END
    FROM (SELECT t.id, count(a.role_id) > 0 AS any_role, coalesce(bool_or(r.builtin = 'owner'), false) AS owner,
                 coalesce(bool_or(r.builtin = 'admin' AND a.company), false) AS admin
            FROM unnest(p_ids) AS t (id)
            LEFT JOIN role_assignments a ON a.corp_id = p_corp AND a.principal_id = t.id
            LEFT JOIN roles r ON r.corp_id = a.corp_id AND r.id = a.role_id GROUP BY t.id) h
   WHERE m.corp_id = p_corp AND m.principal_id = h.id;
$$;

-- What is there already.
SELECT weft_make_roles(id, created_at) FROM companies;
INSERT INTO role_assignments (corp_id, principal_id, role_id, company, granted_at)
SELECT m.corp_id, m.principal_id, r.id, true, now() FROM members m JOIN roles r ON r.corp_id = m.corp_id AND r.builtin = m.role;
UPDATE members SET administers = true WHERE role <> 'member';

-- As before (0002), and says what the caller may do: for each role a word, 'c' for the whole company or 'd' for departments, then the name
-- of a built-in role, then ':' and the permissions of one that is not, with commas. Still one round trip; only who administers something
-- pays for more than that.
DROP FUNCTION weft_enter(bytea, uuid, uuid, timestamptz);
CREATE FUNCTION weft_enter(p_token_hash bytea, p_session uuid, p_corp uuid, p_now timestamptz)
RETURNS TABLE (corp uuid, principal uuid, session uuid, role text, userid text, grants text)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
  s record;
  m record;
  g text;
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
  SELECT coalesce(b.role, 'member') AS role, coalesce(b.userid, '') AS userid, coalesce(b.administers, false) AS administers INTO m
    FROM principals p LEFT JOIN members b ON b.principal_id = p.id
   WHERE p.id = s.principal_id AND p.status = 'active';
  IF NOT FOUND THEN
    PERFORM set_config('weft.corp', '', true);
    RETURN;
  END IF;
  IF m.administers THEN
    SELECT string_agg(CASE WHEN a.company THEN 'c' ELSE 'd' END || coalesce(r.builtin, '') || ':' || array_to_string(r.permissions, ','), ' ')
      INTO g FROM role_assignments a JOIN roles r ON r.corp_id = a.corp_id AND r.id = a.role_id
     WHERE a.corp_id = s.corp_id AND a.principal_id = s.principal_id
       AND (a.company OR EXISTS (SELECT 1 FROM role_scopes x
                                  WHERE x.corp_id = a.corp_id AND x.principal_id = a.principal_id AND x.role_id = a.role_id));
  END IF;
  IF s.last_seen_at < p_now - interval '1 minute' THEN
    UPDATE sessions t SET last_seen_at = p_now, expires_at = CASE WHEN least(p_now + t.idle_for, t.ends_at) > t.expires_at + t.idle_for / 100
             THEN least(p_now + t.idle_for, t.ends_at) ELSE t.expires_at END
     WHERE t.id = (SELECT l.id FROM sessions l
                    WHERE l.id = s.id AND l.last_seen_at < p_now - interval '1 minute' AND l.revoked_at IS NULL
                      FOR NO KEY UPDATE SKIP LOCKED);
  END IF;
  RETURN QUERY SELECT s.corp_id, s.principal_id, s.id, m.role, m.userid, coalesce(g, '');
END $$;
GRANT EXECUTE ON FUNCTION weft_enter(bytea, uuid, uuid, timestamptz), weft_refresh_rank(uuid, uuid[]) TO weft_app;

-- The log by who acted, by what it was done to, and by time; each in the order of its rows.
CREATE INDEX audit_log_by_actor ON audit_log (corp_id, actor, seq) WHERE actor IS NOT NULL;
CREATE INDEX audit_log_by_target ON audit_log (corp_id, target, seq);
CREATE INDEX audit_log_by_time ON audit_log (corp_id, at, seq);
