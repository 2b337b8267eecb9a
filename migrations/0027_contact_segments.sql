-- Saved filters over customers: somebody's own, or everybody's in the company.
CREATE TABLE contact_segments (
  id         uuid PRIMARY KEY,
  corp_id    uuid NOT NULL,
  owner_id   uuid NOT NULL,
  shared     boolean NOT NULL,
  name       text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 50),
  filter     jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  FOREIGN KEY (corp_id, owner_id) REFERENCES principals (corp_id, id)
);
CREATE INDEX contact_segments_of ON contact_segments (corp_id, owner_id, id);
CREATE INDEX contact_segments_shared ON contact_segments (corp_id, id) WHERE shared;
SELECT weft_tenant_table('contact_segments');
