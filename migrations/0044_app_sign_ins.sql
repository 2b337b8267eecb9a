-- Members who sign in at an app through this server, and the tickets with which an app's pages are signed.

-- Hosts that an app may have members sent back to.
ALTER TABLE apps ADD COLUMN trusted_hosts text[] NOT NULL DEFAULT '{}';

-- What a member is sent back with, and what an app gets for it: each is good for a short time, and kept as a digest only.
CREATE TABLE app_sign_ins (
  corp_id      uuid NOT NULL,
  code_hash    bytea NOT NULL CHECK (octet_length(code_hash) = 32),
  kind         text NOT NULL CHECK (kind IN ('code', 'ticket')),
  app_id       uuid,                              -- null: any app that trusts the host
  host         text NOT NULL,                     -- where the member was sent back to
  principal_id uuid NOT NULL,                     -- who signed in
  private      boolean NOT NULL,                  -- the member agreed to tell its number, its address and so on
  expires_at   timestamptz NOT NULL,
  used_at      timestamptz,                       -- of a code
  PRIMARY KEY (corp_id, code_hash),
  CHECK (kind = 'code' OR app_id IS NOT NULL),
  FOREIGN KEY (corp_id, app_id) REFERENCES apps (corp_id, id),
  FOREIGN KEY (corp_id, principal_id) REFERENCES principals (corp_id, id)
);
CREATE INDEX app_sign_ins_ending ON app_sign_ins (corp_id, expires_at);
SELECT weft_tenant_table('app_sign_ins');

-- With a ticket a page is signed; the ticket is the same for everybody who asks while it is good.
CREATE TABLE app_page_tickets (
  corp_id    uuid NOT NULL,
  owner_id   uuid NOT NULL,                       -- an app; or the company, for pages of all its apps
  ticket     text NOT NULL,                       -- sealed
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (corp_id, owner_id)
);
SELECT weft_tenant_table('app_page_tickets');
