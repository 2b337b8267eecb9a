-- What each company has set for itself: a JSON object for each subject, whose fields a described struct in the code knows.
CREATE TABLE settings (
  corp_id uuid NOT NULL REFERENCES companies,
  name text COLLATE "C" NOT NULL CHECK (name ~ '^[a-z_]{1,64}$'),
  value jsonb NOT NULL CHECK (jsonb_typeof(value) = 'object'),
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (corp_id, name)
);
SELECT weft_tenant_table('settings');
REVOKE ALL ON settings FROM weft_app;
GRANT SELECT, INSERT, UPDATE ON settings TO weft_app;
