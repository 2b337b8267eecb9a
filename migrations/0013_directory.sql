-- More of a member than a name, the company's own fields and tags, who sees whom, and what is left of those who have gone.

-- *_key are the forms in which a number or an address is compared, NULL when there is none and once its owner has left.
ALTER TABLE members
  ADD COLUMN name_en    text NOT NULL DEFAULT '',
  ADD COLUMN alias      text NOT NULL DEFAULT '',
  ADD COLUMN mobile     text NOT NULL DEFAULT '',
  ADD COLUMN mobile_key text COLLATE "C",
  ADD COLUMN email      text NOT NULL DEFAULT '',
  ADD COLUMN email_key  text COLLATE "C",
  ADD COLUMN telephone  text NOT NULL DEFAULT '',
  ADD COLUMN gender     text NOT NULL DEFAULT 'unknown' CHECK (gender IN ('unknown', 'male', 'female')),
  ADD COLUMN avatar     uuid,
  ADD COLUMN fields     jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN keyed      boolean NOT NULL DEFAULT false;   -- whether member_keys holds its keys
CREATE UNIQUE INDEX members_by_mobile ON members (corp_id, mobile_key) WHERE mobile_key IS NOT NULL;
CREATE UNIQUE INDEX members_by_email ON members (corp_id, email_key) WHERE email_key IS NOT NULL;
CREATE INDEX members_without_keys ON members (corp_id, principal_id) WHERE NOT keyed;

-- What a member is found by, beside the userid: each of its names and their words, and Chinese ones in pinyin and its initials.
CREATE TABLE member_keys (
  corp_id      uuid NOT NULL,
  key          text COLLATE "C" NOT NULL,
  principal_id uuid NOT NULL,
  PRIMARY KEY (corp_id, key, principal_id),
  FOREIGN KEY (corp_id, principal_id) REFERENCES principals (corp_id, id)
);
CREATE INDEX member_keys_of ON member_keys (corp_id, principal_id);
SELECT weft_tenant_table('member_keys');

ALTER TABLE directory_heads
  ADD COLUMN next_tag   integer NOT NULL DEFAULT 1,
  ADD COLUMN tag_count  integer NOT NULL DEFAULT 0,
  ADD COLUMN next_field integer NOT NULL DEFAULT 1,
  ADD COLUMN next_rule  integer NOT NULL DEFAULT 1;

-- The company's own fields of a member; members.fields holds the values by number.
CREATE TABLE member_fields (
  corp_id    uuid NOT NULL REFERENCES companies,
  number     integer NOT NULL CHECK (number > 0),
  name       text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 32),
  name_key   text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(normalize(name, NFKC))) STORED,
  kind       text NOT NULL CHECK (kind IN ('text', 'number', 'date', 'choice', 'link')),
  choices    jsonb NOT NULL DEFAULT '[]',
  shown      boolean NOT NULL,                    -- to everybody who sees the member
  position   bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (corp_id, number),
  UNIQUE (corp_id, name_key)
);
SELECT weft_tenant_table('member_fields');

CREATE TABLE tags (
  corp_id    uuid NOT NULL REFERENCES companies,
  number     integer NOT NULL CHECK (number > 0),
  name       text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 32),
  name_key   text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(normalize(name, NFKC))) STORED,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (corp_id, number),
  UNIQUE (corp_id, name_key)
);
SELECT weft_tenant_table('tags');

CREATE TABLE tag_members (
  corp_id      uuid NOT NULL,
  tag          integer NOT NULL,
  principal_id uuid NOT NULL,
  PRIMARY KEY (corp_id, tag, principal_id),
  FOREIGN KEY (corp_id, tag) REFERENCES tags (corp_id, number),
  FOREIGN KEY (corp_id, principal_id) REFERENCES principals (corp_id, id)
);
CREATE INDEX tags_of_member ON tag_members (corp_id, principal_id, tag);
SELECT weft_tenant_table('tag_members');

-- The end of a subtree's range: '/1/50' for '/1/5/'.
CREATE FUNCTION weft_path_end(p_path text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT left(p_path, -1) || '0' $$;

-- The department that a path of names means, or NULL; see weft_department_at.
CREATE FUNCTION weft_find_department(p_corp uuid, p_path text) RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_at integer := 1;
  v_next integer;
  v_name text;
  v_first boolean := true;
BEGIN
  FOREACH v_name IN ARRAY weft_department_names(p_path) LOOP
    SELECT number INTO v_next FROM departments
     WHERE corp_id = p_corp AND parent = v_at AND name_key = lower(normalize(v_name, NFKC));
    IF NOT FOUND AND v_first THEN
      SELECT number INTO v_next FROM departments
       WHERE corp_id = p_corp AND number = 1 AND name_key = lower(normalize(v_name, NFKC));
    END IF;
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
    v_at := v_next;
    v_first := false;
  END LOOP;
  RETURN v_at;
END $$;

-- Who sees whom and who may write to whom first. A side is a department with all below it, a member, or, when both are NULL,
-- everybody.
--   hide       nobody outside sees `to`                    show        `from` sees `to` all the same
--   limit      `from` sees its own departments only        deny_chat   `from` may not begin a chat with `to`
--                                                          allow_chat  `from` may all the same
CREATE TABLE visibility_rules (
  corp_id         uuid NOT NULL REFERENCES companies,
  number          integer NOT NULL CHECK (number > 0),
  kind            text NOT NULL CHECK (kind IN ('hide', 'limit', 'show', 'deny_chat', 'allow_chat')),
  from_department integer,
  from_member     uuid,
  to_department   integer,
  to_member       uuid,
  created_at      timestamptz NOT NULL,
  PRIMARY KEY (corp_id, number),
  FOREIGN KEY (corp_id, from_department) REFERENCES departments (corp_id, number),
  FOREIGN KEY (corp_id, to_department) REFERENCES departments (corp_id, number),
  FOREIGN KEY (corp_id, from_member) REFERENCES principals (corp_id, id),
  FOREIGN KEY (corp_id, to_member) REFERENCES principals (corp_id, id),
  CHECK (num_nonnulls(from_department, from_member) <= 1 AND num_nonnulls(to_department, to_member) <= 1),
  CHECK (kind <> 'hide' OR (num_nonnulls(from_department, from_member) = 0 AND num_nonnulls(to_department, to_member) = 1)),
  CHECK (kind <> 'limit' OR (num_nonnulls(from_department, from_member) = 1 AND num_nonnulls(to_department, to_member) = 0)),
  CHECK (kind <> 'show' OR num_nonnulls(to_department, to_member) = 1)
);
CREATE INDEX visibility_rules_by_kind ON visibility_rules (corp_id, kind, number);
SELECT weft_tenant_table('visibility_rules');

-- What the rules make of the directory for one viewer: a member is seen in a department whose path begins with one of `own` (NULL:
-- with anything) and with none of `hidden`, unless it is one of hidden_members; and in any case where the path begins with one of
-- `shown` or it is one of shown_members. `ruled` is false, and the rest empty, while the company has no such rule
-- and nobody has left who was hidden by one.
CREATE FUNCTION weft_view(p_corp uuid, p_viewer uuid)
RETURNS TABLE (ruled boolean, own text[], hidden text[], shown text[], hidden_members uuid[], shown_members uuid[])
LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_mine text[];
BEGIN
  ruled := EXISTS (SELECT 1 FROM visibility_rules r WHERE r.corp_id = p_corp AND r.kind IN ('hide', 'limit'))
        OR EXISTS (SELECT 1 FROM offboardings o WHERE o.corp_id = p_corp AND o.hidden);
  hidden := '{}'; shown := '{}'; hidden_members := '{}'; shown_members := ARRAY[p_viewer];
  IF NOT ruled THEN
    RETURN NEXT;
    RETURN;
  END IF;
  v_mine := ARRAY(SELECT d.path::text FROM department_members dm JOIN departments d ON d.corp_id = dm.corp_id AND d.number = dm.department
                   WHERE dm.corp_id = p_corp AND dm.principal_id = p_viewer);
  IF EXISTS (SELECT 1 FROM visibility_rules r LEFT JOIN departments d ON d.corp_id = r.corp_id AND d.number = r.from_department
              WHERE r.corp_id = p_corp AND r.kind = 'limit'
                AND (r.from_member = p_viewer OR EXISTS (SELECT 1 FROM unnest(v_mine) m WHERE m ^@ d.path::text))) THEN
    own := v_mine;
  END IF;
  SELECT coalesce(array_agg(d.path::text) FILTER (WHERE NOT EXISTS (SELECT 1 FROM unnest(v_mine) m WHERE m ^@ d.path::text)), '{}'),
         coalesce(array_agg(r.to_member) FILTER (WHERE r.to_member IS NOT NULL), '{}')
    INTO hidden, hidden_members
    FROM visibility_rules r LEFT JOIN departments d ON d.corp_id = r.corp_id AND d.number = r.to_department
   WHERE r.corp_id = p_corp AND r.kind = 'hide';
  SELECT coalesce(array_agg(d.path::text) FILTER (WHERE d.path IS NOT NULL), '{}'),
         coalesce(array_agg(r.to_member) FILTER (WHERE r.to_member IS NOT NULL), '{}') || p_viewer
    INTO shown, shown_members
    FROM visibility_rules r LEFT JOIN departments d ON d.corp_id = r.corp_id AND d.number = r.to_department
    LEFT JOIN departments f ON f.corp_id = r.corp_id AND f.number = r.from_department
   WHERE r.corp_id = p_corp AND r.kind = 'show'
     AND (r.from_member = p_viewer OR num_nonnulls(r.from_department, r.from_member) = 0
          OR EXISTS (SELECT 1 FROM unnest(v_mine) m WHERE m ^@ f.path::text));
  hidden := array_remove(hidden, NULL);
  RETURN NEXT;
END $$;

-- Whether a department, or somebody in it who is not hidden in person, is seen by who has this view.
CREATE FUNCTION weft_open(p_path text, p_own text[], p_hidden text[], p_shown text[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT p_path ^@ ANY (p_shown) OR ((p_own IS NULL OR p_path ^@ ANY (p_own)) AND NOT p_path ^@ ANY (p_hidden)) $$;

-- Of these, the ones with whom `p_viewer` may not begin a chat.
CREATE FUNCTION weft_chat_refused(p_corp uuid, p_viewer uuid, p_ids uuid[]) RETURNS SETOF uuid LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM visibility_rules r WHERE r.corp_id = p_corp AND r.kind = 'deny_chat') THEN
    RETURN;
  END IF;
  RETURN QUERY
  WITH mine AS MATERIALIZED (
    SELECT d.path FROM department_members dm JOIN departments d ON d.corp_id = dm.corp_id AND d.number = dm.department
     WHERE dm.corp_id = p_corp AND dm.principal_id = p_viewer
  ), rule AS MATERIALIZED (  -- those that speak of the viewer
    SELECT r.kind, r.to_member, t.path, num_nonnulls(r.to_member, r.to_department) = 0 AS everybody
      FROM visibility_rules r
      LEFT JOIN departments f ON f.corp_id = r.corp_id AND f.number = r.from_department
      LEFT JOIN departments t ON t.corp_id = r.corp_id AND t.number = r.to_department
     WHERE r.corp_id = p_corp AND r.kind IN ('deny_chat', 'allow_chat')
       AND (r.from_member = p_viewer OR num_nonnulls(r.from_department, r.from_member) = 0
            OR EXISTS (SELECT 1 FROM mine WHERE mine.path ^@ f.path::text))
  ), met AS (  -- which kinds of them speak of each
    SELECT a.id, r.kind FROM unnest(p_ids) AS a (id) JOIN rule r ON r.everybody OR r.to_member = a.id
    UNION
    SELECT dm.principal_id, r.kind FROM department_members dm JOIN departments d ON d.corp_id = dm.corp_id AND d.number = dm.department
      JOIN rule r ON d.path ^@ r.path::text
     WHERE dm.corp_id = p_corp AND dm.principal_id = ANY (p_ids)
  )
  SELECT m.id FROM met m WHERE m.id <> p_viewer GROUP BY m.id HAVING bool_and(m.kind = 'deny_chat');
END $$;

-- Who has gone, and what was left: the departments at that moment (for who may look), the groups as a job takes them over.
CREATE TABLE offboardings (
  corp_id      uuid NOT NULL,
  principal_id uuid NOT NULL,
  userid       text NOT NULL,                     -- as it was
  actor_id     uuid,
  reason       text NOT NULL,
  departments  jsonb NOT NULL,
  paths        text[] NOT NULL,                   -- where they stood, as those departments stand now
  hidden       boolean NOT NULL DEFAULT false,    -- a rule hid this person
  started_at   timestamptz NOT NULL,
  finished_at  timestamptz,
  PRIMARY KEY (corp_id, principal_id),
  FOREIGN KEY (corp_id, principal_id) REFERENCES principals (corp_id, id)
);
CREATE INDEX offboardings_by_time ON offboardings (corp_id, started_at DESC, principal_id);
CREATE INDEX offboardings_hidden ON offboardings (corp_id) WHERE hidden;
SELECT weft_tenant_table('offboardings');

CREATE TABLE offboarding_groups (
  corp_id         uuid NOT NULL,
  principal_id    uuid NOT NULL,
  conversation_id uuid NOT NULL,
  owned           boolean NOT NULL,
  heir_id         uuid,                           -- who owns it now, if it was owned and somebody was left
  left_at         timestamptz NOT NULL,
  PRIMARY KEY (corp_id, principal_id, conversation_id)
);
SELECT weft_tenant_table('offboarding_groups');
