-- Words that are not to be said: rules of the company, lists of groups, and what met them.

-- Counts the changes of a company's rules, and of the lists of its groups: who keeps them in memory compares this.
CREATE TABLE word_versions (
  corp_id uuid PRIMARY KEY,
  rules   bigint NOT NULL DEFAULT 0,
  lists   bigint NOT NULL DEFAULT 0
);
SELECT weft_tenant_table('word_versions');

CREATE TABLE word_rules (
  corp_id    uuid NOT NULL,
  id         uuid NOT NULL,
  slot       integer NOT NULL CHECK (slot BETWEEN 0 AND 99),  -- words are compiled together by slot / 10
  name       text NOT NULL,
  action     text NOT NULL CHECK (action IN ('block', 'warn')),
  words      jsonb NOT NULL,
  detect     jsonb NOT NULL,
  owner_id   uuid NOT NULL,                                   -- gets the hits
  everybody  boolean NOT NULL,                                -- false: only whom the two tables below name
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (corp_id, id),
  UNIQUE (corp_id, slot),
  UNIQUE (corp_id, name)
);
CREATE INDEX word_rules_of_owner ON word_rules (corp_id, owner_id);
SELECT weft_tenant_table('word_rules');

CREATE TABLE word_rule_members (
  corp_id      uuid NOT NULL,
  rule_id      uuid NOT NULL,
  principal_id uuid NOT NULL,
  PRIMARY KEY (corp_id, rule_id, principal_id),
  FOREIGN KEY (corp_id, rule_id) REFERENCES word_rules (corp_id, id) ON DELETE CASCADE
);
SELECT weft_tenant_table('word_rule_members');

-- A department and all below it.
CREATE TABLE word_rule_departments (
  corp_id    uuid NOT NULL,
  rule_id    uuid NOT NULL,
  department integer NOT NULL,
  PRIMARY KEY (corp_id, rule_id, department),
  FOREIGN KEY (corp_id, rule_id) REFERENCES word_rules (corp_id, id) ON DELETE CASCADE
);
SELECT weft_tenant_table('word_rule_departments');

-- A group's own list. One that was emptied stays: who keeps lists in memory reads those whose version is higher than what it has seen.
CREATE TABLE group_words (
  corp_id         uuid NOT NULL,
  conversation_id uuid NOT NULL,
  action          text NOT NULL CHECK (action IN ('block', 'warn')),
  words           jsonb NOT NULL,
  version         bigint NOT NULL,                            -- word_versions.lists at its last change
  updated_by      uuid NOT NULL,
  updated_at      timestamptz NOT NULL,
  counted_from    timestamptz NOT NULL,                       -- changes are counted from here, for a minute
  changes         integer NOT NULL DEFAULT 1,
  PRIMARY KEY (corp_id, conversation_id)
);
CREATE INDEX group_words_changed ON group_words (corp_id, version);
SELECT weft_tenant_table('group_words');

-- One row for each rule that a message met. Without rule: the group's list. Without seq: nothing was written.
CREATE TABLE word_hits (
  corp_id         uuid NOT NULL,
  id              uuid NOT NULL,
  at              timestamptz NOT NULL,
  rule_id         uuid,
  rule_name       text NOT NULL,
  action          text NOT NULL,
  actor_id        uuid NOT NULL,
  conversation_id uuid,
  seq             bigint,
  client_id       text NOT NULL,
  field           text NOT NULL,
  matched         text NOT NULL,
  excerpt         text NOT NULL,
  told            uuid[] NOT NULL,                            -- whose hit it is: the owner of the rule, or of the group
  PRIMARY KEY (corp_id, id)
);
CREATE INDEX word_hits_of_actor ON word_hits (corp_id, actor_id, id);
CREATE INDEX word_hits_of_rule ON word_hits (corp_id, rule_id, id);
CREATE INDEX word_hits_of_conversation ON word_hits (corp_id, conversation_id, id);
-- A blocked message that is sent again is the same hit.
CREATE UNIQUE INDEX word_hits_once ON word_hits (corp_id, conversation_id, actor_id, client_id, rule_id) NULLS NOT DISTINCT
  WHERE client_id <> '' AND action = 'block';
SELECT weft_tenant_table('word_hits');
REVOKE UPDATE ON word_hits FROM weft_app;
