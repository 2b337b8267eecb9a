-- Customers: people from outside who write with the company's employees. What they are to the company is the company's, not the employee's.

-- As before (0011), and says whether the caller is a customer.
DROP FUNCTION weft_enter(bytea, uuid, uuid, timestamptz);
CREATE FUNCTION weft_enter(p_token_hash bytea, p_session uuid, p_corp uuid, p_now timestamptz)
RETURNS TABLE (corp uuid, principal uuid, session uuid, role text, userid text, grants text, customer boolean)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
  s record;
  m record;
  g text;
BEGIN
  IF p_token_hash IS NOT NULL THEN
    PERFORM set_config('weft.corp', '', true), set_config('weft.token', encode(p_token_hash, 'hex'), true);
    SELECT t.id, t.corp_id, t.principal_id, t.last_seen_at INTO s FROM sessions t
     WHERE t.token_hash = p_token_hash AND t.revoked_at IS NULL AND t.expires_at > p_now;
    PERFORM set_config('weft.corp', coalesce(s.corp_id::text, ''), true), set_config('weft.token', '', true);
  ELSE
    PERFORM set_config('weft.corp', coalesce(p_corp::text, ''), true);
    SELECT t.id, t.corp_id, t.principal_id, t.last_seen_at INTO s FROM sessions t
     WHERE t.id = p_session AND t.corp_id = p_corp AND t.revoked_at IS NULL AND t.expires_at > p_now;
  END IF;
  SELECT coalesce(b.role, 'member') AS role, coalesce(b.userid, '') AS userid, coalesce(b.administers, false) AS administers, p.kind = 'external' AS customer INTO m
    FROM principals p LEFT JOIN members b ON b.principal_id = p.id
   WHERE p.id = s.principal_id AND p.status = 'active';
  IF NOT FOUND THEN
    PERFORM set_config('weft.corp', '', true);
    RETURN;
  END IF;
  IF m.administers THEN
    SELECT string_agg(CASE WHEN a.company THEN 'c' ELSE 'd' END || coalesce(r.builtin, '') || ':' || array_to_string(r.permissions, ','), ' ')
      INTO g FROM role_assignments a JOIN roles r ON r.corp_id = a.corp_id AND r.id = a.role_id
     WHERE a.corp_id = s.corp_id AND a.principal_id = s.principal_id
       AND (a.company OR EXISTS (SELECT 1 FROM role_scopes x
                                  WHERE x.corp_id = a.corp_id AND x.principal_id = a.principal_id AND x.role_id = a.role_id));
  END IF;
  IF s.last_seen_at < p_now - interval '1 minute' THEN
    UPDATE sessions t SET last_seen_at = p_now, expires_at = CASE WHEN least(p_now + t.idle_for, t.ends_at) > t.expires_at + t.idle_for / 100
             THEN least(p_now + t.idle_for, t.ends_at) ELSE t.expires_at END
     WHERE t.id = (SELECT l.id FROM sessions l
                    WHERE l.id = s.id AND l.last_seen_at < p_now - interval '1 minute' AND l.revoked_at IS NULL
                      FOR NO KEY UPDATE SKIP LOCKED);
  END IF;
  RETURN QUERY SELECT s.corp_id, s.principal_id, s.id, m.role, m.userid, coalesce(g, ''), m.customer;
END $$;
GRANT EXECUTE ON FUNCTION weft_enter(bytea, uuid, uuid, timestamptz) TO weft_app;

-- customer: a customer, the employee in charge (its owner), and colleagues who take part. notes: what colleagues say to each other about
-- it; no customer is ever in one. customer_group: customers and employees.
ALTER DOMAIN conversation_kind DROP CONSTRAINT conversation_kind_check;
ALTER DOMAIN conversation_kind ADD CONSTRAINT conversation_kind_check
  CHECK (VALUE IN ('direct', 'group', 'inbox', 'customer', 'customer_group', 'notes'));

-- Whose chat it is, of kind customer. Null, and so without a byte, everywhere else.
ALTER TABLE conversations ADD COLUMN customer_id uuid;
CREATE INDEX conversations_of_customer ON conversations (corp_id, customer_id) WHERE customer_id IS NOT NULL;

-- When somebody in charge saw that this member is who they say.
ALTER TABLE members ADD COLUMN verified_at timestamptz;

CREATE TABLE contacts (
  principal_id uuid PRIMARY KEY,
  corp_id      uuid NOT NULL,
  type         text NOT NULL DEFAULT 'web' CHECK (type IN ('web', 'wechat', 'wecom')),
  avatar       text NOT NULL DEFAULT '',                -- address of a picture, or none
  company      text NOT NULL DEFAULT '',
  position     text NOT NULL DEFAULT '',
  gender       text NOT NULL DEFAULT 'unknown' CHECK (gender IN ('unknown', 'male', 'female')),
  language     text NOT NULL DEFAULT '',                -- of the browser: "zh-CN"
  fields       jsonb NOT NULL DEFAULT '{}',             -- the company's own, by number
  -- Where it came from first, and where last. The way is null for who came without one.
  first_way    uuid,
  first_state  text NOT NULL DEFAULT '',
  first_at     timestamptz NOT NULL,
  last_way     uuid,
  last_state   text NOT NULL DEFAULT '',
  last_at      timestamptz NOT NULL,
  consent_at   timestamptz,                             -- when it agreed to the company's text
  merged_into  uuid,
  erased_at    timestamptz,
  created_at   timestamptz NOT NULL,
  FOREIGN KEY (corp_id, principal_id) REFERENCES principals (corp_id, id)
);
CREATE INDEX contacts_of_company ON contacts (corp_id, principal_id);
SELECT weft_tenant_table('contacts');

-- Ids by which other systems know a contact: the company's own web site ('site'), 'wechat', a CRM.
CREATE TABLE contact_ids (
  corp_id    uuid NOT NULL,
  provider   text NOT NULL CHECK (char_length(provider) BETWEEN 1 AND 32),
  value      text COLLATE "C" NOT NULL CHECK (char_length(value) BETWEEN 1 AND 128),
  contact_id uuid NOT NULL,
  PRIMARY KEY (corp_id, provider, value),
  FOREIGN KEY (corp_id, contact_id) REFERENCES principals (corp_id, id)
);
CREATE INDEX contact_ids_of ON contact_ids (corp_id, contact_id);
SELECT weft_tenant_table('contact_ids');

-- One employee and one contact: who serves whom, and what the employee wrote down. The chat goes with the relation when it is handed over:
-- of the rows with the same conversation exactly one is active while that is open.
CREATE DOMAIN follow_status AS text CHECK (VALUE IN ('active', 'lost', 'removed', 'handed_over'));
CREATE DOMAIN follow_source AS text CHECK (VALUE IN ('way', 'request', 'share', 'hand_over', 'group', 'api'));
CREATE TABLE follows (
  id              uuid PRIMARY KEY,
  corp_id         uuid NOT NULL,
  contact_id      uuid NOT NULL,
  employee_id     uuid NOT NULL,
  conversation_id uuid NOT NULL REFERENCES conversations,
  status          follow_status NOT NULL DEFAULT 'active',  -- lost: the customer left; removed: by the employee
  source          follow_source NOT NULL,
  way_id          uuid,
  state           text NOT NULL DEFAULT '' CHECK (char_length(state) <= 30),
  remark          text NOT NULL DEFAULT '',
  description     text NOT NULL DEFAULT '',
  company         text NOT NULL DEFAULT '',                 -- as the employee calls it
  phones          text[] NOT NULL DEFAULT '{}',
  added_at        timestamptz NOT NULL,                     -- the last time it became active
  ended_at        timestamptz,
  UNIQUE (corp_id, contact_id, employee_id),
  FOREIGN KEY (corp_id, contact_id) REFERENCES principals (corp_id, id),
  FOREIGN KEY (corp_id, employee_id) REFERENCES principals (corp_id, id)
);
CREATE UNIQUE INDEX follows_in_charge ON follows (conversation_id) WHERE status = 'active';
CREATE INDEX follows_by_conversation ON follows (conversation_id);
CREATE INDEX follows_of_employee ON follows (corp_id, employee_id, status, id);
CREATE INDEX follows_of_company ON follows (corp_id, id);
SELECT weft_tenant_table('follows');

-- What belongs to the chat and not to who is in charge of it.
CREATE TABLE customer_chats (
  conversation_id uuid PRIMARY KEY REFERENCES conversations,
  corp_id         uuid NOT NULL,
  notes_id        uuid REFERENCES conversations,            -- made with the first note
  ends_at         timestamptz,                              -- of a temporary chat
  closing         jsonb                                     -- what is said then
);
CREATE INDEX customer_chats_ending ON customer_chats (corp_id, ends_at) WHERE ends_at IS NOT NULL;
CREATE UNIQUE INDEX customer_chats_notes ON customer_chats (notes_id) WHERE notes_id IS NOT NULL;
SELECT weft_tenant_table('customer_chats');

-- How many customers each employee has, and the company: kept by a trigger, asked under the lock of the row. Who changes relations of
-- several employees locks their rows first, in the order of their ids.
CREATE TABLE service_loads (
  corp_id      uuid NOT NULL,
  principal_id uuid NOT NULL,
  customers    integer NOT NULL DEFAULT 0,
  PRIMARY KEY (corp_id, principal_id)
) WITH (fillfactor = 50);
SELECT weft_tenant_table('service_loads');

CREATE TABLE customer_heads (
  corp_id        uuid PRIMARY KEY REFERENCES companies,
  customers      integer NOT NULL DEFAULT 0,                -- relations that are active
  ways           integer NOT NULL DEFAULT 0,
  next_tag       integer NOT NULL DEFAULT 1,
  next_tag_group integer NOT NULL DEFAULT 1,
  next_field     integer NOT NULL DEFAULT 1
) WITH (fillfactor = 50);
SELECT weft_tenant_table('customer_heads');

CREATE FUNCTION weft_count_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_before integer := CASE WHEN TG_OP <> 'INSERT' AND OLD.status = 'active' THEN 1 ELSE 0 END;
  v_after  integer := CASE WHEN TG_OP <> 'DELETE' AND NEW.status = 'active' THEN 1 ELSE 0 END;
BEGIN
  IF v_before <> v_after THEN
    INSERT INTO service_loads AS l (corp_id, principal_id, customers)
    VALUES (coalesce(NEW.corp_id, OLD.corp_id), coalesce(NEW.employee_id, OLD.employee_id), v_after - v_before)
    ON CONFLICT (corp_id, principal_id) DO UPDATE SET customers = l.customers + excluded.customers;
    INSERT INTO customer_heads AS h (corp_id, customers) VALUES (coalesce(NEW.corp_id, OLD.corp_id), v_after - v_before)
    ON CONFLICT (corp_id) DO UPDATE SET customers = h.customers + excluded.customers;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER follows_counted AFTER INSERT OR DELETE OR UPDATE OF status, employee_id ON follows
  FOR EACH ROW EXECUTE FUNCTION weft_count_follow();

-- Tags of customers: given to a relation, kept in groups. rule_group: seen inside that one only; null: the company's.
CREATE TABLE contact_tag_groups (
  corp_id    uuid NOT NULL,
  number     integer NOT NULL CHECK (number > 0),
  rule_group uuid,
  name       text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 30),
  position   bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (corp_id, number)
);
SELECT weft_tenant_table('contact_tag_groups');

CREATE TABLE contact_tags (
  corp_id    uuid NOT NULL,
  number     integer NOT NULL CHECK (number > 0),
  tag_group  integer NOT NULL,
  name       text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 30),
  position   bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (corp_id, number),
  FOREIGN KEY (corp_id, tag_group) REFERENCES contact_tag_groups (corp_id, number) ON DELETE CASCADE
);
CREATE INDEX contact_tags_of_group ON contact_tags (corp_id, tag_group, position DESC, number);
SELECT weft_tenant_table('contact_tags');

CREATE TABLE follow_tags (
  corp_id   uuid NOT NULL,
  follow_id uuid NOT NULL REFERENCES follows ON DELETE CASCADE,
  tag       integer NOT NULL,
  PRIMARY KEY (follow_id, tag),
  FOREIGN KEY (corp_id, tag) REFERENCES contact_tags (corp_id, number) ON DELETE CASCADE
);
CREATE INDEX follow_tags_by_tag ON follow_tags (corp_id, tag, follow_id);
SELECT weft_tenant_table('follow_tags');

-- What happened with a contact, for its timeline and for statistics: scanned, requested, added, tagged, handed_over, lost, rated, ...
-- `detail` says what the kind needs. Written in the transaction of what it tells of; never changed but by merging and erasing.
CREATE TABLE contact_events (
  id              uuid PRIMARY KEY,
  corp_id         uuid NOT NULL,
  contact_id      uuid NOT NULL,
  kind            text NOT NULL,
  at              timestamptz NOT NULL,
  employee_id     uuid,                                     -- whose affair it is
  conversation_id uuid,
  actor_id        uuid,                                     -- who did it; null: the server
  detail          jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX contact_events_of_contact ON contact_events (corp_id, contact_id, id);
CREATE INDEX contact_events_by_employee ON contact_events (corp_id, employee_id, at) WHERE employee_id IS NOT NULL;
CREATE INDEX contact_events_by_kind ON contact_events (corp_id, kind, at);
SELECT weft_tenant_table('contact_events');
