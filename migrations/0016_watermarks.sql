-- Watermarks: who sees which screen is written over it, with a token that leads back to the viewer.

-- Keys of a company that nobody is ever shown.
CREATE TABLE company_secrets (
  corp_id uuid NOT NULL REFERENCES companies,
  name text COLLATE "C" NOT NULL CHECK (name ~ '^[a-z_]{1,64}$'),
  secret bytea NOT NULL CHECK (octet_length(secret) >= 32),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (corp_id, name)
);
SELECT weft_tenant_table('company_secrets');
REVOKE ALL ON company_secrets FROM weft_app;
GRANT SELECT, INSERT ON company_secrets TO weft_app;

-- The tokens that were shown: one a viewer and day. Finding the viewer is one look-up, whatever the number of people and days.
CREATE TABLE watermark_tokens (
  corp_id uuid NOT NULL,
  token text COLLATE "C" NOT NULL CHECK (token ~ '^[0-9A-HJKMNP-TV-Z]{10}$'),
  principal_id uuid NOT NULL,
  day date NOT NULL,
  issued_at timestamptz NOT NULL,
  PRIMARY KEY (corp_id, token),
  FOREIGN KEY (corp_id, principal_id) REFERENCES principals (corp_id, id)
);
CREATE INDEX watermark_tokens_by_day ON watermark_tokens (corp_id, day);
SELECT weft_tenant_table('watermark_tokens');
REVOKE ALL ON watermark_tokens FROM weft_app;
GRANT SELECT, INSERT, DELETE ON watermark_tokens TO weft_app;
