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
