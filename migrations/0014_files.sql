-- Files: what each company has stored, what it is attached to, and uploads under way.

-- Bytes a company has stored, and has promised to uploads that are not complete. The row's lock is what two uploads that
-- race for the last room meet at.
CREATE TABLE file_usage (
  corp_id  uuid PRIMARY KEY REFERENCES companies,
  stored   bigint NOT NULL DEFAULT 0 CHECK (stored >= 0),
  reserved bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0)
);
SELECT weft_tenant_table('file_usage');

-- One row for each different content of a company, and one file on disk. Never shared between companies: that a content is
-- known already would tell one company what another one has.
CREATE TABLE file_contents (
  corp_id      uuid NOT NULL,
  sha256       bytea NOT NULL CHECK (octet_length(sha256) = 32),
  size         bigint NOT NULL CHECK (size >= 0),
  type         text NOT NULL,                     -- what libmagic says
  width        integer,                           -- as shown: turned as the picture says of itself
  height       integer,
  duration_ms  bigint,
  thumbnails   text[] NOT NULL DEFAULT '{}',      -- the sizes that exist beside the content
  examined     text NOT NULL DEFAULT 'waiting' CHECK (examined IN ('waiting', 'done', 'unreadable')),
  lost_looks   smallint NOT NULL DEFAULT 0,       -- how often the worker ran and came to no end
  asked_at     timestamptz NOT NULL,              -- when it was last put in the line to be looked into
  created_at   timestamptz NOT NULL,
  PRIMARY KEY (corp_id, sha256)
);
CREATE INDEX file_contents_waiting ON file_contents (corp_id, asked_at) WHERE examined = 'waiting';
SELECT weft_tenant_table('file_contents');

CREATE TABLE files (
  id           uuid PRIMARY KEY,
  corp_id      uuid NOT NULL,
  sha256       bytea NOT NULL,
  name         text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
  owner_id     uuid NOT NULL,                     -- who uploaded it, or for whom the server made it
  used         boolean NOT NULL DEFAULT false,    -- was ever attached: from then on the owner has no right of its own
  unused_since timestamptz,                       -- attached to nothing, as far as is known; the collector looks again
  created_at   timestamptz NOT NULL,
  FOREIGN KEY (corp_id, sha256) REFERENCES file_contents
);
CREATE INDEX files_of_content ON files (corp_id, sha256);
CREATE INDEX files_unused ON files (corp_id, unused_since) WHERE unused_since IS NOT NULL;
SELECT weft_tenant_table('files');

-- What a file is attached to. A message's row is written and sealed by the triggers below.
CREATE TABLE file_uses (
  file_id         uuid NOT NULL REFERENCES files,
  corp_id         uuid NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('message', 'avatar', 'result')),
  conversation_id uuid,                           -- of a message
  seq             bigint,
  principal_id    uuid,                           -- whose avatar, or whose result
  sealed          boolean NOT NULL DEFAULT false, -- recalled: kept with the sealed body, readable for nobody
  expires_at      timestamptz,
  needed          jsonb,                          -- a result is read by who holds each [{"permission","departments"}] of these
  CHECK ((kind = 'message') = (conversation_id IS NOT NULL AND seq IS NOT NULL)),
  CHECK ((kind <> 'message') = (principal_id IS NOT NULL))
);
CREATE INDEX file_uses_of_file ON file_uses (file_id);
CREATE UNIQUE INDEX file_uses_of_message ON file_uses (conversation_id, seq, file_id) WHERE kind = 'message';
CREATE UNIQUE INDEX file_uses_of_person ON file_uses (principal_id, kind, file_id) WHERE kind <> 'message';
CREATE INDEX file_uses_expiring ON file_uses (corp_id, expires_at) WHERE expires_at IS NOT NULL;
SELECT weft_tenant_table('file_uses');

CREATE TABLE uploads (
  id         uuid PRIMARY KEY,
  corp_id    uuid NOT NULL,
  owner_id   uuid NOT NULL,
  name       text NOT NULL,
  size       bigint NOT NULL CHECK (size >= 0),
  sha256     bytea CHECK (octet_length(sha256) = 32),
  purpose    text NOT NULL,
  received   bigint NOT NULL DEFAULT 0,           -- bytes from the beginning that are on disk for certain
  file_id    uuid,                                -- once complete
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX uploads_of_owner ON uploads (corp_id, owner_id) WHERE file_id IS NULL;
CREATE INDEX uploads_expiring ON uploads (corp_id, expires_at);
SELECT weft_tenant_table('uploads');

-- The member `file` of an entry's body, or of the message that a forward carries, is the id of a file. Whoever appends such
-- an entry, by whatever statement, attaches the file in the same transaction; a recall takes the right to it away.
CREATE FUNCTION weft_attach_file() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  attached uuid := coalesce(NEW.body ->> 'file', NEW.body #>> '{message,file}')::uuid;
BEGIN
  INSERT INTO file_uses (file_id, corp_id, kind, conversation_id, seq)
  SELECT f.id, f.corp_id, 'message', NEW.conversation_id, NEW.seq FROM files f WHERE f.id = attached AND f.corp_id = NEW.corp_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'entry % of % names a file that is not there', NEW.seq, NEW.conversation_id;
  END IF;
  UPDATE files SET used = true, unused_since = NULL WHERE id = attached AND (NOT used OR unused_since IS NOT NULL);
  RETURN NULL;
END $$;
CREATE TRIGGER entries_attach AFTER INSERT ON entries FOR EACH ROW
  WHEN (NEW.body ? 'file' OR NEW.body -> 'message' ? 'file') EXECUTE FUNCTION weft_attach_file();

CREATE FUNCTION weft_seal_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE file_uses SET sealed = true WHERE kind = 'message' AND conversation_id = NEW.conversation_id AND seq = NEW.seq;
  RETURN NULL;
END $$;
CREATE TRIGGER entries_seal AFTER UPDATE ON entries FOR EACH ROW
  WHEN ((OLD.body ? 'file' OR OLD.body -> 'message' ? 'file') AND NOT (NEW.body ? 'file' OR coalesce(NEW.body -> 'message' ? 'file', false)))
  EXECUTE FUNCTION weft_seal_file();
