-- When the operator of the server saw that the company is who it says; its page shows it.
ALTER TABLE companies ADD COLUMN verified_at timestamptz;
GRANT SELECT (verified_at) ON companies TO weft_app;

-- What customers bring is counted apart: it has a share of the company's room.
ALTER TABLE uploads ADD COLUMN by_customer boolean NOT NULL DEFAULT false;
ALTER TABLE file_contents ADD COLUMN by_customer boolean NOT NULL DEFAULT false;  -- who brought it first
ALTER TABLE file_usage ADD COLUMN customers bigint NOT NULL DEFAULT 0;            -- of stored and reserved together
CREATE INDEX uploads_by_owner ON uploads (corp_id, owner_id, created_at);

UPDATE uploads u SET by_customer = true FROM principals p WHERE p.id = u.owner_id AND p.kind = 'external';
UPDATE file_contents c SET by_customer = true
 WHERE EXISTS (SELECT 1 FROM files f WHERE f.corp_id = c.corp_id AND f.sha256 = c.sha256)
   AND NOT EXISTS (SELECT 1 FROM files f JOIN principals p ON p.id = f.owner_id
                    WHERE f.corp_id = c.corp_id AND f.sha256 = c.sha256 AND p.kind <> 'external');
UPDATE file_usage g SET customers =
  (SELECT coalesce(sum(c.size), 0) FROM file_contents c WHERE c.corp_id = g.corp_id AND c.by_customer)
  + (SELECT coalesce(sum(u.size), 0) FROM uploads u WHERE u.corp_id = g.corp_id AND u.by_customer AND u.file_id IS NULL);
