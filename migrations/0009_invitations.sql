-- How people come in: codes that set a first password, and invitations by link. Of a code only the SHA-256 is kept.
CREATE TABLE activations (
  corp_id      uuid NOT NULL,
  code_hash    bytea NOT NULL CHECK (octet_length(code_hash) = 32),
  principal_id uuid NOT NULL,
  created_by   uuid,                              -- null: by an invitation
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  PRIMARY KEY (corp_id, code_hash),
  UNIQUE (corp_id, principal_id),                 -- the newest counts
  FOREIGN KEY (corp_id, principal_id) REFERENCES principals (corp_id, id)
);
CREATE INDEX activations_ending ON activations (corp_id, expires_at);
CREATE INDEX activations_by_maker ON activations (corp_id, created_by) WHERE created_by IS NOT NULL;
SELECT weft_tenant_table('activations');

CREATE TABLE invitations (
  id          uuid PRIMARY KEY,
  corp_id     uuid NOT NULL REFERENCES companies,
  code_hash   bytea NOT NULL CHECK (octet_length(code_hash) = 32),
  note        text NOT NULL,
  departments integer[] NOT NULL,                 -- the main one first
  approval    boolean NOT NULL,
  uses_left   integer CHECK (uses_left >= 0),     -- null: any number
  used        integer NOT NULL DEFAULT 0,
  created_by  uuid NOT NULL,
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  revoked_at  timestamptz,
  UNIQUE (corp_id, code_hash),
  FOREIGN KEY (corp_id, created_by) REFERENCES principals (corp_id, id)
);
CREATE INDEX invitations_of_company ON invitations (corp_id, id);
CREATE INDEX invitations_ended ON invitations (corp_id, (least(expires_at, revoked_at)));
CREATE INDEX invitations_by_maker ON invitations (corp_id, created_by) WHERE revoked_at IS NULL;
SELECT weft_tenant_table('invitations');

-- Who came by an invitation, and who waits to be let in.
CREATE TABLE join_requests (
  id            uuid PRIMARY KEY,
  corp_id       uuid NOT NULL,
  invitation_id uuid NOT NULL REFERENCES invitations,
  status        text NOT NULL CHECK (status IN ('waiting', 'joined', 'refused')),
  userid        text NOT NULL,
  userid_key    text COLLATE "C" NOT NULL,
  name          text NOT NULL,
  mobile        text NOT NULL,
  code_hash     bytea NOT NULL,                   -- becomes the activation's when it is let in
  principal_id  uuid,
  decided_by    uuid,
  created_at    timestamptz NOT NULL,
  decided_at    timestamptz
);
CREATE INDEX join_requests_of_company ON join_requests (corp_id, status, id);
CREATE UNIQUE INDEX join_requests_waiting ON join_requests (corp_id, userid_key) WHERE status = 'waiting';
CREATE INDEX join_requests_of_invitation ON join_requests (invitation_id, status);
CREATE INDEX join_requests_decided ON join_requests (corp_id, (coalesce(decided_at, created_at))) WHERE status <> 'waiting';
SELECT weft_tenant_table('join_requests');
