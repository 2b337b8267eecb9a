-- Apps: programs of the company that write to members and hear what they do.

-- Numbers are given once, and never to another one. Its row is locked by whoever gives one.
CREATE TABLE app_heads (
  corp_id  uuid PRIMARY KEY REFERENCES companies,
  next_app integer NOT NULL DEFAULT 1000001
);
SELECT weft_tenant_table('app_heads');

CREATE TABLE apps (
  id               uuid PRIMARY KEY,                  -- the principal that writes
  corp_id          uuid NOT NULL,
  number           integer NOT NULL CHECK (number > 0),
  description      text NOT NULL DEFAULT '',
  logo             uuid,                              -- a file
  home_url         text,
  everybody        boolean NOT NULL DEFAULT false,    -- the range is the company
  enabled          boolean NOT NULL DEFAULT true,
  secret_hash      bytea NOT NULL CHECK (octet_length(secret_hash) = 32),  -- SHA-256: of the secret nothing else is kept
  secret_at        timestamptz NOT NULL,
  callback_style   text CHECK (callback_style IN ('xml', 'json')),
  callback_url     text,
  callback_token   text,                              -- sealed; of xml: what signs
  callback_key     text,                              -- sealed; of xml: the EncodingAESKey, of json: the secret that signs
  callback_events  text[] NOT NULL DEFAULT '{}',      -- what of the company it asks to be told, by WeCom's names
  report_enter     boolean NOT NULL DEFAULT false,    -- whether it is told who opens its chat
  menu             jsonb,
  created_by       uuid NOT NULL,
  created_at       timestamptz NOT NULL,
  changed_at       timestamptz NOT NULL,
  deleted_at       timestamptz,
  UNIQUE (corp_id, number),
  UNIQUE (corp_id, id),
  CHECK ((callback_style IS NULL) = (callback_url IS NULL)),
  CHECK ((callback_style IS NULL) = (callback_key IS NULL)),
  FOREIGN KEY (corp_id, id) REFERENCES principals (corp_id, id)
);
SELECT weft_tenant_table('apps');

-- Who sees an app: these members, whoever is in these departments or below, whoever has one of these tags.
CREATE TABLE app_range_members (
  corp_id      uuid NOT NULL,
  app_id       uuid NOT NULL,
  principal_id uuid NOT NULL,
  PRIMARY KEY (corp_id, app_id, principal_id),
  FOREIGN KEY (corp_id, app_id) REFERENCES apps (corp_id, id)
);
CREATE INDEX app_range_members_of ON app_range_members (corp_id, principal_id);
SELECT weft_tenant_table('app_range_members');

CREATE TABLE app_range_departments (
  corp_id    uuid NOT NULL,
  app_id     uuid NOT NULL,
  department integer NOT NULL,
  PRIMARY KEY (corp_id, app_id, department),
  FOREIGN KEY (corp_id, app_id) REFERENCES apps (corp_id, id)
);
SELECT weft_tenant_table('app_range_departments');

CREATE TABLE app_range_tags (
  corp_id uuid NOT NULL,
  app_id  uuid NOT NULL,
  tag     integer NOT NULL,
  PRIMARY KEY (corp_id, app_id, tag),
  FOREIGN KEY (corp_id, app_id) REFERENCES apps (corp_id, id)
);
SELECT weft_tenant_table('app_range_tags');

-- Whether a member sees an app: it is enabled, and the member in its range. Prefixes of paths are compared as ranges, which an index can answer.
CREATE FUNCTION weft_app_shows(p_corp uuid, p_app uuid, p_member uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM principals p JOIN apps a ON a.corp_id = p_corp AND a.id = p_app AND a.enabled
                  WHERE p.corp_id = p_corp AND p.id = p_member AND p.kind = 'member' AND p.status IN ('active', 'not_activated')
                    AND (a.everybody
                         OR EXISTS (SELECT 1 FROM app_range_members r WHERE r.corp_id = p_corp AND r.app_id = p_app AND r.principal_id = p_member)
                         OR EXISTS (SELECT 1 FROM tag_members t JOIN app_range_tags r ON r.corp_id = p_corp AND r.app_id = p_app AND r.tag = t.tag
                                     WHERE t.corp_id = p_corp AND t.principal_id = p_member)
                         OR EXISTS (SELECT 1 FROM department_members m
                                      JOIN departments d ON d.corp_id = p_corp AND d.number = m.department
                                      JOIN app_range_departments r ON r.corp_id = p_corp AND r.app_id = p_app
                                      JOIN departments top ON top.corp_id = p_corp AND top.number = r.department
                                     WHERE m.corp_id = p_corp AND m.principal_id = p_member
                                       AND d.path >= top.path AND d.path < left(top.path, -1) || '0')))
$$;

-- Why what is written into this chat of an app would reach nobody: app_disabled (or it was deleted), out_of_range; null: it would. Of one
-- who is not the member of the chat, null.
CREATE FUNCTION weft_app_trouble(p_corp uuid, p_conversation uuid, p_actor uuid) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT CASE WHEN NOT a.enabled THEN 'app_disabled' WHEN NOT weft_app_shows(p_corp, a.id, h.principal_id) THEN 'out_of_range' END
            FROM app_chats h JOIN apps a ON a.corp_id = p_corp AND a.id = h.app_id
           WHERE h.corp_id = p_corp AND h.conversation_id = p_conversation AND (p_actor IS NULL OR h.principal_id = p_actor));
END $$;
GRANT EXECUTE ON FUNCTION weft_app_trouble(uuid, uuid, uuid) TO weft_app;

-- Everybody in the range of an app whose range is not the company.
CREATE FUNCTION weft_app_range(p_corp uuid, p_app uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT r.principal_id FROM app_range_members r WHERE r.corp_id = p_corp AND r.app_id = p_app
  UNION
  SELECT t.principal_id FROM app_range_tags r JOIN tag_members t ON t.corp_id = p_corp AND t.tag = r.tag WHERE r.corp_id = p_corp AND r.app_id = p_app
  UNION
  SELECT m.principal_id FROM app_range_departments r JOIN departments top ON top.corp_id = p_corp AND top.number = r.department
    JOIN departments d ON d.corp_id = p_corp AND d.path >= top.path AND d.path < left(top.path, -1) || '0'
    JOIN department_members m ON m.corp_id = p_corp AND m.department = d.number
   WHERE r.corp_id = p_corp AND r.app_id = p_app
$$;
GRANT EXECUTE ON FUNCTION weft_app_shows(uuid, uuid, uuid), weft_app_range(uuid, uuid) TO weft_app;

-- What there is between an app and a member: their chat, and how often the app wrote of late.
CREATE TABLE app_chats (
  corp_id         uuid NOT NULL,
  app_id          uuid NOT NULL,
  principal_id    uuid NOT NULL,
  conversation_id uuid,
  subscribed      boolean NOT NULL DEFAULT false,     -- the app was told that the member is in its range
  minute_at       timestamptz NOT NULL DEFAULT '-infinity',
  minute_count    integer NOT NULL DEFAULT 0,
  hour_at         timestamptz NOT NULL DEFAULT '-infinity',
  hour_count      integer NOT NULL DEFAULT 0,
  PRIMARY KEY (corp_id, app_id, principal_id),
  FOREIGN KEY (corp_id, app_id) REFERENCES apps (corp_id, id)
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX app_chats_by_conversation ON app_chats (corp_id, conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX app_chats_of_member ON app_chats (corp_id, principal_id);
SELECT weft_tenant_table('app_chats');

-- Person-messages of an app on a day of the company; and what it did with groups.
CREATE TABLE app_days (
  corp_id       uuid NOT NULL,
  app_id        uuid NOT NULL,
  day           date NOT NULL,
  person_messages bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (corp_id, app_id, day),
  FOREIGN KEY (corp_id, app_id) REFERENCES apps (corp_id, id)
);
SELECT weft_tenant_table('app_days');

CREATE TABLE app_messages (
  id           uuid PRIMARY KEY,
  corp_id      uuid NOT NULL,
  app_id       uuid NOT NULL,
  number       bigint GENERATED ALWAYS AS IDENTITY,   -- newer ones have greater ones
  kind         text NOT NULL,
  body         jsonb NOT NULL,                        -- as the logs take it
  digest       bytea NOT NULL,                        -- of targets and content: tells the same message sent again
  task_id      text,                                  -- of a template card
  state        text NOT NULL CHECK (state IN ('sending', 'sent')),
  wanted       integer NOT NULL,
  sent         integer NOT NULL DEFAULT 0,
  dropped      integer NOT NULL DEFAULT 0,
  created_at   timestamptz NOT NULL,
  finished_at  timestamptz,
  recalled_at  timestamptz,
  day          date NOT NULL,                         -- on which its person-messages count
  UNIQUE (corp_id, id),
  FOREIGN KEY (corp_id, app_id) REFERENCES apps (corp_id, id)
);
CREATE INDEX app_messages_of_app ON app_messages (corp_id, app_id, number);
CREATE INDEX app_messages_alike ON app_messages (corp_id, app_id, digest, created_at);
CREATE UNIQUE INDEX app_messages_by_task ON app_messages (corp_id, app_id, task_id) WHERE task_id IS NOT NULL;
SELECT weft_tenant_table('app_messages');

-- To whom, fixed when it was sent. outcome: null until it was that one's turn.
CREATE TABLE app_message_recipients (
  corp_id         uuid NOT NULL,
  message_id      uuid NOT NULL,
  principal_id    uuid NOT NULL,
  outcome         text CHECK (outcome IN ('sent', 'minute_limit', 'hour_limit', 'out_of_range', 'recalled')),
  conversation_id uuid,
  seq             bigint,
  recalled        boolean NOT NULL DEFAULT false,
  acted           jsonb,                              -- what the member pressed or chose on a template card
  acted_at        timestamptz,
  PRIMARY KEY (corp_id, message_id, principal_id),
  FOREIGN KEY (corp_id, message_id) REFERENCES app_messages (corp_id, id) ON DELETE CASCADE
) WITH (fillfactor = 80);
CREATE INDEX app_message_recipients_open ON app_message_recipients (corp_id, message_id, principal_id) WHERE outcome IS NULL;
CREATE INDEX app_message_recipients_there ON app_message_recipients (corp_id, message_id, principal_id) WHERE outcome = 'sent' AND NOT recalled;
CREATE INDEX app_message_recipients_at ON app_message_recipients (corp_id, conversation_id, seq) WHERE seq IS NOT NULL;
SELECT weft_tenant_table('app_message_recipients');

-- With such a code an app changes a card: within 72 hours, once. member: whose press it came from; null: of the whole message.
CREATE TABLE app_response_codes (
  corp_id      uuid NOT NULL,
  code_hash    bytea NOT NULL CHECK (octet_length(code_hash) = 32),
  app_id       uuid NOT NULL,
  message_id   uuid NOT NULL,
  principal_id uuid,
  expires_at   timestamptz NOT NULL,
  used_at      timestamptz,
  PRIMARY KEY (corp_id, code_hash),
  FOREIGN KEY (corp_id, message_id) REFERENCES app_messages (corp_id, id) ON DELETE CASCADE
);
CREATE INDEX app_response_codes_ending ON app_response_codes (corp_id, expires_at);
CREATE INDEX app_response_codes_of_message ON app_response_codes (corp_id, message_id);
SELECT weft_tenant_table('app_response_codes');
