-- Contacts that became part of another one, and what moved with them, so that it can go back.
CREATE TABLE contact_merges (
  id         uuid PRIMARY KEY,
  corp_id    uuid NOT NULL,
  contact_id uuid NOT NULL,                       -- goes on
  other_id   uuid NOT NULL,                       -- became part of it
  merged_by  uuid NOT NULL,
  merged_at  timestamptz NOT NULL,
  moved      jsonb NOT NULL,
  undone_by  uuid,
  undone_at  timestamptz,
  FOREIGN KEY (corp_id, contact_id) REFERENCES principals (corp_id, id),
  FOREIGN KEY (corp_id, other_id) REFERENCES principals (corp_id, id)
);
CREATE UNIQUE INDEX contact_merges_standing ON contact_merges (corp_id, other_id) WHERE undone_at IS NULL;
CREATE INDEX contact_merges_into ON contact_merges (corp_id, contact_id);
CREATE INDEX contact_merges_of ON contact_merges (corp_id, other_id);
SELECT weft_tenant_table('contact_merges');

-- Two relations of one employee change contacts in one statement: looked at when it ends, not row by row.
ALTER TABLE follows DROP CONSTRAINT follows_corp_id_contact_id_employee_id_key;
ALTER TABLE follows ADD CONSTRAINT follows_once UNIQUE (corp_id, contact_id, employee_id) DEFERRABLE INITIALLY IMMEDIATE;
