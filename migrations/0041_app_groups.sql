-- Groups that apps made. chat: by which the app knows one; in a company no other has it.
CREATE TABLE app_groups (
  corp_id         uuid NOT NULL,
  chat            text COLLATE "C" NOT NULL CHECK (chat ~ '^[0-9a-zA-Z]{1,32}$'),
  app_id          uuid NOT NULL,
  conversation_id uuid NOT NULL,
  created_at      timestamptz NOT NULL,
  PRIMARY KEY (corp_id, chat),
  FOREIGN KEY (corp_id, app_id) REFERENCES apps (corp_id, id)
);
CREATE INDEX app_groups_since ON app_groups (corp_id, created_at);
SELECT weft_tenant_table('app_groups');

-- How often such groups were changed in an hour.
CREATE TABLE app_group_hours (
  corp_id uuid NOT NULL,
  hour    timestamptz NOT NULL,
  changes integer NOT NULL,
  PRIMARY KEY (corp_id, hour)
);
SELECT weft_tenant_table('app_group_hours');

-- For throwing away what is old.
CREATE INDEX app_messages_old ON app_messages (corp_id, created_at);
