-- Codes with which an app greets a customer who has just come, in the name of who serves it: within 20 seconds, and once for each time it
-- comes. Of a code only a digest is kept.
CREATE TABLE welcome_codes (
  corp_id    uuid NOT NULL,
  code_hash  bytea NOT NULL CHECK (octet_length(code_hash) = 32),
  app_id     uuid NOT NULL,
  follow_id  uuid NOT NULL REFERENCES follows ON DELETE CASCADE,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz,
  PRIMARY KEY (corp_id, code_hash)
);
CREATE INDEX welcome_codes_of_follow ON welcome_codes (follow_id);
CREATE INDEX welcome_codes_over ON welcome_codes (corp_id, expires_at);
SELECT weft_tenant_table('welcome_codes');

-- Two more things are told of customers: apps that asked for that event before hear them, too.
UPDATE listeners SET events = events || ARRAY['customer.remarked', 'customer.passed_on'] WHERE kind = 'app' AND 'customer.removed' = ANY (events);
