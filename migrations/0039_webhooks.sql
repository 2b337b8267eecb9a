-- Endpoints of other systems that are told what happens here.
CREATE TABLE webhooks (
  id          uuid PRIMARY KEY,
  corp_id     uuid NOT NULL REFERENCES companies,
  url         text NOT NULL,
  description text NOT NULL DEFAULT '',
  events      text[] NOT NULL,                  -- names, 'customer.*', '*'
  scopes      text[],                           -- kinds of conversations; null: all
  contents    boolean NOT NULL DEFAULT false,   -- whether it is told what was written
  disabled    text CHECK (disabled IN ('by_hand', 'gone', 'failing')),
  disabled_at timestamptz,
  secret      text NOT NULL,                    -- sealed
  old_secret  text,                             -- sealed; signs beside it until old_until
  old_until   timestamptz,
  created_by  uuid NOT NULL,
  created_at  timestamptz NOT NULL,
  changed_at  timestamptz NOT NULL,
  CHECK ((disabled IS NULL) = (disabled_at IS NULL)),
  CHECK ((old_secret IS NULL) = (old_until IS NULL)),
  FOREIGN KEY (corp_id, created_by) REFERENCES principals (corp_id, id)
);
CREATE INDEX webhooks_of_company ON webhooks (corp_id, id);
SELECT weft_tenant_table('webhooks');
