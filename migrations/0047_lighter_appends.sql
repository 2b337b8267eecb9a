-- What an append costs beside its rows. PostgreSQL reads the text of each WHEN of a trigger again in each statement, for each partition: the
-- six of entries and conversations took a quarter of the time of a lone send. So there is one trigger for each table, with a short condition
-- that nearly all messages end at, and what is to be done is decided behind it.

-- In the order in which a server that still runs locks them.
LOCK TABLE conversations, entries IN ACCESS EXCLUSIVE MODE;

CREATE FUNCTION weft_attach_file(p_corp uuid, p_conversation uuid, p_seq bigint, p_file uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO file_uses (file_id, corp_id, kind, conversation_id, seq)
  SELECT f.id, f.corp_id, 'message', p_conversation, p_seq FROM files f WHERE f.id = p_file AND f.corp_id = p_corp;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'entry % of % names a file that is not there', p_seq, p_conversation;
  END IF;
  UPDATE files SET used = true, unused_since = NULL WHERE id = p_file AND (NOT used OR unused_since IS NOT NULL);
END $$;

CREATE FUNCTION weft_attach_card(p_corp uuid, p_conversation uuid, p_seq bigint, p_rows jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_files uuid[] := ARRAY(SELECT (r ->> 'media_id')::uuid FROM jsonb_array_elements(p_rows) AS r WHERE r ? 'media_id');
BEGIN
  INSERT INTO file_uses (file_id, corp_id, kind, conversation_id, seq)
  SELECT f.id, f.corp_id, 'message', p_conversation, p_seq FROM files f WHERE f.id = ANY (v_files) AND f.corp_id = p_corp
  ON CONFLICT (conversation_id, seq, file_id) WHERE kind = 'message' DO UPDATE SET sealed = false;
  UPDATE files SET used = true, unused_since = NULL WHERE id = ANY (v_files) AND (NOT used OR unused_since IS NOT NULL);
END $$;

CREATE FUNCTION weft_call_bots(p_corp uuid, p_conversation uuid, p_seq bigint, p_actor uuid, p_body jsonb, p_at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outbox (corp_id, kind, line, body, target_id, delivery, at)
  SELECT r.corp_id, 'bot.called', '', jsonb_build_object('conversation', p_conversation, 'seq', p_seq), r.id, 'bot', p_at
    FROM robots r
   WHERE r.conversation_id = p_conversation AND r.corp_id = p_corp AND r.deleted_at IS NULL AND r.callback IS NOT NULL
     AND (p_body -> 'mentions' ? r.id::text
          OR r.id = (SELECT e.actor_id FROM entries e WHERE e.conversation_id = p_conversation AND e.seq = (p_body ->> 'reply_to')::bigint))
     AND NOT EXISTS (SELECT 1 FROM robots a WHERE a.id = p_actor);
  IF FOUND THEN
    PERFORM pg_notify('weft_hint', 'deliveries');
  END IF;
END $$;

CREATE FUNCTION weft_tell_customer_group(p_corp uuid, p_conversation uuid, p_kind text, p_actor uuid, p_body jsonb, p_at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_kind text := 'customer_group.' || CASE p_kind WHEN 'created' THEN 'created' WHEN 'dismissed' THEN 'dismissed' ELSE 'updated' END;
BEGIN
  INSERT INTO outbox (corp_id, kind, line, body, at)
  SELECT p_corp, v_kind, p_conversation::text,
         jsonb_build_object('conversation', p_conversation, 'change', p_kind, 'actor', p_actor, 'members',
           CASE WHEN p_kind = 'left' THEN jsonb_build_array(p_actor) ELSE coalesce(p_body -> 'members', '[]') END,
           'member_count', CASE WHEN p_kind = 'left' THEN 1 ELSE coalesce((p_body ->> 'member_count')::integer, 0) END), p_at
    FROM conversations c
   WHERE c.id = p_conversation AND c.kind = 'customer_group'
     AND EXISTS (SELECT 1 FROM listeners l WHERE l.corp_id = p_corp AND l.events && ARRAY[v_kind, 'customer_group.*', '*']);
  IF FOUND THEN
    PERFORM pg_notify('weft_hint', 'deliveries');
  END IF;
END $$;

-- Whoever appends an entry, by whatever statement, in the same transaction attaches the files that it names, calls the bots that it means,
-- and tells of customer groups.
CREATE FUNCTION weft_entry_appended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.body ? 'file' OR NEW.body -> 'message' ? 'file' THEN
    PERFORM weft_attach_file(NEW.corp_id, NEW.conversation_id, NEW.seq, coalesce(NEW.body ->> 'file', NEW.body #>> '{message,file}')::uuid);
  END IF;
  IF NEW.body -> 'card' ? 'horizontal_content_list' THEN
    PERFORM weft_attach_card(NEW.corp_id, NEW.conversation_id, NEW.seq, NEW.body #> '{card,horizontal_content_list}');
  END IF;
  IF NEW.body ?| '{mentions,reply_to}' THEN
    PERFORM weft_call_bots(NEW.corp_id, NEW.conversation_id, NEW.seq, NEW.actor_id, NEW.body, NEW.created_at);
  END IF;
  IF NEW.kind IN ('created', 'members_added', 'members_removed', 'left', 'renamed', 'notice', 'owner_changed', 'dismissed') THEN
    PERFORM weft_tell_customer_group(NEW.corp_id, NEW.conversation_id, NEW.kind, NEW.actor_id, NEW.body, NEW.created_at);
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER entries_attach ON entries;
DROP TRIGGER entries_attach_card ON entries;
DROP TRIGGER entries_call_bots ON entries;
DROP TRIGGER entries_tell_customer_group ON entries;
CREATE TRIGGER entries_appended AFTER INSERT ON entries FOR EACH ROW
  WHEN (NEW.kind <> 'message' OR NEW.body ?| '{card,file,mentions,message,reply_to}') EXECUTE FUNCTION weft_entry_appended();

-- What takes the place of a card takes the right to its files away before it attaches its own.
CREATE FUNCTION weft_card_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE file_uses SET sealed = true WHERE kind = 'message' AND conversation_id = NEW.conversation_id AND seq = NEW.seq;
  PERFORM weft_attach_card(NEW.corp_id, NEW.conversation_id, NEW.seq, NEW.body #> '{card,horizontal_content_list}');
  RETURN NULL;
END $$;
DROP TRIGGER entries_change_card ON entries;
CREATE TRIGGER entries_change_card AFTER UPDATE ON entries FOR EACH ROW
  WHEN (OLD.body IS DISTINCT FROM NEW.body AND (OLD.body -> 'card' ? 'horizontal_content_list' OR NEW.body -> 'card' ? 'horizontal_content_list'))
  EXECUTE FUNCTION weft_card_changed();

-- Up to where the growth of a log with customers was noted by the statement that appended, for many logs at once; what goes beyond is
-- noted log by log.
ALTER TABLE conversations ADD COLUMN noted_seq bigint NOT NULL DEFAULT 0;

CREATE FUNCTION weft_tell_app(p_corp uuid, p_conversation uuid, p_after bigint, p_until bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outbox (corp_id, kind, line, body, target_id, delivery, at)
  SELECT p_corp, 'app.message', c.principal_id::text, jsonb_build_object('kind', 'message', 'conversation', p_conversation, 'seq', e.seq), a.id, 'app', e.created_at
    FROM app_chats c
    JOIN apps a ON a.corp_id = p_corp AND a.id = c.app_id AND a.callback_url IS NOT NULL
    JOIN entries e ON e.conversation_id = p_conversation AND e.seq > p_after AND e.seq <= p_until AND e.kind = 'message' AND e.actor_id = c.principal_id
   WHERE c.corp_id = p_corp AND c.conversation_id = p_conversation AND weft_app_shows(p_corp, a.id, c.principal_id)
   ORDER BY e.seq;
  IF FOUND THEN
    PERFORM pg_notify('weft_hint', 'deliveries');
  END IF;
END $$;

-- A chat with an app is told to the app; one with customers waits to be counted.
CREATE FUNCTION weft_log_grew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.kind = 'app' THEN
    IF NEW.message_count > OLD.message_count THEN
      PERFORM weft_tell_app(NEW.corp_id, NEW.id, OLD.head_seq, NEW.head_seq);
    END IF;
  ELSIF NEW.kind IN ('customer', 'customer_group') AND NEW.head_seq > greatest(OLD.head_seq, NEW.noted_seq) THEN
    INSERT INTO chats_behind (corp_id, conversation_id) VALUES (NEW.corp_id, NEW.id);
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER conversations_grew ON conversations;
DROP TRIGGER conversations_tell_app ON conversations;
-- Of the kinds these come first in the alphabet: a list of them would take as long to read as the rest of what is left here.
CREATE TRIGGER conversations_grew AFTER UPDATE OF head_seq ON conversations FOR EACH ROW WHEN (NEW.kind < 'd') EXECUTE FUNCTION weft_log_grew();

DROP FUNCTION weft_attach_file(), weft_attach_card(), weft_call_bots(), weft_tell_customer_group(), weft_tell_app(), weft_chat_grew();

-- Only a check-up reads the timeline by kind, once through, and nothing by employee: each row was written into two indexes for nobody.
DROP INDEX contact_events_by_employee;
DROP INDEX contact_events_by_kind;

-- Nobody asks for a payload by its value: what there is of them need not be sorted each time the database looks at a table that grows.
ALTER TABLE entries ALTER COLUMN body SET STATISTICS 0, ALTER COLUMN client_id SET STATISTICS 0, ALTER COLUMN client_hash SET STATISTICS 0;
ALTER TABLE contact_events ALTER COLUMN detail SET STATISTICS 0;
