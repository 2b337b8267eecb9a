-- What else somebody who leaves leaves behind: the roles that were held, and how many live invitations ended with them.
ALTER TABLE offboardings
  ADD COLUMN roles       jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN invitations integer NOT NULL DEFAULT 0;
