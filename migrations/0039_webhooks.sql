-- Endpoints of other systems that are told what happens here.
CREATE TABLE webhooks (
  id          uuid PRIMARY KEY,
  corp_id     uuid NOT NULL REFERENCES companies,
  url         text NOT NULL,
  description text NOT NULL DEFAULT '',
  events      text[] NOT NULL,                  -- names, 'customer.*', '*'
  scopes      text[],                           -- kinds of conversations; null: all
  contents    boolean NOT NULL DEFAULT false,   -- whether it is told what was written
  disabled    text CHECK (disabled IN ('by_hand', 'gone', 'failing')),
  disabled_at timestamptz,
  secret      text NOT NULL,                    -- sealed
  old_secret  text,                             -- sealed; signs beside it until old_until
  old_until   timestamptz,
  created_by  uuid NOT NULL,
  created_at  timestamptz NOT NULL,
  changed_at  timestamptz NOT NULL,
  CHECK ((disabled IS NULL) = (disabled_at IS NULL)),
  CHECK ((old_secret IS NULL) = (old_until IS NULL)),
  FOREIGN KEY (corp_id, created_by) REFERENCES principals (corp_id, id)
);
CREATE INDEX webhooks_of_company ON webhooks (corp_id, id);
SELECT weft_tenant_table('webhooks');

-- What happens with customers is told from their timeline, by whatever statement it comes there: in the one that writes it, and of all but the
-- daily counts of messages, which are told one by one. Without what people wrote.
CREATE FUNCTION weft_tell_of_customers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outbox (corp_id, kind, line, body, at)
  SELECT e.corp_id, t.name, e.contact_id,
         jsonb_build_object('customer', e.contact_id, 'employee', e.employee_id, 'conversation', e.conversation_id, 'actor', e.actor_id,
                            'detail', e.detail - 'text'), e.at
    FROM fresh e
    CROSS JOIN LATERAL (SELECT CASE e.kind WHEN 'handed_over' THEN 'hand_over.done' WHEN 'hand_over_began' THEN 'hand_over.began'
                                           WHEN 'hand_over_ended' THEN 'hand_over.ended' WHEN 'joined' THEN 'customer.colleague_joined'
                                           WHEN 'parted' THEN 'customer.colleague_left' ELSE 'customer.' || e.kind END AS name) t
   WHERE e.kind <> 'messages'
     AND EXISTS (SELECT 1 FROM listeners l WHERE l.corp_id = e.corp_id AND l.events && ARRAY[t.name, split_part(t.name, '.', 1) || '.*', '*']);
  IF FOUND THEN
    PERFORM pg_notify('weft_hint', 'deliveries');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER contact_events_told AFTER INSERT ON contact_events REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION weft_tell_of_customers();
