-- Groups with customers change hands, and wait for somebody when their owner has left the company.

-- Set when the owner goes and nobody in the group takes its place, cleared when somebody is its owner again.
ALTER TABLE customer_groups ADD COLUMN ownerless boolean NOT NULL DEFAULT false;
UPDATE customer_groups g SET ownerless = true FROM conversations c
 WHERE c.id = g.conversation_id AND c.dismissed_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM participants p WHERE p.conversation_id = c.id AND p.principal_id = c.owner_id AND p.left_seq IS NULL);
CREATE INDEX customer_groups_ownerless ON customer_groups (corp_id, conversation_id DESC) WHERE ownerless;

-- As before (0028), and notes that the group is without an owner.
CREATE OR REPLACE FUNCTION weft_leave_customer_group() RETURNS trigger LANGUAGE plpgsql AS $$
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
    RETURN NULL;
  END IF;
  UPDATE customer_groups g SET ownerless = true
    FROM conversations c
   WHERE g.conversation_id = NEW.conversation_id AND g.corp_id = NEW.corp_id AND c.id = NEW.conversation_id AND c.owner_id = NEW.principal_id
     AND c.dismissed_at IS NULL;
  RETURN NULL;
END $$;

CREATE FUNCTION weft_own_customer_group() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE customer_groups SET ownerless = false WHERE conversation_id = NEW.id AND corp_id = NEW.corp_id AND ownerless;
  RETURN NULL;
END $$;
CREATE TRIGGER conversations_own_customer_group AFTER UPDATE OF owner_id ON conversations FOR EACH ROW
  WHEN (NEW.kind = 'customer_group' AND NEW.owner_id IS DISTINCT FROM OLD.owner_id) EXECUTE FUNCTION weft_own_customer_group();

-- Each time one was given to somebody else by the company; they are counted.
CREATE TABLE group_transfers (
  id              uuid PRIMARY KEY,
  corp_id         uuid NOT NULL,
  conversation_id uuid NOT NULL REFERENCES conversations,
  kind            text NOT NULL CHECK (kind IN ('on_job', 'resigned')),
  from_id         uuid NOT NULL,
  to_id           uuid NOT NULL CHECK (to_id <> from_id),
  by_id           uuid NOT NULL,
  at              timestamptz NOT NULL
);
CREATE INDEX group_transfers_of ON group_transfers (conversation_id, at);
CREATE INDEX group_transfers_from ON group_transfers (corp_id, from_id, at);
SELECT weft_tenant_table('group_transfers');
