-- Groups with customers in them: the ways in, the greetings, who is called when, and what the company knows of each.

-- What belongs to the group beside its conversation. A group that a join way opened says which one, and its running number.
CREATE TABLE customer_groups (
  conversation_id uuid PRIMARY KEY REFERENCES conversations,
  corp_id         uuid NOT NULL,
  customers       integer NOT NULL DEFAULT 0,              -- how many are in it now
  way_id          uuid,
  number          integer,
  hours           jsonb,                                   -- when the associate is there; null: always
  off_hours       text NOT NULL DEFAULT '',                -- what a customer is answered outside of them
  welcome_id      uuid,
  created_at      timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX customer_groups_of_company ON customer_groups (corp_id, conversation_id DESC);
SELECT weft_tenant_table('customer_groups');
CREATE INDEX conversations_of_associate ON conversations (corp_id, owner_id, id) WHERE kind = 'customer_group';

-- Somebody went, however it came about: the group has one customer less, and its timeline says so. The id is a UUIDv7, as everywhere.
CREATE FUNCTION weft_leave_customer_group() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_owner uuid;
BEGIN
  UPDATE customer_groups g SET customers = g.customers - 1
    FROM principals p, conversations c
   WHERE g.conversation_id = NEW.conversation_id AND g.corp_id = NEW.corp_id AND p.id = NEW.principal_id AND p.kind = 'external'
     AND c.id = NEW.conversation_id
  RETURNING c.owner_id INTO v_owner;
  IF FOUND THEN
    INSERT INTO contact_events (id, corp_id, contact_id, kind, at, employee_id, conversation_id, detail)
    VALUES (encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
                   substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid,
            NEW.corp_id, NEW.principal_id, 'left_group', now(), v_owner, NEW.conversation_id,
            jsonb_build_object('conversation', NEW.conversation_id));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER participants_leave_customer_group AFTER UPDATE OF left_seq ON participants FOR EACH ROW
  WHEN (OLD.left_seq IS NULL AND NEW.left_seq IS NOT NULL) EXECUTE FUNCTION weft_leave_customer_group();

-- Codes that customers scan to come into one of these groups. With auto_open the next one is made when all are full.
CREATE TABLE join_ways (
  id          uuid PRIMARY KEY,
  corp_id     uuid NOT NULL,
  code        text COLLATE "C" NOT NULL,                   -- stands on posters: no secret, but nobody guesses one
  remark      text NOT NULL DEFAULT '' CHECK (char_length(remark) <= 30),
  state       text NOT NULL DEFAULT '' CHECK (char_length(state) <= 30),
  auto_open   boolean NOT NULL DEFAULT true,
  prefix      text NOT NULL DEFAULT '' CHECK (char_length(prefix) <= 40),
  next_number integer NOT NULL DEFAULT 1,
  opened      integer NOT NULL DEFAULT 0,                  -- groups it has made
  joins       bigint NOT NULL DEFAULT 0,                   -- customers it has brought into a group
  welcome_id  uuid,
  expires_at  timestamptz,
  created_by  uuid NOT NULL,
  created_at  timestamptz NOT NULL,
  changed_at  timestamptz NOT NULL,
  deleted_at  timestamptz
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX join_ways_by_code ON join_ways (corp_id, code);
CREATE INDEX join_ways_of_company ON join_ways (corp_id, id) WHERE deleted_at IS NULL;
CREATE INDEX join_ways_by_maker ON join_ways (corp_id, created_by, id) WHERE deleted_at IS NULL;
SELECT weft_tenant_table('join_ways');

-- Where a way leads, in this order: what was named, and behind it what it opened itself.
CREATE TABLE join_way_groups (
  corp_id         uuid NOT NULL,
  way_id          uuid NOT NULL REFERENCES join_ways,
  conversation_id uuid NOT NULL REFERENCES conversations,
  position        integer NOT NULL,
  named           boolean NOT NULL,
  PRIMARY KEY (way_id, conversation_id)
);
CREATE UNIQUE INDEX join_way_groups_order ON join_way_groups (way_id, position);
CREATE INDEX join_way_groups_of ON join_way_groups (conversation_id);
SELECT weft_tenant_table('join_way_groups');

-- The library of greetings.
CREATE TABLE group_welcomes (
  id         uuid PRIMARY KEY,
  corp_id    uuid NOT NULL,
  name       text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 50),
  greeting   jsonb NOT NULL,                               -- a text and attachments
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL
);
CREATE INDEX group_welcomes_of_company ON group_welcomes (corp_id, id);
SELECT weft_tenant_table('group_welcomes');

-- Who came and is not greeted yet. The step that greets deletes the row: both happen, or neither.
CREATE TABLE group_arrivals (
  conversation_id uuid NOT NULL,
  contact_id      uuid NOT NULL,
  corp_id         uuid NOT NULL,
  way_id          uuid NOT NULL,
  welcome_id      uuid NOT NULL,
  at              timestamptz NOT NULL,
  PRIMARY KEY (conversation_id, contact_id)
);
CREATE INDEX group_arrivals_by_way ON group_arrivals (way_id, at);
SELECT weft_tenant_table('group_arrivals');

-- Who was told that nobody is there, and until when that is enough.
CREATE TABLE group_off_hours (
  conversation_id uuid NOT NULL,
  contact_id      uuid NOT NULL,
  corp_id         uuid NOT NULL,
  told_until      timestamptz NOT NULL,
  PRIMARY KEY (conversation_id, contact_id)
);
SELECT weft_tenant_table('group_off_hours');
