-- What programs need of the directory: what an app sees of it, and tags with numbers of their own.

-- The range of an app: everybody, or the departments with these paths and all below them, and these members.
CREATE FUNCTION weft_app_view(p_corp uuid, p_app uuid) RETURNS TABLE (everybody boolean, paths text[], members uuid[]) LANGUAGE sql STABLE AS $$
  SELECT a.everybody,
         coalesce((SELECT array_agg(d.path::text ORDER BY d.path) FROM app_range_departments r JOIN departments d ON d.corp_id = p_corp AND d.number = r.department
                    WHERE r.corp_id = p_corp AND r.app_id = p_app), '{}'),
         coalesce((SELECT array_agg(m.id) FROM (
                     SELECT r.principal_id AS id FROM app_range_members r WHERE r.corp_id = p_corp AND r.app_id = p_app
                     UNION
                     SELECT t.principal_id FROM app_range_tags r JOIN tag_members t ON t.corp_id = p_corp AND t.tag = r.tag
                      WHERE r.corp_id = p_corp AND r.app_id = p_app) AS m), '{}')
    FROM apps a WHERE a.corp_id = p_corp AND a.id = p_app
$$;
GRANT EXECUTE ON FUNCTION weft_app_view(uuid, uuid) TO weft_app;

-- Numbers of tags are never given twice; until now they were given in their order.
CREATE TABLE tags_gone (
  corp_id uuid NOT NULL REFERENCES companies,
  number  integer NOT NULL,
  PRIMARY KEY (corp_id, number)
);
SELECT weft_tenant_table('tags_gone');
INSERT INTO tags_gone (corp_id, number)
SELECT h.corp_id, n FROM directory_heads h, generate_series(1, h.next_tag - 1) AS n
 WHERE NOT EXISTS (SELECT 1 FROM tags t WHERE t.corp_id = h.corp_id AND t.number = n);

-- Tables that name departments by their numbers, as programs write them.
ALTER TABLE imports ADD COLUMN numbered boolean NOT NULL DEFAULT false;

-- Work that an app began through WeCom's API, and whom to tell of its end: an address of its own, or the app's.
CREATE TABLE app_batches (
  corp_id        uuid NOT NULL,
  id             uuid NOT NULL,
  app_id         uuid NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('sync_user', 'replace_user', 'replace_party')),
  file_id        uuid NOT NULL,
  import_id      uuid,                              -- of members
  done           bigint NOT NULL DEFAULT 0,
  total          bigint NOT NULL DEFAULT 0,
  results        jsonb NOT NULL DEFAULT '[]',       -- as they are told, beside those of the import
  error          integer NOT NULL DEFAULT 0,        -- WeCom's number
  error_text     text NOT NULL DEFAULT '',
  callback_url   text,
  callback_token text,                              -- sealed, as the next
  callback_key   text,
  created_at     timestamptz NOT NULL,
  finished_at    timestamptz,
  PRIMARY KEY (corp_id, id),
  FOREIGN KEY (corp_id, app_id) REFERENCES apps (corp_id, id)
);
CREATE INDEX app_batches_by_age ON app_batches (corp_id, created_at);
SELECT weft_tenant_table('app_batches');
