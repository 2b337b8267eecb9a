-- Answers of keyed writes, kept 24 hours.
CREATE TABLE idempotency_keys (
  corp_id      uuid NOT NULL,
  principal_id uuid NOT NULL,
  key          text NOT NULL,
  digest       text NOT NULL,
  answer       text,
  created_at   timestamptz NOT NULL,
  PRIMARY KEY (principal_id, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
SELECT weft_tenant_table('idempotency_keys');
