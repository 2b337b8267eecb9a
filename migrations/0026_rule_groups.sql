-- Sales groups: people who, without administering, have some powers over some employees and their customers.
CREATE TABLE rule_groups (
  corp_id     uuid NOT NULL,
  id          uuid NOT NULL,
  name        text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 50),
  departments integer[] NOT NULL DEFAULT '{}',    -- the range: each with all below, and
  members     uuid[] NOT NULL DEFAULT '{}',       -- these people
  powers      text[] NOT NULL DEFAULT '{}',
  created_by  uuid NOT NULL,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL,
  PRIMARY KEY (corp_id, id)
);
SELECT weft_tenant_table('rule_groups');

CREATE TABLE rule_group_owners (
  corp_id      uuid NOT NULL,
  rule_group   uuid NOT NULL,
  principal_id uuid NOT NULL,
  PRIMARY KEY (corp_id, principal_id, rule_group),
  FOREIGN KEY (corp_id, rule_group) REFERENCES rule_groups (corp_id, id) ON DELETE CASCADE,
  FOREIGN KEY (corp_id, principal_id) REFERENCES principals (corp_id, id)
);
CREATE INDEX rule_group_owners_of ON rule_group_owners (corp_id, rule_group);
SELECT weft_tenant_table('rule_group_owners');
CREATE INDEX contact_tag_groups_of_rule ON contact_tag_groups (corp_id, rule_group) WHERE rule_group IS NOT NULL;
