-- What apps hear: what members write to them goes to the outbox in the transaction that writes it, by whatever statement. A member
-- who does not see the app is not told of.
CREATE FUNCTION weft_tell_app() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outbox (corp_id, kind, line, body, target_id, delivery, at)
  SELECT NEW.corp_id, 'app.message', c.principal_id::text, jsonb_build_object('kind', 'message', 'conversation', NEW.id, 'seq', e.seq), a.id, 'app', e.created_at
    FROM app_chats c
    JOIN apps a ON a.corp_id = NEW.corp_id AND a.id = c.app_id AND a.callback_url IS NOT NULL
    JOIN entries e ON e.conversation_id = NEW.id AND e.seq > OLD.head_seq AND e.seq <= NEW.head_seq AND e.kind = 'message' AND e.actor_id = c.principal_id
   WHERE c.corp_id = NEW.corp_id AND c.conversation_id = NEW.id AND weft_app_shows(NEW.corp_id, a.id, c.principal_id)
   ORDER BY e.seq;
  IF FOUND THEN
    PERFORM pg_notify('weft_hint', 'deliveries');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER conversations_tell_app AFTER UPDATE ON conversations
  FOR EACH ROW WHEN (NEW.kind = 'app' AND NEW.message_count > OLD.message_count) EXECUTE FUNCTION weft_tell_app();

-- The card of a member where it is another one than that of the message; and the change of it that waits.
ALTER TABLE app_message_recipients ADD COLUMN body jsonb, ADD COLUMN change bigint;
CREATE INDEX app_message_recipients_changing ON app_message_recipients (corp_id, change, principal_id) WHERE change IS NOT NULL;

-- Changes of cards that are under way: of everybody who waits for one.
CREATE TABLE app_card_changes (
  number     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  corp_id    uuid NOT NULL,
  message_id uuid NOT NULL,
  body       jsonb,                                   -- the card that takes the place
  button     text,                                    -- or what stands there instead of its buttons
  created_at timestamptz NOT NULL,
  FOREIGN KEY (corp_id, message_id) REFERENCES app_messages (corp_id, id) ON DELETE CASCADE
);
SELECT weft_tenant_table('app_card_changes');

-- The files that rows of a card name are read by who reads the card, as the file of another message is: whoever writes one, by whatever
-- statement, attaches them; what takes its place or takes it back takes the right to them away.
CREATE FUNCTION weft_attach_card() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_files uuid[] := ARRAY(SELECT (r ->> 'media_id')::uuid FROM jsonb_array_elements(NEW.body #> '{card,horizontal_content_list}') AS r WHERE r ? 'media_id');
BEGIN
  IF TG_OP = 'UPDATE' THEN
    UPDATE file_uses SET sealed = true WHERE kind = 'message' AND conversation_id = NEW.conversation_id AND seq = NEW.seq;
  END IF;
  INSERT INTO file_uses (file_id, corp_id, kind, conversation_id, seq)
  SELECT f.id, f.corp_id, 'message', NEW.conversation_id, NEW.seq FROM files f WHERE f.id = ANY (v_files) AND f.corp_id = NEW.corp_id
  ON CONFLICT (conversation_id, seq, file_id) WHERE kind = 'message' DO UPDATE SET sealed = false;
  UPDATE files SET used = true, unused_since = NULL WHERE id = ANY (v_files) AND (NOT used OR unused_since IS NOT NULL);
  RETURN NULL;
END $$;
CREATE TRIGGER entries_attach_card AFTER INSERT ON entries FOR EACH ROW
  WHEN (NEW.body -> 'card' ? 'horizontal_content_list') EXECUTE FUNCTION weft_attach_card();
CREATE TRIGGER entries_change_card AFTER UPDATE ON entries FOR EACH ROW
  WHEN (OLD.body IS DISTINCT FROM NEW.body AND (OLD.body -> 'card' ? 'horizontal_content_list' OR NEW.body -> 'card' ? 'horizontal_content_list'))
  EXECUTE FUNCTION weft_attach_card();

-- Who came into a department or a tag, left one, was disabled or enabled: a job looks at their chats with apps right after. Null: at everybody's.
CREATE TABLE app_range_changes (
  corp_id      uuid NOT NULL,
  number       bigint GENERATED ALWAYS AS IDENTITY,
  principal_id uuid,
  PRIMARY KEY (corp_id, number)
);
SELECT weft_tenant_table('app_range_changes');

CREATE INDEX jobs_of_changes ON jobs (corp_id) WHERE kind = 'app.changes' AND status = 'waiting';

-- Nobody waits here for a step that runs: a job that waits is held, so that it begins after this transaction; otherwise there is another one.
CREATE FUNCTION weft_follow_ranges(p_corp uuid, p_members uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM apps WHERE corp_id = p_corp AND deleted_at IS NULL) THEN
    RETURN;
  END IF;
  INSERT INTO app_range_changes (corp_id, principal_id)
  SELECT p_corp, m FROM unnest(CASE WHEN cardinality(p_members) > 1000 THEN ARRAY[NULL::uuid] ELSE p_members END) AS m;
  PERFORM 1 FROM jobs WHERE corp_id = p_corp AND kind = 'app.changes' AND status = 'waiting' LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    INSERT INTO jobs (id, corp_id, kind, state, created_at, run_at)
    VALUES (encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
                   substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid,
            p_corp, 'app.changes', '{}', now(), now());
  END IF;
  PERFORM pg_notify('weft_hint', 'jobs');
END $$;

CREATE FUNCTION weft_people_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM weft_follow_ranges(c.corp_id, array_agg(DISTINCT c.principal_id)) FROM changed c GROUP BY c.corp_id;
  RETURN NULL;
END $$;
CREATE TRIGGER department_members_came AFTER INSERT ON department_members REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION weft_people_moved();
CREATE TRIGGER department_members_went AFTER DELETE ON department_members REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION weft_people_moved();
CREATE TRIGGER tag_members_came AFTER INSERT ON tag_members REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION weft_people_moved();
CREATE TRIGGER tag_members_went AFTER DELETE ON tag_members REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION weft_people_moved();

CREATE FUNCTION weft_person_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM weft_follow_ranges(NEW.corp_id, ARRAY[NEW.id]);
  RETURN NULL;
END $$;
CREATE TRIGGER principals_status AFTER UPDATE OF status ON principals FOR EACH ROW
  WHEN (NEW.kind = 'member' AND OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION weft_person_changed();

CREATE FUNCTION weft_departments_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM weft_follow_ranges(n.corp_id, ARRAY[NULL::uuid]) FROM now_there n JOIN there t ON t.corp_id = n.corp_id AND t.number = n.number
    WHERE n.path <> t.path GROUP BY n.corp_id;
  RETURN NULL;
END $$;
CREATE TRIGGER departments_moved AFTER UPDATE ON departments REFERENCING OLD TABLE AS there NEW TABLE AS now_there
  FOR EACH STATEMENT EXECUTE FUNCTION weft_departments_moved();

-- What happens to groups for customers is told to who listens, whatever the entry that says so is written by.
CREATE FUNCTION weft_tell_customer_group() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_kind text := 'customer_group.' || CASE NEW.kind WHEN 'created' THEN 'created' WHEN 'dismissed' THEN 'dismissed' ELSE 'updated' END;
BEGIN
  INSERT INTO outbox (corp_id, kind, line, body, at)
  SELECT NEW.corp_id, v_kind, NEW.conversation_id::text,
         jsonb_build_object('conversation', NEW.conversation_id, 'change', NEW.kind, 'actor', NEW.actor_id, 'members',
           CASE WHEN NEW.kind = 'left' THEN jsonb_build_array(NEW.actor_id) ELSE coalesce(NEW.body -> 'members', '[]') END,
           'member_count', CASE WHEN NEW.kind = 'left' THEN 1 ELSE coalesce((NEW.body ->> 'member_count')::integer, 0) END), NEW.created_at
    FROM conversations c
   WHERE c.id = NEW.conversation_id AND c.kind = 'customer_group'
     AND EXISTS (SELECT 1 FROM listeners l WHERE l.corp_id = NEW.corp_id AND l.events && ARRAY[v_kind, 'customer_group.*', '*']);
  IF FOUND THEN
    PERFORM pg_notify('weft_hint', 'deliveries');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER entries_tell_customer_group AFTER INSERT ON entries FOR EACH ROW
  WHEN (NEW.kind IN ('created', 'members_added', 'members_removed', 'left', 'renamed', 'notice', 'owner_changed', 'dismissed'))
  EXECUTE FUNCTION weft_tell_customer_group();
