-- The departments of a company, who is in them, and the members who have no password yet.

-- Who has no password cannot have signed in: such a member is there to be found and written to, but has not come yet.
ALTER TABLE principals DROP CONSTRAINT principals_status_check;
ALTER TABLE principals ADD CONSTRAINT principals_status_check CHECK (status IN ('not_activated', 'active', 'disabled', 'left'));

-- What a company's directory counts: numbers are given once, and never to another one after a removal. Its row is locked by
-- whoever gives one.
CREATE TABLE directory_heads (
  corp_id          uuid PRIMARY KEY REFERENCES companies,
  next_department  integer NOT NULL DEFAULT 2,
  department_count integer NOT NULL DEFAULT 1
);
SELECT weft_tenant_table('directory_heads');
REVOKE ALL ON directory_heads FROM weft_app;
GRANT SELECT, INSERT, UPDATE ON directory_heads TO weft_app;

-- Numbers of departments that were deleted: none is given to another one, because settings and invitations may still name it.
CREATE TABLE departments_gone (
  corp_id uuid NOT NULL REFERENCES companies,
  number  integer NOT NULL,
  PRIMARY KEY (corp_id, number)
);
SELECT weft_tenant_table('departments_gone');

-- A tree. path holds the numbers from the root to the department itself, so that a subtree is one range of one index:
-- path >= '/1/5/' AND path < '/1/50' ('0' follows '/'). full_name is the same in names, without the root's, and what is shown of
-- a member's department; a '/' in a name is written '\/' there.
-- Among siblings the greater position stands first, then the smaller number.
CREATE TABLE departments (
  corp_id    uuid NOT NULL REFERENCES companies,
  number     integer NOT NULL CHECK (number > 0),
  parent     integer,                             -- NULL for the root, which is number 1
  path       text COLLATE "C" NOT NULL,
  level      integer NOT NULL CHECK (level BETWEEN 1 AND 15),
  name       text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
  name_key   text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(normalize(name, NFKC))) STORED,
  full_name  text NOT NULL DEFAULT '',
  name_en    text NOT NULL DEFAULT '',
  position   bigint NOT NULL DEFAULT 0 CHECK (position BETWEEN 0 AND 4294967295),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (corp_id, number),
  FOREIGN KEY (corp_id, parent) REFERENCES departments (corp_id, number),
  CHECK ((parent IS NULL) = (number = 1))
);
CREATE UNIQUE INDEX departments_by_path ON departments (corp_id, path);
CREATE UNIQUE INDEX departments_by_name ON departments (corp_id, parent, name_key);
CREATE INDEX departments_in_order ON departments (corp_id, parent, position DESC, number);
SELECT weft_tenant_table('departments');

CREATE TABLE department_members (
  corp_id      uuid NOT NULL,
  department   integer NOT NULL,
  principal_id uuid NOT NULL,
  main         boolean NOT NULL DEFAULT false,    -- exactly one of a member's, the same as members.main_department
  leader       boolean NOT NULL DEFAULT false,
  position     bigint NOT NULL DEFAULT 0 CHECK (position BETWEEN 0 AND 4294967295),
  PRIMARY KEY (corp_id, principal_id, department),
  FOREIGN KEY (corp_id, department) REFERENCES departments (corp_id, number),
  FOREIGN KEY (corp_id, principal_id) REFERENCES principals (corp_id, id)
);
CREATE INDEX department_members_in_order ON department_members (corp_id, department, position DESC, principal_id);
CREATE UNIQUE INDEX department_members_main ON department_members (corp_id, principal_id) WHERE main;
SELECT weft_tenant_table('department_members');

-- The same again beside the member, so that showing somebody costs one join. NULL for who has left.
ALTER TABLE members ADD COLUMN main_department integer;

-- The names of a path such as 'Sales/R\/D': {Sales,R/D}. Empty ones are left out.
CREATE FUNCTION weft_department_names(p_path text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(replace(btrim(n), '\/', '/') ORDER BY i) FILTER (WHERE btrim(n) <> ''), '{}')
    FROM regexp_split_to_table(p_path, '(?<!\\)/') WITH ORDINALITY AS part (n, i)
$$;

CREATE FUNCTION weft_join_name(p_parent text, p_name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT CASE WHEN p_parent = '' THEN '' ELSE p_parent || '/' END || replace(p_name, '/', '\/') $$;

-- The company's root, and where its numbers start.
CREATE FUNCTION weft_make_root(p_corp uuid, p_name text, p_now timestamptz) RETURNS void LANGUAGE sql VOLATILE AS $$
  INSERT INTO directory_heads (corp_id) VALUES (p_corp);
  INSERT INTO departments (corp_id, number, parent, path, level, name, created_at) VALUES (p_corp, 1, NULL, '/1/', 1, p_name, p_now);
$$;

-- The department that a path of names means; made, with those above it, where it is missing. The empty path is the root, and the
-- root's own name may stand in front. The caller holds the line of the company's administrative writes (audit_heads).
CREATE FUNCTION weft_department_at(p_corp uuid, p_path text, p_now timestamptz) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_at departments%ROWTYPE;
  v_next departments%ROWTYPE;
  v_name text;
  v_key text;
  v_first boolean := true;
BEGIN
  SELECT * INTO STRICT v_at FROM departments WHERE corp_id = p_corp AND number = 1;
  FOREACH v_name IN ARRAY weft_department_names(p_path) LOOP
    v_key := lower(normalize(v_name, NFKC));
    SELECT * INTO v_next FROM departments WHERE corp_id = p_corp AND parent = v_at.number AND name_key = v_key;
    IF NOT FOUND AND v_first AND v_key = v_at.name_key THEN
      v_first := false;
      CONTINUE;
    END IF;
    IF NOT FOUND THEN
      UPDATE directory_heads SET next_department = next_department + 1, department_count = department_count + 1
       WHERE corp_id = p_corp RETURNING next_department - 1 INTO STRICT v_next.number;
      INSERT INTO departments (corp_id, number, parent, path, level, name, full_name, created_at)
      VALUES (p_corp, v_next.number, v_at.number, v_at.path || v_next.number || '/', v_at.level + 1, v_name,
              weft_join_name(v_at.full_name, v_name), p_now) RETURNING * INTO v_next;
    END IF;
    v_at := v_next;
    v_first := false;
  END LOOP;
  RETURN v_at.number;
END $$;

-- Puts new members into one department each, by its path of names. Two arrays of the same length. How many departments there are
-- then.
CREATE FUNCTION weft_place_members(p_corp uuid, p_ids uuid[], p_paths text[], p_now timestamptz) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_paths text[] := ARRAY(SELECT DISTINCT p FROM unnest(p_paths) p ORDER BY p);
  v_numbers integer[] := '{}';
  v_path text;
BEGIN
  FOREACH v_path IN ARRAY v_paths LOOP
    v_numbers := v_numbers || weft_department_at(p_corp, v_path, p_now);
  END LOOP;
  WITH placed AS (
    SELECT a.id, n.number FROM unnest(p_ids, p_paths) AS a (id, path) JOIN unnest(v_paths, v_numbers) AS n (path, number) ON n.path = a.path
  ), inside AS (
    INSERT INTO department_members (corp_id, department, principal_id, main) SELECT p_corp, number, id, true FROM placed
  )
  UPDATE members m SET main_department = p.number FROM placed p WHERE m.principal_id = p.id AND m.corp_id = p_corp;
  RETURN (SELECT department_count FROM directory_heads WHERE corp_id = p_corp);
END $$;

-- What is there already. Characters that a department's name must not have become '-', names beyond 64 characters and levels
-- beyond 15 are cut.
DO $$
DECLARE
  v_company record;
  v_ids uuid[];
  v_paths text[];
BEGIN
  FOR v_company IN SELECT id, name, created_at FROM companies LOOP
    PERFORM weft_make_root(v_company.id, v_company.name, v_company.created_at);
    SELECT array_agg(m.principal_id), array_agg(coalesce((
             SELECT string_agg(left(btrim(n), 64), '/' ORDER BY i)
               FROM regexp_split_to_table(translate(m.department, '\:*?"<>|', '--------'), '/') WITH ORDINALITY AS part (n, i)
              WHERE i <= 14), ''))
      INTO v_ids, v_paths
      FROM members m JOIN principals p ON p.id = m.principal_id WHERE m.corp_id = v_company.id AND p.status <> 'left';
    IF v_ids IS NOT NULL THEN
      PERFORM weft_place_members(v_company.id, v_ids, v_paths, now());
    END IF;
  END LOOP;
END $$;
UPDATE principals p SET status = 'not_activated' FROM members m WHERE m.principal_id = p.id AND p.status = 'active' AND m.password_hash IS NULL;
ALTER TABLE members DROP COLUMN department;
