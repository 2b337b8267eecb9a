-- Broadcasts: one content to many customers, groups with customers, or employees; each of them once.

CREATE DOMAIN broadcast_status AS text
  CHECK (VALUE IN ('draft', 'preparing', 'waiting', 'sending', 'paused', 'stopped', 'done', 'failed'));

CREATE TABLE broadcasts (
  id           uuid PRIMARY KEY,
  corp_id      uuid NOT NULL REFERENCES companies,
  kind         text NOT NULL CHECK (kind IN ('company', 'own', 'direct')),
  target       text NOT NULL CHECK (target IN ('customers', 'customer_groups', 'employees')),
  title        text NOT NULL CHECK (char_length(title) <= 100),
  content      jsonb NOT NULL,                          -- as a greeting is kept: with who put each file there
  audience     jsonb NOT NULL,                          -- as it was asked for; {} for a list of recipients
  rules        jsonb NOT NULL,                          -- of the company when it was started
  allow_select boolean NOT NULL DEFAULT false,          -- who confirms may leave recipients out
  send_at      timestamptz,                             -- not before
  hours        jsonb,                                   -- of the recipients' days in which it may be sent; null: always
  expires_at   timestamptz,                             -- what is not sent by then is not sent at all
  status       broadcast_status NOT NULL DEFAULT 'draft',
  resumes_as   text,                                    -- of a paused one
  reason       text NOT NULL DEFAULT '',                -- why it failed
  next_number  bigint NOT NULL DEFAULT 1,
  created_by   uuid NOT NULL,
  created_at   timestamptz NOT NULL,
  started_at   timestamptz,
  prepared_at  timestamptz,                             -- when the audience was complete
  ended_at     timestamptz,
  measured_at  timestamptz,                             -- when read and replied were counted last
  FOREIGN KEY (corp_id, created_by) REFERENCES principals (corp_id, id)
) WITH (fillfactor = 70);
CREATE INDEX broadcasts_of_company ON broadcasts (corp_id, id);
CREATE INDEX broadcasts_ended ON broadcasts (corp_id, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX broadcasts_by_author ON broadcasts (corp_id, created_by, id);
SELECT weft_tenant_table('broadcasts');

-- The audience as it was frozen, and what became of each: a row goes from held or waiting to its end in the transaction that sends.
-- recipient_id: a contact, the conversation of a group, or an employee. The lane is that of the sender: no two workers write to the same one's counts.
CREATE TABLE broadcast_recipients (
  corp_id         uuid NOT NULL,
  broadcast_id    uuid NOT NULL REFERENCES broadcasts ON DELETE CASCADE,
  number          bigint NOT NULL,
  recipient_id    uuid NOT NULL,
  sender_id       uuid NOT NULL,
  conversation_id uuid,
  chatted_at      timestamptz NOT NULL,                 -- with this sender; of several the last one sends
  shared          smallint NOT NULL DEFAULT 0,          -- how many others might have sent it
  lane            smallint NOT NULL,
  state           text NOT NULL CHECK (state IN ('held', 'waiting', 'sent', 'refused', 'failed', 'skipped')),
  reason          text,
  own             boolean NOT NULL,                     -- made by the sender itself
  due_at          timestamptz NOT NULL,
  day             date,                                 -- of the recipient, when it was sent
  sent_at         timestamptz,
  allowed_at      timestamptz,                          -- of one over quota: from when on it is not
  first_seq       bigint,
  last_seq        bigint,
  read            boolean NOT NULL DEFAULT false,       -- as last measured
  replied         boolean NOT NULL DEFAULT false,
  PRIMARY KEY (broadcast_id, number),
  UNIQUE (broadcast_id, recipient_id)
) WITH (fillfactor = 85);
CREATE INDEX broadcast_recipients_due ON broadcast_recipients (broadcast_id, lane, due_at, number) WHERE state = 'waiting';
CREATE INDEX broadcast_recipients_by_sender ON broadcast_recipients (broadcast_id, sender_id, number);
CREATE INDEX broadcast_recipients_quota ON broadcast_recipients (corp_id, recipient_id, day) WHERE state = 'sent';
SELECT weft_tenant_table('broadcast_recipients');

-- A row for each who sends: what it was asked, and how far it came.
CREATE TABLE broadcast_tasks (
  corp_id      uuid NOT NULL,
  broadcast_id uuid NOT NULL REFERENCES broadcasts ON DELETE CASCADE,
  sender_id    uuid NOT NULL,
  status       text NOT NULL CHECK (status IN ('waiting', 'confirmed', 'declined', 'cancelled', 'expired')),
  total        integer NOT NULL DEFAULT 0,
  sent         integer NOT NULL DEFAULT 0,
  refused      integer NOT NULL DEFAULT 0,
  failed       integer NOT NULL DEFAULT 0,
  skipped      integer NOT NULL DEFAULT 0,
  read         integer NOT NULL DEFAULT 0,
  replied      integer NOT NULL DEFAULT 0,
  decided_at   timestamptz,
  PRIMARY KEY (broadcast_id, sender_id)
) WITH (fillfactor = 50);
CREATE INDEX broadcast_tasks_of_sender ON broadcast_tasks (corp_id, sender_id, broadcast_id);
CREATE INDEX broadcast_tasks_waiting ON broadcast_tasks (corp_id, sender_id, broadcast_id) WHERE status = 'waiting';
SELECT weft_tenant_table('broadcast_tasks');

-- The lock under which a lane sends a chunk, which who stops waits for, and how fast it goes.
CREATE TABLE broadcast_lanes (
  corp_id      uuid NOT NULL,
  broadcast_id uuid NOT NULL REFERENCES broadcasts ON DELETE CASCADE,
  lane         smallint NOT NULL,
  chunks       bigint NOT NULL DEFAULT 0,
  done         bigint NOT NULL DEFAULT 0,               -- rows that came to their end
  since        timestamptz,                             -- the rate is that of the rows that were done since then
  since_done   bigint NOT NULL DEFAULT 0,
  rate         double precision NOT NULL DEFAULT 0,
  at           timestamptz,                             -- of the last chunk
  PRIMARY KEY (broadcast_id, lane)
) WITH (fillfactor = 50);
SELECT weft_tenant_table('broadcast_lanes');

-- How often a recipient may be written to is counted under the lock of its row here, whoever sends.
CREATE TABLE broadcast_terms (
  corp_id      uuid NOT NULL,
  recipient_id uuid NOT NULL,
  refused_at   timestamptz,                             -- wants no broadcasts since then
  refused_by   uuid,                                    -- itself, or the employee who was told so
  zone         text NOT NULL DEFAULT '',                -- of its own clock; '': that of the company
  PRIMARY KEY (corp_id, recipient_id)
) WITH (fillfactor = 80);
SELECT weft_tenant_table('broadcast_terms');

-- Reminders, at most three a day for each broadcast.
CREATE TABLE broadcast_reminders (
  corp_id      uuid NOT NULL,
  broadcast_id uuid NOT NULL REFERENCES broadcasts ON DELETE CASCADE,
  at           timestamptz NOT NULL,
  by_id        uuid NOT NULL
);
CREATE INDEX broadcast_reminders_of ON broadcast_reminders (broadcast_id, at);
SELECT weft_tenant_table('broadcast_reminders');

-- Files that contents carry: what keeps them from being removed is a use of the broadcast's own.
