-- A session with a name is a key of an app: it stays when others end, and may do these permissions only, where the app holds them.
ALTER TABLE sessions ADD COLUMN name text, ADD COLUMN narrowed text[],
  ADD CONSTRAINT sessions_narrowed CHECK (name IS NOT NULL OR narrowed IS NULL);

-- Apps are callers of their own kind: programs of the company with tokens. As before (0020), and says whether it is one; an app may hold roles as
-- a member does, of which a key may leave some out.
DROP FUNCTION weft_enter(bytea, uuid, uuid, timestamptz);
CREATE FUNCTION weft_enter(p_token_hash bytea, p_session uuid, p_corp uuid, p_now timestamptz)
RETURNS TABLE (corp uuid, principal uuid, session uuid, role text, userid text, grants text, customer boolean, app boolean, narrowed text)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
  s record;
  m record;
  g text;
BEGIN
  IF p_token_hash IS NOT NULL THEN
    PERFORM set_config('weft.corp', '', true), set_config('weft.token', encode(p_token_hash, 'hex'), true);
    SELECT t.id, t.corp_id, t.principal_id, t.last_seen_at, t.narrowed INTO s FROM sessions t
     WHERE t.token_hash = p_token_hash AND t.revoked_at IS NULL AND t.expires_at > p_now;
    PERFORM set_config('weft.corp', coalesce(s.corp_id::text, ''), true), set_config('weft.token', '', true);
  ELSE
    PERFORM set_config('weft.corp', coalesce(p_corp::text, ''), true);
    SELECT t.id, t.corp_id, t.principal_id, t.last_seen_at, t.narrowed INTO s FROM sessions t
     WHERE t.id = p_session AND t.corp_id = p_corp AND t.revoked_at IS NULL AND t.expires_at > p_now;
  END IF;
  SELECT coalesce(b.role, 'member') AS role, coalesce(b.userid, '') AS userid, coalesce(b.administers, false) AS administers, p.kind = 'external' AS customer,
         p.kind = 'app' AS app INTO m
    FROM principals p LEFT JOIN members b ON b.principal_id = p.id
   WHERE p.id = s.principal_id AND p.status = 'active';
  IF NOT FOUND THEN
    PERFORM set_config('weft.corp', '', true);
    RETURN;
  END IF;
  IF m.administers OR m.app THEN
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
  RETURN QUERY SELECT s.corp_id, s.principal_id, s.id, m.role, m.userid, coalesce(g, ''), m.customer, m.app, array_to_string(s.narrowed, ',');
END $$;
GRANT EXECUTE ON FUNCTION weft_enter(bytea, uuid, uuid, timestamptz) TO weft_app;

-- app: a member, and a program of the company.
ALTER DOMAIN conversation_kind DROP CONSTRAINT conversation_kind_check;
ALTER DOMAIN conversation_kind ADD CONSTRAINT conversation_kind_check
  CHECK (VALUE IN ('direct', 'group', 'inbox', 'customer', 'customer_group', 'notes', 'app'));
