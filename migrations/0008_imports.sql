-- Tables of people that somebody imports: what was found in the file, row by row, and what became of it. Deleted with all their rows after some days.
CREATE TABLE imports (
  id               uuid PRIMARY KEY,
  corp_id          uuid NOT NULL REFERENCES companies,
  file_id          uuid NOT NULL,
  file_name        text NOT NULL,
  create_departments boolean NOT NULL,
  status           text NOT NULL CHECK (status IN ('checking', 'checked', 'applying', 'applied')),
  job_id           uuid NOT NULL,                 -- of the check, then of the applying
  columns          jsonb,                         -- where the header is and what it means; null until it was found
  ignored_columns  text[] NOT NULL DEFAULT '{}',
  last_row         bigint NOT NULL DEFAULT 0,     -- of the file: checked up to here
  adds             bigint NOT NULL DEFAULT 0,
  updates          bigint NOT NULL DEFAULT 0,
  unchanged        bigint NOT NULL DEFAULT 0,
  errors           bigint NOT NULL DEFAULT 0,
  applied          bigint NOT NULL DEFAULT 0,
  failed           bigint NOT NULL DEFAULT 0,
  created_by       uuid NOT NULL,
  created_at       timestamptz NOT NULL,
  FOREIGN KEY (corp_id, created_by) REFERENCES principals (corp_id, id)
);
CREATE INDEX imports_of_person ON imports (corp_id, created_by, id);
CREATE INDEX imports_by_age ON imports (corp_id, created_at);
SELECT weft_tenant_table('imports');

CREATE TABLE import_rows (
  corp_id    uuid NOT NULL,
  import_id  uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
  row        bigint NOT NULL,                     -- as the office suite numbers it
  userid     text NOT NULL,
  userid_key text COLLATE "C" NOT NULL,
  action     text NOT NULL CHECK (action IN ('add', 'update', 'unchanged', 'error')),
  wanted     jsonb NOT NULL,
  changes    text[] NOT NULL,                     -- headers of the columns that an update changes
  problems   jsonb NOT NULL,
  outcome    text CHECK (outcome IN ('done', 'failed')),
  PRIMARY KEY (corp_id, import_id, row)
);
CREATE INDEX import_rows_by_userid ON import_rows (corp_id, import_id, userid_key);
CREATE INDEX import_rows_by_action ON import_rows (corp_id, import_id, action, row);
CREATE INDEX import_rows_of_import ON import_rows (import_id);
SELECT weft_tenant_table('import_rows');

-- Departments that an import would make.
CREATE TABLE import_departments (
  corp_id   uuid NOT NULL,
  import_id uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
  path_key  text COLLATE "C" NOT NULL,
  path      text NOT NULL,
  PRIMARY KEY (corp_id, import_id, path_key)
);
CREATE INDEX import_departments_of_import ON import_departments (import_id);
SELECT weft_tenant_table('import_departments');
