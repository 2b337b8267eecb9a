-- What employees did for customers, by natural days of the company's time zone: kept up with what happens, so that half a year of a
-- thousand people is read in one go.

-- The zone in which the company's days begin.
CREATE FUNCTION weft_zone(p_corp uuid) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT value ->> 'zone' FROM settings WHERE corp_id = p_corp AND name = 'company_time'), 'Asia/Shanghai')
$$;

-- From contact_events: exact with the transaction that writes the event.
CREATE TABLE contact_days (
  corp_id     uuid NOT NULL,
  employee_id uuid NOT NULL,
  day         date NOT NULL,
  requests    integer NOT NULL DEFAULT 0,
  added       integer NOT NULL DEFAULT 0,
  lost        integer NOT NULL DEFAULT 0,
  ratings     integer NOT NULL DEFAULT 0,
  score       integer NOT NULL DEFAULT 0,         -- sum of the ratings
  PRIMARY KEY (corp_id, employee_id, day)
) WITH (fillfactor = 80);
CREATE INDEX contact_days_by_day ON contact_days (corp_id, day);
SELECT weft_tenant_table('contact_days');

CREATE FUNCTION weft_count_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO contact_days AS d (corp_id, employee_id, day, requests, added, lost, ratings, score)
  VALUES (NEW.corp_id, NEW.employee_id, (NEW.at AT TIME ZONE weft_zone(NEW.corp_id))::date, (NEW.kind = 'requested')::integer,
          (NEW.kind = 'added')::integer, (NEW.kind = 'lost')::integer, (NEW.kind = 'rated')::integer,
          CASE WHEN NEW.kind = 'rated' THEN coalesce((NEW.detail ->> 'score')::integer, 0) ELSE 0 END)
  ON CONFLICT (corp_id, employee_id, day) DO UPDATE
     SET requests = d.requests + excluded.requests, added = d.added + excluded.added, lost = d.lost + excluded.lost,
         ratings = d.ratings + excluded.ratings, score = d.score + excluded.score;
  RETURN NULL;
END $$;
CREATE TRIGGER contact_events_counted AFTER INSERT ON contact_events
  FOR EACH ROW WHEN (NEW.employee_id IS NOT NULL AND NEW.kind IN ('requested', 'added', 'lost', 'rated'))
  EXECUTE FUNCTION weft_count_event();
INSERT INTO contact_days (corp_id, employee_id, day, requests, added, lost, ratings, score)
SELECT corp_id, employee_id, (at AT TIME ZONE weft_zone(corp_id))::date, count(*) FILTER (WHERE kind = 'requested'),
       count(*) FILTER (WHERE kind = 'added'), count(*) FILTER (WHERE kind = 'lost'), count(*) FILTER (WHERE kind = 'rated'),
       coalesce(sum((detail ->> 'score')::integer) FILTER (WHERE kind = 'rated'), 0)
  FROM contact_events WHERE employee_id IS NOT NULL AND kind IN ('requested', 'added', 'lost', 'rated') GROUP BY 1, 2, 3;

-- Logs that have grown since they were counted: a row with every append, never changed, taken away by who has counted. Appends wait for
-- nobody here, and none is missed: a row is deleted by its number, after the entries that it stands for were read.
CREATE TABLE chats_behind (
  corp_id         uuid NOT NULL,
  id              bigint GENERATED ALWAYS AS IDENTITY,
  conversation_id uuid NOT NULL,
  PRIMARY KEY (corp_id, id)
);
SELECT weft_tenant_table('chats_behind');

CREATE FUNCTION weft_chat_grew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO chats_behind (corp_id, conversation_id) VALUES (NEW.corp_id, NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER conversations_grew AFTER UPDATE OF head_seq ON conversations
  FOR EACH ROW WHEN (NEW.kind IN ('customer', 'customer_group') AND NEW.head_seq > OLD.head_seq) EXECUTE FUNCTION weft_chat_grew();
INSERT INTO chats_behind (corp_id, conversation_id) SELECT corp_id, id FROM conversations WHERE kind IN ('customer', 'customer_group');

-- How far each log was counted, and what the next entry's meaning depends on. Its row is the lock under which a log is counted.
CREATE TABLE chat_marks (
  conversation_id uuid PRIMARY KEY,
  corp_id         uuid NOT NULL,
  seq             bigint NOT NULL DEFAULT 0,
  state           jsonb NOT NULL DEFAULT '{}'
) WITH (fillfactor = 50);
SELECT weft_tenant_table('chat_marks');

-- From the logs of chats with one customer.
CREATE TABLE chat_days (
  corp_id     uuid NOT NULL,
  employee_id uuid NOT NULL,
  day         date NOT NULL,
  chats       integer NOT NULL DEFAULT 0,         -- with a message of that day: of the employee, or to it
  messages    integer NOT NULL DEFAULT 0,         -- the employee's
  asked       integer NOT NULL DEFAULT 0,         -- chats in which the customer wrote
  replied     integer NOT NULL DEFAULT 0,         -- of these, the answered ones
  waited_ms   bigint NOT NULL DEFAULT 0,          -- until the first answers, together
  PRIMARY KEY (corp_id, employee_id, day)
) WITH (fillfactor = 80);
CREATE INDEX chat_days_by_day ON chat_days (corp_id, day);
SELECT weft_tenant_table('chat_days');

-- From the logs of groups with customers, under who owned them then.
CREATE TABLE customer_group_days (
  corp_id  uuid NOT NULL,
  owner_id uuid NOT NULL,
  day      date NOT NULL,
  groups   integer NOT NULL DEFAULT 0,            -- new ones
  active   integer NOT NULL DEFAULT 0,            -- groups with a message of that day
  joins    integer NOT NULL DEFAULT 0,
  leaves   integer NOT NULL DEFAULT 0,
  messages integer NOT NULL DEFAULT 0,
  PRIMARY KEY (corp_id, owner_id, day)
) WITH (fillfactor = 80);
CREATE INDEX customer_group_days_by_day ON customer_group_days (corp_id, day);
SELECT weft_tenant_table('customer_group_days');
