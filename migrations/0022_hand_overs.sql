-- Hand-over: the relation with a customer goes to another employee, after the time in which the customer may refuse.

CREATE DOMAIN hand_over_status AS text
  CHECK (VALUE IN ('waiting', 'done', 'refused', 'list_full', 'cancelled', 'undone', 'failed'));

-- Kept for good: they are the chain of owners. Every change happens under the lock of the chat's head.
CREATE TABLE hand_overs (
  id              uuid PRIMARY KEY,
  corp_id         uuid NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('on_job', 'resigned')),
  follow_id       uuid NOT NULL REFERENCES follows,   -- the relation that goes
  contact_id      uuid NOT NULL,
  conversation_id uuid NOT NULL REFERENCES conversations,
  from_id         uuid NOT NULL,
  to_id           uuid NOT NULL CHECK (to_id <> from_id),
  status          hand_over_status NOT NULL DEFAULT 'waiting',
  reason          text NOT NULL DEFAULT '',           -- why it failed
  message         text NOT NULL CHECK (char_length(message) <= 200),
  begun_by        uuid NOT NULL,
  bulk_id         uuid,
  begun_at        timestamptz NOT NULL,
  effective_at    timestamptz NOT NULL,               -- as planned; until then the customer may refuse
  ended_at        timestamptz,                        -- when it took effect, or ended without
  merged          boolean NOT NULL DEFAULT false,     -- the new owner kept the chat that it had
  undo_until      timestamptz,                        -- of one that took effect
  undone_at       timestamptz,
  FOREIGN KEY (corp_id, contact_id) REFERENCES principals (corp_id, id),
  FOREIGN KEY (corp_id, from_id) REFERENCES principals (corp_id, id),
  FOREIGN KEY (corp_id, to_id) REFERENCES principals (corp_id, id)
);
CREATE UNIQUE INDEX hand_overs_waiting ON hand_overs (follow_id) WHERE status = 'waiting';
CREATE INDEX hand_overs_due ON hand_overs (corp_id, effective_at, id) WHERE status = 'waiting';
CREATE INDEX hand_overs_waiting_for ON hand_overs (corp_id, to_id, id) WHERE status = 'waiting';
CREATE INDEX hand_overs_of_company ON hand_overs (corp_id, id);
CREATE INDEX hand_overs_of_contact ON hand_overs (corp_id, contact_id, id);
CREATE INDEX hand_overs_from ON hand_overs (corp_id, from_id, id);
CREATE INDEX hand_overs_to ON hand_overs (corp_id, to_id, id);
SELECT weft_tenant_table('hand_overs');

-- A large assignment, by the job that carries it out (its id), and what became of each customer.
CREATE TABLE hand_over_bulks (
  id       uuid PRIMARY KEY,
  corp_id  uuid NOT NULL,
  kind     text NOT NULL CHECK (kind IN ('on_job', 'resigned')),
  from_id  uuid NOT NULL,
  targets  uuid[] NOT NULL,                           -- empty: whoever is suggested
  message  text NOT NULL,
  begun_by uuid NOT NULL,
  begun_at timestamptz NOT NULL,
  FOREIGN KEY (corp_id, from_id) REFERENCES principals (corp_id, id)
);
CREATE INDEX hand_over_bulks_of_company ON hand_over_bulks (corp_id, id);
SELECT weft_tenant_table('hand_over_bulks');

CREATE TABLE hand_over_items (
  corp_id    uuid NOT NULL,
  bulk_id    uuid NOT NULL REFERENCES hand_over_bulks ON DELETE CASCADE,
  number     integer NOT NULL,
  contact_id uuid NOT NULL,
  to_id      uuid,
  code       text,                                    -- null: not yet
  text       text NOT NULL DEFAULT '',
  hand_over  uuid,
  PRIMARY KEY (bulk_id, number)
);
CREATE INDEX hand_over_items_open ON hand_over_items (bulk_id, number) WHERE code IS NULL;
SELECT weft_tenant_table('hand_over_items');
