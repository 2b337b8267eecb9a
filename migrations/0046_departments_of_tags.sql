-- A tag holds departments beside members: who is in one of them, or below, is reached by the tag as if it had it itself.
CREATE TABLE tag_departments (
  corp_id    uuid NOT NULL,
  tag        integer NOT NULL,
  department integer NOT NULL,
  PRIMARY KEY (corp_id, tag, department),
  FOREIGN KEY (corp_id, tag) REFERENCES tags (corp_id, number),
  FOREIGN KEY (corp_id, department) REFERENCES departments (corp_id, number)
);
CREATE INDEX tags_of_department ON tag_departments (corp_id, department);
SELECT weft_tenant_table('tag_departments');

-- Whom some tags reach.
CREATE FUNCTION weft_tagged(p_corp uuid, p_tags integer[]) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT t.principal_id FROM tag_members t WHERE t.corp_id = p_corp AND t.tag = ANY (p_tags)
  UNION
  SELECT m.principal_id FROM tag_departments g JOIN departments top ON top.corp_id = p_corp AND top.number = g.department
    JOIN departments d ON d.corp_id = p_corp AND d.path >= top.path AND d.path < left(top.path, -1) || '0'
    JOIN department_members m ON m.corp_id = p_corp AND m.department = d.number
   WHERE g.corp_id = p_corp AND g.tag = ANY (p_tags)
$$;
GRANT EXECUTE ON FUNCTION weft_tagged(uuid, integer[]) TO weft_app;

-- The departments that a member is in or below: what asks whether one member is reached begins with the member, however much is reached.
CREATE FUNCTION weft_departments_above(p_corp uuid, p_member uuid) RETURNS SETOF integer LANGUAGE sql STABLE AS $$
  SELECT DISTINCT unnest(string_to_array(trim('/' FROM d.path), '/')::integer[])
    FROM department_members m JOIN departments d ON d.corp_id = p_corp AND d.number = m.department
   WHERE m.corp_id = p_corp AND m.principal_id = p_member
$$;
GRANT EXECUTE ON FUNCTION weft_departments_above(uuid, uuid) TO weft_app;

-- Whether one of some tags reaches a member.
CREATE FUNCTION weft_has_tag(p_corp uuid, p_member uuid, p_tags integer[]) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM tag_members t WHERE t.corp_id = p_corp AND t.principal_id = p_member AND t.tag = ANY (p_tags))
      OR EXISTS (SELECT 1 FROM weft_departments_above(p_corp, p_member) AS a (number)
                   JOIN tag_departments g ON g.corp_id = p_corp AND g.department = a.number AND g.tag = ANY (p_tags))
$$;
GRANT EXECUTE ON FUNCTION weft_has_tag(uuid, uuid, integer[]) TO weft_app;

-- The departments of an app's range: its own, and those of its tags.
CREATE FUNCTION weft_app_departments(p_corp uuid, p_app uuid) RETURNS SETOF integer LANGUAGE sql STABLE AS $$
  SELECT r.department FROM app_range_departments r WHERE r.corp_id = p_corp AND r.app_id = p_app
  UNION
  SELECT g.department FROM app_range_tags r JOIN tag_departments g ON g.corp_id = p_corp AND g.tag = r.tag
   WHERE r.corp_id = p_corp AND r.app_id = p_app
$$;
GRANT EXECUTE ON FUNCTION weft_app_departments(uuid, uuid) TO weft_app;

-- As before, with the departments of tags.
CREATE OR REPLACE FUNCTION weft_app_shows(p_corp uuid, p_app uuid, p_member uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM principals p JOIN apps a ON a.corp_id = p_corp AND a.id = p_app AND a.enabled
                  WHERE p.corp_id = p_corp AND p.id = p_member AND p.kind = 'member' AND p.status IN ('active', 'not_activated')
                    AND (a.everybody
                         OR EXISTS (SELECT 1 FROM app_range_members r WHERE r.corp_id = p_corp AND r.app_id = p_app AND r.principal_id = p_member)
                         OR EXISTS (SELECT 1 FROM tag_members t JOIN app_range_tags r ON r.corp_id = p_corp AND r.app_id = p_app AND r.tag = t.tag
                                     WHERE t.corp_id = p_corp AND t.principal_id = p_member)
                         OR EXISTS (SELECT 1 FROM weft_departments_above(p_corp, p_member) AS above (number)
                                     WHERE EXISTS (SELECT 1 FROM app_range_departments r
                                                    WHERE r.corp_id = p_corp AND r.app_id = p_app AND r.department = above.number)
                                        OR EXISTS (SELECT 1 FROM tag_departments g
                                                     JOIN app_range_tags r ON r.corp_id = p_corp AND r.app_id = p_app AND r.tag = g.tag
                                                    WHERE g.corp_id = p_corp AND g.department = above.number))))
$$;

CREATE OR REPLACE FUNCTION weft_app_range(p_corp uuid, p_app uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT r.principal_id FROM app_range_members r WHERE r.corp_id = p_corp AND r.app_id = p_app
  UNION
  SELECT t.principal_id FROM app_range_tags r JOIN tag_members t ON t.corp_id = p_corp AND t.tag = r.tag WHERE r.corp_id = p_corp AND r.app_id = p_app
  UNION
  SELECT m.principal_id FROM weft_app_departments(p_corp, p_app) AS r (department)
    JOIN departments top ON top.corp_id = p_corp AND top.number = r.department
    JOIN departments d ON d.corp_id = p_corp AND d.path >= top.path AND d.path < left(top.path, -1) || '0'
    JOIN department_members m ON m.corp_id = p_corp AND m.department = d.number
$$;

CREATE OR REPLACE FUNCTION weft_app_view(p_corp uuid, p_app uuid) RETURNS TABLE (everybody boolean, paths text[], members uuid[]) LANGUAGE sql STABLE AS $$
  SELECT a.everybody,
         coalesce((SELECT array_agg(d.path::text ORDER BY d.path) FROM weft_app_departments(p_corp, p_app) AS r (department)
                     JOIN departments d ON d.corp_id = p_corp AND d.number = r.department), '{}'),
         coalesce((SELECT array_agg(m.id) FROM (
                     SELECT r.principal_id AS id FROM app_range_members r WHERE r.corp_id = p_corp AND r.app_id = p_app
                     UNION
                     SELECT t.principal_id FROM app_range_tags r JOIN tag_members t ON t.corp_id = p_corp AND t.tag = r.tag
                      WHERE r.corp_id = p_corp AND r.app_id = p_app) AS m), '{}')
    FROM apps a WHERE a.corp_id = p_corp AND a.id = p_app
$$;

-- A department came into a tag of an app's range, or left one: everybody's chats with apps are looked at.
CREATE FUNCTION weft_departments_tagged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM weft_follow_ranges(c.corp_id, ARRAY[NULL::uuid]) FROM changed c
    WHERE EXISTS (SELECT 1 FROM app_range_tags r WHERE r.corp_id = c.corp_id AND r.tag = c.tag) GROUP BY c.corp_id;
  RETURN NULL;
END $$;
CREATE TRIGGER tag_departments_came AFTER INSERT ON tag_departments REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION weft_departments_tagged();
CREATE TRIGGER tag_departments_went AFTER DELETE ON tag_departments REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION weft_departments_tagged();
